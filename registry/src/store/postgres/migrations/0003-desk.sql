-- The desk: classes, catalogues, policy, flags and the audit trail (registry/src/store/schema.rs says what keys and values are).
-- This file is never edited once it is released: what must change is a migration with a higher number.

create table hezheng.desk_heads (key bytea primary key, value bytea not null);
comment on table hezheng.desk_heads is 'How many entries, flags and classes each authority''s desk has. Replaced.';
comment on column hezheng.desk_heads.key is 'Authority.';
comment on column hezheng.desk_heads.value is 'JSON and a seal: entries of the audit trail, flags, classes of each year.';

create table hezheng.audit (key bytea primary key, value bytea not null);
comment on table hezheng.audit is 'The audit trail: what institutions and officers did at the desk, with their signatures. Immutable.';
comment on column hezheng.audit.key is 'Authority, serial.';
comment on column hezheng.audit.value is 'JSON and a seal: time, key, role, what was done on what, digest, signature base, signature.';

create table hezheng.documents (key bytea primary key, value bytea not null);
comment on table hezheng.documents is 'Programmes, institutions and policies, every version of them. Immutable.';
comment on column hezheng.documents.key is 'Authority, kind, name, version.';
comment on column hezheng.documents.value is 'JSON and a seal.';

create table hezheng.classes (key bytea primary key, value bytea not null);
comment on table hezheng.classes is 'Classes that were filed, and where each stands. Replaced.';
comment on column hezheng.classes.key is 'Authority, class filing number.';
comment on column hezheng.classes.value is 'JSON and a seal.';

create table hezheng.class_ids (key bytea primary key, value bytea not null);
comment on table hezheng.class_ids is 'Ids of classes. An id is taken for ever. Immutable.';
comment on column hezheng.class_ids.key is 'Authority, class id.';
comment on column hezheng.class_ids.value is 'JSON and a seal: the class filing number.';

create table hezheng.class_people (key bytea primary key, value bytea not null);
comment on table hezheng.class_people is 'Who stands on the roster of a class. Immutable.';
comment on column hezheng.class_people.key is 'Authority, class filing number, HMAC of the person.';
comment on column hezheng.class_people.value is 'JSON: place, name, kind and last four characters; sealed with a key that is not in this database: the identity number.';

create table hezheng.flags (key bytea primary key, value bytea not null);
comment on table hezheng.flags is 'What the policy found about certificates that were registered, and what officers made of it. Replaced.';
comment on column hezheng.flags.key is 'Authority, serial.';
comment on column hezheng.flags.value is 'JSON and a seal.';

create table hezheng.paces (key bytea primary key, value bytea not null);
comment on table hezheng.paces is 'How many certificates each institution registered. Replaced.';
comment on column hezheng.paces.key is 'Authority, institution, year.';
comment on column hezheng.paces.value is 'CBOR: in the year, day of the last, on that day.';

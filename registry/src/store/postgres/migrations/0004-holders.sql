-- What holders have done, and how long personal data is kept (registry/src/store/schema.rs says what keys and values are).
-- This file is never edited once it is released: what must change is a migration with a higher number.

create table hezheng.objections (key bytea primary key, value bytea not null);
comment on table hezheng.objections is 'Objections of holders: that they never took a training. Immutable.';
comment on column hezheng.objections.key is 'Authority, leaf.';
comment on column hezheng.objections.value is 'CBOR: serial of the flag that was raised.';

create table hezheng.shares (key bytea primary key, value bytea not null);
comment on table hezheng.shares is 'Links that holders made; those taken back are gone. Replaced.';
comment on column hezheng.shares.key is 'Authority, leaf, SHA-256 of the secret in the link.';
comment on column hezheng.shares.value is 'CBOR: purpose, made at, until.';

create table hezheng.readings (key bytea primary key, value bytea not null);
comment on table hezheng.readings is 'Each time that a full identity number or a portrait was read for somebody. Immutable.';
comment on column hezheng.readings.key is 'Authority, leaf, how many there were before.';
comment on column hezheng.readings.value is 'CBOR: time, act.';

create table hezheng.retention (key bytea primary key, value bytea not null);
comment on table hezheng.retention is 'Until which day of issue personal data was deleted. Only ever grows. Replaced.';
comment on column hezheng.retention.key is 'Authority.';
comment on column hezheng.retention.value is 'CBOR: day.';

-- The sealing key may be another one, and personal data is deleted when its time is over.
comment on table hezheng.certificates is 'Registered certificates; the person alone ever changes. Replaced.';
comment on table hezheng.personal is 'Sealed identity numbers and portraits, as long as they are kept. Replaced.';
comment on table hezheng.by_person is 'The certificates of a person. Replaced.';
comment on table hezheng.audit is 'The audit trail of the desk; the seal alone ever changes. Replaced.';
comment on table hezheng.documents is 'Versions of catalogues and policy; the seal alone ever changes. Replaced.';
comment on table hezheng.class_ids is 'Ids of classes. An id is taken for ever. Replaced.';
comment on table hezheng.class_people is 'People on rosters, sealed, as long as they are kept. Replaced.';
comment on table hezheng.correction_numbers is 'Certificate numbers of corrections. A number is taken for ever. Replaced.';

-- Corrections that institutions filed (registry/src/store/schema.rs says what keys and values are).
-- This file is never edited once it is released: what must change is a migration with a higher number.

create table hezheng.corrections (key bytea primary key, value bytea not null);
comment on table hezheng.corrections is 'Corrections: the last one filed for each certificate to be replaced. Replaced.';
comment on column hezheng.corrections.key is 'Authority, number of the certificate to be replaced.';
comment on column hezheng.corrections.value is 'CBOR: state, filed at, since, statement, person, portraits, reason; sealed with a key that is not in this database: identity number and portrait of open ones.';

create table hezheng.correction_numbers (key bytea primary key, value bytea not null);
comment on table hezheng.correction_numbers is 'Certificate numbers of corrections. A number is taken for ever. Immutable.';
comment on column hezheng.correction_numbers.key is 'Certificate number of the correction.';
comment on column hezheng.correction_numbers.value is 'CBOR: number of the certificate to be replaced, statement hash, a seal.';

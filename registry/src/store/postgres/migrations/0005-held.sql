-- Registrations that wait for an officer (registry/src/store/schema.rs says what keys and values are).
-- This file is never edited once it is released: what must change is a migration with a higher number.

create table hezheng.held (key bytea primary key, value bytea not null);
comment on table hezheng.held is 'Registrations that wait for an officer, or waited. A number is taken for ever. Replaced.';
comment on column hezheng.held.key is 'Authority, certificate number.';
comment on column hezheng.held.value is 'CBOR: content (JSON), seal with what is sealed while it waits.';

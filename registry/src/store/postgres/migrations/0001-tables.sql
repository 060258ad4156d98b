-- The tables of layout 2 (registry/src/store/schema.rs says what keys and values are), and what many nodes agree by.
-- This file is never edited once it is released: what must change is a migration with a higher number.

create schema hezheng;
comment on schema hezheng is 'The registry of a labour bureau. Written by the elected node alone.';

create table hezheng.migrations (
    number integer primary key,
    applied timestamp with time zone not null default now()
);
comment on table hezheng.migrations is 'The migrations that were applied. A program that does not know the highest refuses to start.';
comment on column hezheng.migrations.number is 'Number of the migration: that of its file.';
comment on column hezheng.migrations.applied is 'When it was applied.';

create table hezheng.commits (
    one boolean primary key default true check (one),
    number bigint not null check (number >= 0)
);
insert into hezheng.commits (number) values (0);
comment on table hezheng.commits is 'One row. Replaced by every commit, by compare-and-swap.';
comment on column hezheng.commits.one is 'True: there is one row.';
comment on column hezheng.commits.number is 'Number of the last commit; 0 before the first.';

create table hezheng.elected (
    one boolean primary key default true check (one),
    node_url text not null,
    backend integer not null
);
comment on table hezheng.elected is 'At most one row: the node that was elected last. It counts while its session holds the advisory lock.';
comment on column hezheng.elected.one is 'True: there is one row.';
comment on column hezheng.elected.node_url is 'Where the other nodes reach it.';
comment on column hezheng.elected.backend is 'Process id of its session, as pg_locks names it.';

create table hezheng.meta (key bytea primary key, value bytea not null);
comment on table hezheng.meta is 'What the store says of itself: its layout, and a value sealed with its sealing key. Replaced.';
comment on column hezheng.meta.key is 'Name of the value.';
comment on column hezheng.meta.value is 'CBOR.';

create table hezheng.heads (key bytea primary key, value bytea not null);
comment on table hezheng.heads is 'Where each log stands. Replaced.';
comment on column hezheng.heads.key is 'Authority.';
comment on column hezheng.heads.value is 'CBOR: size, last entry time, as-of of the last snapshot, bundle version, time it was logged.';

create table hezheng.checkpoints (key bytea primary key, value bytea not null);
comment on table hezheng.checkpoints is 'The checkpoint of each head, signed. Replaced.';
comment on column hezheng.checkpoints.key is 'Authority.';
comment on column hezheng.checkpoints.value is 'Text: C2SP tlog-checkpoint.';

create table hezheng.cosigned (key bytea primary key, value bytea not null);
comment on table hezheng.cosigned is 'The newest checkpoint of each log that enough witnesses cosigned. Replaced.';
comment on column hezheng.cosigned.key is 'Authority.';
comment on column hezheng.cosigned.value is 'Text: C2SP tlog-checkpoint with the cosignatures'' lines.';

create table hezheng.entries (key bytea primary key, value bytea not null);
comment on table hezheng.entries is 'The entries of the logs. Immutable.';
comment on column hezheng.entries.key is 'Authority, leaf.';
comment on column hezheng.entries.value is 'CBOR: entry of the wire format.';

create table hezheng.nodes (key bytea primary key, value bytea not null);
comment on table hezheng.nodes is 'Roots of complete subtrees of the logs. Immutable.';
comment on column hezheng.nodes.key is 'Authority, level, index.';
comment on column hezheng.nodes.value is 'SHA-256.';

create table hezheng.certificates (key bytea primary key, value bytea not null);
comment on table hezheng.certificates is 'What was registered, as it was answered. Immutable.';
comment on column hezheng.certificates.key is 'Authority, leaf.';
comment on column hezheng.certificates.value is 'CBOR: registered statement, receipt, person, portraits.';

create table hezheng.personal (key bytea primary key, value bytea not null);
comment on table hezheng.personal is 'Full identity numbers and portraits, sealed with a key that is not in this database. Immutable.';
comment on column hezheng.personal.key is 'Authority, leaf.';
comment on column hezheng.personal.value is 'Nonce and XChaCha20-Poly1305.';

create table hezheng.by_statement (key bytea primary key, value bytea not null);
comment on table hezheng.by_statement is 'Where a statement is registered. Immutable.';
comment on column hezheng.by_statement.key is 'Statement hash.';
comment on column hezheng.by_statement.value is 'Place: authority, leaf.';

create table hezheng.by_number (key bytea primary key, value bytea not null);
comment on table hezheng.by_number is 'Where a certificate number is registered. A number is taken for ever. Immutable.';
comment on column hezheng.by_number.key is 'Certificate number.';
comment on column hezheng.by_number.value is 'Place: authority, leaf.';

create table hezheng.by_check_code (key bytea primary key, value bytea not null);
comment on table hezheng.by_check_code is 'Where a check code is registered. Immutable.';
comment on column hezheng.by_check_code.key is '60 bits of the check code.';
comment on column hezheng.by_check_code.value is 'Place: authority, leaf.';

create table hezheng.by_person (key bytea primary key, value bytea not null);
comment on table hezheng.by_person is 'Which certificates a person has. Immutable.';
comment on column hezheng.by_person.key is 'Person (keyed HMAC), authority, leaf.';
comment on column hezheng.by_person.value is 'Empty.';

create table hezheng.by_institution (key bytea primary key, value bytea not null);
comment on table hezheng.by_institution is 'Which certificates an institution issued. Immutable.';
comment on column hezheng.by_institution.key is 'Authority, USCC, leaf.';
comment on column hezheng.by_institution.value is 'Empty.';

create table hezheng.by_class_filing (key bytea primary key, value bytea not null);
comment on table hezheng.by_class_filing is 'Which certificates belong to a class filing. Immutable.';
comment on column hezheng.by_class_filing.key is 'Authority, class filing, leaf.';
comment on column hezheng.by_class_filing.value is 'Empty.';

create table hezheng.statuses (key bytea primary key, value bytea not null);
comment on table hezheng.statuses is 'What orders made of certificates; absent: valid since registration. Replaced.';
comment on column hezheng.statuses.key is 'Authority, leaf.';
comment on column hezheng.statuses.value is 'CBOR: status, since, reason, order.';

create table hezheng.orders (key bytea primary key, value bytea not null);
comment on table hezheng.orders is 'Orders in force, and what was answered to them. Immutable.';
comment on column hezheng.orders.key is 'Authority, SHA-256 of the order.';
comment on column hezheng.orders.value is 'CBOR: order, certificates touched, leaves of its entries.';

create table hezheng.order_ids (key bytea primary key, value bytea not null);
comment on table hezheng.order_ids is 'Order ids. An id is taken for ever. Immutable.';
comment on column hezheng.order_ids.key is 'Authority, order id.';
comment on column hezheng.order_ids.value is 'SHA-256 of the order.';

create table hezheng.reservations (key bytea primary key, value bytea not null);
comment on table hezheng.reservations is 'Reservations of numbers, as they were answered. Immutable.';
comment on column hezheng.reservations.key is 'USCC, reservation id.';
comment on column hezheng.reservations.value is 'CBOR: authority, institution number, year, first serial, count.';

create table hezheng.ranges (key bytea primary key, value bytea not null);
comment on table hezheng.ranges is 'Ranges of serials, and who reserved them. Immutable.';
comment on column hezheng.ranges.key is 'Authority, institution number, year, first serial.';
comment on column hezheng.ranges.value is 'CBOR: count, USCC.';

create table hezheng.next_serials (key bytea primary key, value bytea not null);
comment on table hezheng.next_serials is 'The first serial that nobody was given. Only ever grows. Replaced.';
comment on column hezheng.next_serials.key is 'Authority, institution number, year.';
comment on column hezheng.next_serials.value is 'CBOR: serial.';

create table hezheng.bundles (key bytea primary key, value bytea not null);
comment on table hezheng.bundles is 'Trust bundles that were taken. Immutable.';
comment on column hezheng.bundles.key is 'Bundle version.';
comment on column hezheng.bundles.value is 'CBOR: trust bundle, whether it changed the root keys.';

create table hezheng.snapshots (key bytea primary key, value bytea not null);
comment on table hezheng.snapshots is 'The newest revocation snapshot of each authority, as signed. Replaced.';
comment on column hezheng.snapshots.key is 'Authority.';
comment on column hezheng.snapshots.value is 'COSE.';

create table hezheng.match_counts (key bytea primary key, value bytea not null);
comment on table hezheng.match_counts is 'Wrong identity numbers that were given. Replaced.';
comment on column hezheng.match_counts.key is 'Authority, leaf; or 0 and a number, which unknown check codes share.';
comment on column hezheng.match_counts.value is 'CBOR: day, wrong on that day, wrong in all.';

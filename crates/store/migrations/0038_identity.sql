-- Identifiers that contradict one another: what was claimed about each, so that whom it leads to does not
-- depend on the order in which events arrive.

-- 'written': somebody wrote it down, no event moves it. 'lent': an address that stands at the record of the
-- user id that named it. 'own': it has a record of its own.
alter table identity_edge add column standing text not null default 'written';
-- Of an address: the user id that named it earliest, and the event in which it did.
alter table identity_edge add column claimed_by text;
alter table identity_edge add column claimed_at bigint;
alter table identity_edge add column claim_source text;
alter table identity_edge add column claim_event_id text;
-- Of an address that no user id named: to whom devices tie it.
alter table identity_edge add column tied_kind text;
alter table identity_edge add column tied_value text;
create index identity_edge_claimed on identity_edge (claimed_by) where claimed_by is not null;

-- Who identified on a device, by the identifier that counts, and the name that was told first with it.
create table device_use (
  device text not null,
  kind text not null,
  value text not null,
  first_name text,
  last_name text,
  named_at bigint,
  name_source text,
  name_event_id text,
  primary key (device, kind, value)
);
create index device_use_value on device_use (value, kind);

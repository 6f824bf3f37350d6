-- Platform tables of the store itself: the log, jobs, outbox, cursors, audit, search.
-- Subset of both engines: bigint milliseconds UTC, text, double precision, blob. No serial ids.

create table log_head (
  id bigint primary key,
  seq bigint not null
);
insert into log_head (id, seq) values (1, 0);

create table job (
  id bigint primary key,
  kind text not null,
  payload text not null,
  unique_key text,
  run_at bigint not null,
  attempts bigint not null default 0,
  lease_until bigint,
  lease_by text,
  progress text,
  done_at bigint,
  failed_at bigint,
  last_error text,
  created_at bigint not null,
  created_by bigint
);
create index job_due on job (run_at) where done_at is null and failed_at is null;
create unique index job_unique_key on job (unique_key) where done_at is null and failed_at is null;

create table outbox (
  id bigint primary key,
  effect_key text not null,
  kind text not null,
  payload text not null,
  state text not null,
  attempts bigint not null default 0,
  due_at bigint not null,
  lease_until bigint,
  last_error text,
  created_at bigint not null,
  sent_at bigint,
  constraint outbox_effect_key unique (effect_key)
);
create index outbox_due on outbox (due_at) where state in ('queued', 'deferred', 'sending');

create table consumer_cursor (
  name text primary key,
  seq bigint not null,
  lease_until bigint,
  lease_by text,
  updated_at bigint not null
);

-- One row per changed field; field is null for a whole record (created, removed, signed in …).
create table audit (
  id bigint primary key,
  change_id bigint not null,
  at bigint not null,
  member_id bigint,
  token_id bigint,
  request_id bigint,
  action text not null,
  record_kind text not null,
  record_id bigint,
  field text,
  before text,
  after text,
  reason text,
  import_id bigint,
  undone_by bigint
);
create index audit_record on audit (record_kind, record_id, id);
create index audit_change on audit (change_id);
create index audit_import on audit (import_id) where import_id is not null;

create table setting (
  key text not null,
  version bigint not null,
  value text not null,
  valid_from bigint not null,
  author_id bigint,
  primary key (key, version)
);

-- What search finds: the full-text index beside it is made by the store for each engine.
create table search_doc (
  id bigint primary key,
  kind text not null,
  title text not null,
  subtitle text not null,
  folded text not null,
  updated_at bigint not null
);
create index search_doc_kind on search_doc (kind);

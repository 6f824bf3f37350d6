-- Imports: where a run stands, what was imported last for each record of a source, rows not taken.

alter table import_run add column stands_at text;
alter table import_run add column findings text;
create index import_run_started on import_run (started_at);

-- The last imported state of each record of a source: the same row again is recognised by its hash, a
-- changed one is compared with what was imported before, so that edits by hand stay.
create table import_record (
  record_kind text not null,
  source_system text not null,
  source_id text not null,
  record_id bigint not null,
  hash text not null,
  spelled text not null,
  import_id bigint not null,
  file_no bigint not null,
  row_no bigint not null,
  primary key (record_kind, source_system, source_id)
);
create index import_record_import on import_record (import_id);

-- Rows that were not taken, with their cells, for the list of problems and its file.
create table import_problem (
  import_id bigint not null references import_run (id),
  file_no bigint not null,
  row_no bigint not null,
  position bigint not null,
  header text,
  reason text not null,
  cells text,
  primary key (import_id, file_no, row_no, position)
);

-- Links to records that come later in the same file, settled when the file has been read.
create table import_pending (
  import_id bigint not null references import_run (id),
  file_no bigint not null,
  row_no bigint not null,
  record_kind text not null,
  record_id bigint not null,
  link text not null,
  primary key (import_id, file_no, row_no)
);

-- Imports on the screen: the files as they are prepared, the job at work, when they were last tried, why a
-- run was given up, what an undo did.

alter table import_run add column draft text;
alter table import_run add column job_id bigint;
alter table import_run add column tried_at bigint;
alter table import_run add column failure text;
alter table import_run add column undo_result text;

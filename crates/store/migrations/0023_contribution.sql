-- Contribution: every run with its question, the version of the definition, the hash of its input and its
-- result. The same question on the same input is one run; what effects are estimated from has a hash of its
-- own, so that another model or window of credit does not estimate them again.

create table contribution_run (
  id bigint primary key,
  question text not null,
  outcome text not null,
  dimension text not null,
  model text not null,
  window_days bigint not null,
  from_at bigint not null,
  to_at bigint not null,
  definition text not null,
  data_hash text not null,
  study_hash text not null,
  log_seq bigint not null,
  cases bigint not null,
  outcomes bigint not null,
  result text not null,
  ran_at bigint not null,
  took_ms bigint not null,
  constraint contribution_run_once unique (question, data_hash)
);
create index contribution_run_latest on contribution_run (ran_at, id);
create index contribution_run_study on contribution_run (study_hash);

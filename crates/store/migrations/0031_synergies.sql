-- What works together: every run keeps one answer for each outcome, as JSON with the version of its
-- definitions.

create table synergy_answer (
  id bigint primary key,
  run_id bigint not null,
  outcome text not null,
  until bigint not null,
  body text not null,
  answered_at bigint not null,
  constraint synergy_answer_once unique (run_id, outcome)
);

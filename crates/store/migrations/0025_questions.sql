-- Questions about effect: their answers and what was decided upon them.

-- Every run keeps its answers: what was known at that time, of which data, under which definition.
create table question_answer (
  id bigint primary key,
  run_id bigint not null,
  question text not null,
  version bigint not null,
  until bigint not null,
  data_hash bigint not null,
  body text not null,
  answered_at bigint not null,
  constraint question_answer_once unique (run_id, question)
);
create index question_answer_question on question_answer (question, run_id);

create table question_decision (
  id bigint primary key,
  question text not null,
  action text not null,
  answer_id bigint references question_answer (id),
  department_id bigint references department (id),
  expected double precision,
  note text,
  review_on text not null,
  decided_at bigint not null,
  decided_by bigint,
  reviewed_at bigint,
  reviewed_by bigint,
  review_answer_id bigint references question_answer (id),
  actual double precision,
  review_note text,
  withdrawn_at bigint
);
create index question_decision_question on question_decision (question, id);
create index question_decision_review on question_decision (review_on) where reviewed_at is null and withdrawn_at is null;

-- Decisions have a table of their own: they are made upon questions and upon pairs of activities. What
-- is expected is kept as it was shown: with its unit and its interval.

create table decision (
  id bigint primary key,
  subject_kind text not null,
  subject_key text not null,
  action text not null,
  answer_id bigint,
  department_id bigint references department (id),
  measure text not null,
  currency text,
  comparison text,
  expected double precision,
  expected_low double precision,
  expected_high double precision,
  note text,
  review_on text not null,
  decided_at bigint not null,
  decided_by bigint,
  reviewed_at bigint,
  reviewed_by bigint,
  review_answer_id bigint,
  actual double precision,
  actual_low double precision,
  actual_high double precision,
  judgement text,
  review_note text,
  withdrawn_at bigint
);
create index decision_subject on decision (subject_kind, subject_key, id);
create index decision_review on decision (review_on, id) where reviewed_at is null and withdrawn_at is null;

-- The decisions upon questions until now; their unit is that of the question. Intervals were not kept with them.
insert into decision (id, subject_kind, subject_key, action, answer_id, department_id, measure, expected, note,
  review_on, decided_at, decided_by, reviewed_at, reviewed_by, review_answer_id, actual, review_note, withdrawn_at)
select id, 'question', question, action, answer_id, department_id,
  case question when 'discount_value' then 'money' when 'fast_start_nps' then 'points' else 'rate' end, expected, note,
  review_on, decided_at, decided_by, reviewed_at, reviewed_by, review_answer_id, actual, review_note, withdrawn_at
from question_decision;

drop table question_decision;

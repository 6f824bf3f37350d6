-- Duplicates: who was merged into whom, every decision with its evidence, and the keys by which
-- someone like a new one is found.

-- Set while a person stands for nobody: its records belong to this other person. It is what the
-- memberships say (the first record of a person has the person's id), kept for lists.
alter table person add column merged_into_id bigint references person (id);
create index person_merged on person (merged_into_id) where merged_into_id is not null;

drop view v_person;
create view v_person as
select id, salutation, academic_degree, first_name, last_name, job_title, language, address_mode, company_id,
       lifecycle_phase, owner_member_id, city, country, objection_at, touched_at, created_at
from person
where erased_at is null and merged_into_id is null;

-- Append-only but for the undo: what was merged or split, why, and what is needed to take it back.
create table merge_log (
  id bigint primary key,
  subject text not null,
  kind text not null,
  winner_id bigint not null,
  loser_id bigint not null,
  rule text not null,
  batch_id bigint,
  bits double precision,
  model_version bigint,
  evidence text,
  inverse text not null,
  merged_at bigint not null,
  merged_by bigint,
  undone_at bigint,
  undone_by bigint
);
create index merge_log_winner on merge_log (winner_id, id);
create index merge_log_loser on merge_log (loser_id, id);
create index merge_log_batch on merge_log (batch_id, id) where batch_id is not null;

-- Two records that may be the same, in the order of their ids; asked once.
create table duplicate_pair (
  id bigint primary key,
  subject text not null,
  a_id bigint not null,
  b_id bigint not null,
  bits double precision not null,
  band text not null,
  refused text,
  evidence text not null,
  model_version bigint not null,
  state text not null,
  found_at bigint not null,
  answered_at bigint,
  answered_by bigint,
  merge_id bigint references merge_log (id),
  constraint duplicate_pair_once unique (subject, a_id, b_id)
);
create index duplicate_pair_queue on duplicate_pair (subject, state, band, bits, id);
create index duplicate_pair_b on duplicate_pair (b_id);

-- Weights of the comparisons, learned from the records and from the answers; never changed.
create table duplicate_model (
  version bigint primary key,
  subject text not null,
  weights text not null,
  frequencies text not null,
  records bigint not null,
  answers bigint not null,
  learned_at bigint not null
);

-- Keys by which a record is found before one like it is made; written with the record.
create table duplicate_key (
  key bigint not null,
  record_id bigint not null,
  primary key (key, record_id)
);

-- The stream over everything, narrowed to one type or one source, newest first. The type is indexed as
-- an expression so that only the stream uses it: questions about many types of a few companies would
-- otherwise read all companies.
create index touchpoint_type on touchpoint ((type || ''), time);
create index touchpoint_source on touchpoint (source, time);

-- When each source last delivered; kept by a reactor. Live are sources that deliver by themselves,
-- the others are files that somebody imported.
create table delivery (
  source text primary key,
  delivered_at bigint not null,
  is_live bigint not null
);

-- What was assigned by hand from the queue of touchpoints without a company, so that it can be undone.
-- Kinds: touchpoint (got the company), record (touchpoint got the record), person and deal (got the
-- company), visitor (record_id got the anonymous id in value).
create table assignment (
  id bigint primary key,
  at bigint not null,
  member_id bigint,
  company_id bigint,
  person_id bigint,
  touchpoint_id bigint,
  undone_at bigint
);
create table assignment_effect (
  assignment_id bigint not null references assignment (id),
  kind text not null,
  record_id bigint not null,
  value text,
  primary key (assignment_id, kind, record_id)
);

-- The stream over everything, narrowed to one type or one source, newest first.
create index touchpoint_type on touchpoint (type, time);
create index touchpoint_source on touchpoint (source, time);

-- When each source last delivered; kept by a reactor. Live are sources that deliver by themselves,
-- the others are files that somebody imported.
create table delivery (
  source text primary key,
  delivered_at bigint not null,
  is_live bigint not null
);

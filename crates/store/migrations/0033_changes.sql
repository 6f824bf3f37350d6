-- What the company changed, so that it can be asked whether it worked.

create table change (
  id bigint primary key,
  name text not null,
  happened_on text not null,
  measure text not null,
  note text,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  withdrawn_at bigint,
  withdrawn_by bigint
);
create index change_day on change (happened_on, id);

-- The departments that changed; none: all of them.
create table change_department (
  change_id bigint not null references change (id),
  department_id bigint not null references department (id),
  primary key (change_id, department_id)
);

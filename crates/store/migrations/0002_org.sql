-- Departments, members, sign-in, tokens.

create table department (
  id bigint primary key,
  key text not null,
  name_de text not null,
  name_en text not null,
  colour text not null,
  parent_id bigint references department (id),
  position bigint not null,
  valid_from text not null,
  valid_to text,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint department_key unique (key)
);

-- Rename, retire, split and merge with their date; history keeps its department, successors say where it went.
create table department_change (
  id bigint primary key,
  kind text not null,
  on_date text not null,
  note text,
  at bigint not null,
  member_id bigint
);
create table department_successor (
  from_id bigint not null references department (id),
  to_id bigint not null references department (id),
  on_date text not null,
  change_id bigint not null references department_change (id),
  primary key (from_id, to_id)
);

create table member (
  id bigint primary key,
  name text not null,
  email text,
  email_folded text,
  password_hash text,
  department_id bigint references department (id),
  deputy_member_id bigint references member (id),
  language text not null default 'de',
  theme text not null default 'system',
  timezone text not null default 'Europe/Berlin',
  shortcuts_off bigint not null default 0,
  signed_in_at bigint,
  disabled_at bigint,
  source_system text,
  source_id text,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint member_email unique (email_folded),
  constraint member_source unique (source_system, source_id)
);
create table member_role (
  member_id bigint not null references member (id),
  role text not null,
  primary key (member_id, role)
);

create table session (
  id_hash text primary key,
  member_id bigint not null references member (id),
  csrf text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  user_agent text
);
create index session_member on session (member_id);

create table one_time_link (
  token_hash text primary key,
  kind text not null,
  member_id bigint not null references member (id),
  created_at bigint not null,
  created_by bigint,
  expires_at bigint not null,
  used_at bigint
);

create table sign_in_attempt (
  key text primary key,
  failures bigint not null,
  blocked_until bigint not null,
  updated_at bigint not null
);

create table api_token (
  id bigint primary key,
  name text not null,
  role text not null,
  department_id bigint references department (id),
  scopes text not null,
  token_hash text not null,
  hint text not null,
  created_at bigint not null,
  created_by bigint,
  used_at bigint,
  revoked_at bigint,
  constraint api_token_hash unique (token_hash)
);

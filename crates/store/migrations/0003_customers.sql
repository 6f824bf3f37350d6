-- People, companies, deals, products, files, activities.

create table company (
  id bigint primary key,
  name text not null,
  name_folded text not null,
  legal_form text,
  domain text,
  vat_id text,
  register_number text,
  industry text,
  employees bigint,
  revenue_minor bigint,
  street text,
  postal_code text,
  city text,
  region text,
  country text,
  phone text,
  website text,
  segment_size text,
  parent_company_id bigint references company (id),
  is_customer_since text,
  is_target_market bigint not null default 0,
  phase bigint,
  owner_member_id bigint references member (id),
  description text,
  touched_at bigint,
  source_system text,
  source_id text,
  import_id bigint,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint company_source unique (source_system, source_id)
);
create index company_name on company (name_folded, id);
create index company_updated on company (updated_at, id);
create index company_touched on company (touched_at, id);
create index company_domain on company (domain) where domain is not null;
create index company_city on company (city, id);
create index company_owner on company (owner_member_id, name_folded, id);
create index company_parent on company (parent_company_id) where parent_company_id is not null;
create index company_phase on company (phase, name_folded, id);
create index company_import on company (import_id) where import_id is not null;

create table person (
  id bigint primary key,
  salutation text not null default 'unbekannt',
  academic_degree text,
  first_name text,
  last_name text,
  degree_suffix text,
  name_folded text not null,
  job_title text,
  language text,
  timezone text,
  address_mode text not null default 'sie',
  company_id bigint references company (id),
  lifecycle_phase bigint,
  owner_member_id bigint references member (id),
  owner_department_id bigint references department (id),
  preferred_member_id bigint references member (id),
  objection_at bigint,
  audience_only bigint not null default 0,
  street text,
  postal_code text,
  city text,
  country text,
  description text,
  lead_state text,
  lead_source text,
  touched_at bigint,
  erased_at bigint,
  source_system text,
  source_id text,
  import_id bigint,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint person_source unique (source_system, source_id)
);
create index person_name on person (name_folded, id);
create index person_updated on person (updated_at, id);
create index person_touched on person (touched_at, id);
create index person_of_company on person (company_id, name_folded, id);
create index person_owner on person (owner_member_id, name_folded, id);
create index person_phase on person (lifecycle_phase, name_folded, id);
create index person_import on person (import_id) where import_id is not null;

create table person_email (
  id bigint primary key,
  person_id bigint not null references person (id),
  email text not null,
  email_folded text not null,
  kind text not null default 'work',
  position bigint not null
);
create index person_email_person on person_email (person_id, position);
create index person_email_value on person_email (email_folded);

create table person_phone (
  id bigint primary key,
  person_id bigint not null references person (id),
  phone text not null,
  phone_digits text not null,
  kind text not null default 'work',
  position bigint not null
);
create index person_phone_person on person_phone (person_id, position);
create index person_phone_value on person_phone (phone_digits);

-- Companies a person works or worked for, beside the present one.
create table person_company (
  id bigint primary key,
  person_id bigint not null references person (id),
  company_id bigint not null references company (id),
  role text,
  from_on text,
  to_on text
);
create index person_company_person on person_company (person_id);
create index person_company_company on person_company (company_id);

-- Membership: what a source said (a record) belongs to a person. The first record of a person has the
-- person's own id. Merge, split and undo change person_id here and nothing else.
create table person_record (
  id bigint primary key,
  person_id bigint not null references person (id),
  source text not null,
  created_at bigint not null
);
create index person_record_person on person_record (person_id);

-- Identifiers seen on a record: email, user_id, anonymous_id, phone.
create table identity_edge (
  id bigint primary key,
  record_id bigint not null references person_record (id),
  kind text not null,
  collection text not null default '',
  value text not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null,
  constraint identity_edge_value unique (kind, collection, value)
);
create index identity_edge_record on identity_edge (record_id);

create table product (
  id bigint primary key,
  name text not null,
  name_folded text not null,
  family text,
  list_price_minor bigint,
  currency text not null default 'EUR',
  margin_pct double precision,
  retired_at bigint,
  source_system text,
  source_id text,
  import_id bigint,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint product_name unique (name_folded),
  constraint product_source unique (source_system, source_id)
);

create table pipeline (
  id bigint primary key,
  name_de text not null,
  name_en text not null,
  position bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1
);
-- outcome: null while open, 'won' or 'lost' for the two closing stages of a pipeline.
create table stage (
  id bigint primary key,
  pipeline_id bigint not null references pipeline (id),
  key text not null,
  name_de text not null,
  name_en text not null,
  position bigint not null,
  probability bigint not null,
  outcome text,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint stage_key unique (pipeline_id, key)
);

create table deal (
  id bigint primary key,
  name text not null,
  name_folded text not null,
  company_id bigint references company (id),
  pipeline_id bigint not null references pipeline (id),
  stage_id bigint not null references stage (id),
  stage_since bigint not null,
  board_position double precision not null default 0,
  value_minor bigint,
  margin_minor bigint,
  discount_pct double precision,
  currency text not null default 'EUR',
  close_on text,
  opened_at bigint not null,
  won_at bigint,
  lost_at bigint,
  lost_reason text,
  competitor text,
  revive_on text,
  next_step text,
  next_step_on text,
  owner_member_id bigint references member (id),
  source_department_id bigint references department (id),
  source_channel text,
  description text,
  touched_at bigint,
  source_system text,
  source_id text,
  import_id bigint,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint deal_source unique (source_system, source_id)
);
create index deal_name on deal (name_folded, id);
create index deal_updated on deal (updated_at, id);
create index deal_touched on deal (touched_at, id);
create index deal_value on deal (value_minor, id);
create index deal_close on deal (close_on, id);
create index deal_opened on deal (opened_at, id);
create index deal_company on deal (company_id, id);
create index deal_stage on deal (stage_id, board_position, id);
create index deal_owner on deal (owner_member_id, id);
create index deal_won on deal (won_at, id) where won_at is not null;
create index deal_import on deal (import_id) where import_id is not null;

create table deal_person (
  deal_id bigint not null references deal (id),
  person_id bigint not null references person (id),
  role text,
  stance bigint,
  influence bigint,
  primary key (deal_id, person_id)
);
create index deal_person_person on deal_person (person_id);

create table deal_line (
  id bigint primary key,
  deal_id bigint not null references deal (id),
  product_id bigint not null references product (id),
  quantity bigint not null default 1,
  price_minor bigint,
  position bigint not null
);
create index deal_line_deal on deal_line (deal_id, position);
create index deal_line_product on deal_line (product_id);

create table deal_stage_log (
  id bigint primary key,
  deal_id bigint not null references deal (id),
  from_stage_id bigint references stage (id),
  to_stage_id bigint not null references stage (id),
  at bigint not null,
  by_member_id bigint,
  seconds_in_stage bigint
);
create index deal_stage_log_deal on deal_stage_log (deal_id, at);

create table file (
  id bigint primary key,
  record_kind text not null,
  record_id bigint not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  removed_at bigint,
  created_at bigint not null,
  created_by bigint
);
create index file_record on file (record_kind, record_id);
create table file_content (
  sha256 text primary key,
  content blob not null
);

create table activity (
  id bigint primary key,
  key text not null,
  name_de text not null,
  name_en text not null,
  phase bigint not null,
  department_id bigint references department (id),
  channel text,
  joint bigint not null default 0,
  status text not null default 'draft',
  valid_from text,
  valid_to text,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null,
  version bigint not null default 1,
  constraint activity_key unique (key)
);
create index activity_phase on activity (phase, department_id);

create table responsibility (
  activity_id bigint not null references activity (id),
  department_id bigint not null references department (id),
  role text not null,
  primary key (activity_id, department_id)
);

-- Sources, raw events, touchpoints.

create table source (
  id bigint primary key,
  name text not null,
  kind text not null,
  department_id bigint references department (id),
  key_hash text,
  key_text text,
  hint text,
  created_at bigint not null,
  created_by bigint,
  delivered_at bigint,
  events bigint not null default 0,
  duplicates bigint not null default 0,
  rejected bigint not null default 0,
  revoked_at bigint,
  constraint source_name unique (name),
  constraint source_key unique (key_hash)
);

-- Raw, as received; append-only. Clustering key: id (time-sorted).
create table event (
  id bigint primary key,
  source text not null,
  event_id text not null,
  id_quality text not null,
  fingerprint text not null,
  type text not null,
  name text,
  user_id text,
  anonymous_id text,
  group_id text,
  previous_id text,
  time bigint not null,
  original_timestamp bigint,
  sent_at bigint,
  received_at bigint not null,
  payload text not null,
  constraint event_source_id unique (source, event_id)
);
create index event_message on event (event_id);

create table dead_letter (
  id bigint primary key,
  source text not null,
  event_id text,
  reason text not null,
  payload text not null,
  received_at bigint not null,
  resolved_at bigint,
  resolution text
);
create index dead_letter_open on dead_letter (received_at) where resolved_at is null;

-- One row per moment on the customer timeline; append-only. Clustering key: (company_id, time).
create table touchpoint (
  id bigint primary key,
  seq bigint not null,
  source text not null,
  event_id text not null,
  fingerprint text,
  type text not null,
  channel text,
  direction text not null,
  two_way bigint not null default 0,
  record_id bigint,
  anonymous_id text,
  company_id bigint,
  deal_id bigint,
  department_id bigint,
  to_department_id bigint,
  member_id bigint,
  activity_id bigint,
  object_type text,
  object_id text,
  object_name text,
  time bigint not null,
  recorded_at bigint not null,
  timestamp_quality text not null,
  value_minor bigint,
  cost_minor bigint,
  currency text,
  note text,
  legal_basis text,
  is_machine bigint not null default 0,
  import_id bigint,
  retracts_id bigint,
  retracted_by bigint,
  properties text,
  constraint touchpoint_source_event unique (source, event_id),
  constraint touchpoint_seq unique (seq)
);
create index touchpoint_company on touchpoint (company_id, time) where company_id is not null;
create index touchpoint_record on touchpoint (record_id, time) where record_id is not null;
create index touchpoint_deal on touchpoint (deal_id, time) where deal_id is not null;
create index touchpoint_unresolved on touchpoint (time) where company_id is null and retracted_by is null;
create index touchpoint_anonymous on touchpoint (anonymous_id, time) where anonymous_id is not null;
create index touchpoint_import on touchpoint (import_id) where import_id is not null;
create index touchpoint_time on touchpoint (time);

create table participant (
  touchpoint_id bigint not null references touchpoint (id),
  record_id bigint not null,
  role text,
  primary key (touchpoint_id, record_id)
);
create index participant_record on participant (record_id);

-- Imports: what each run did, so that it can be continued, repeated and undone.
create table import_run (
  id bigint primary key,
  state text not null,
  files text not null,
  counts text,
  problems text,
  dry_run bigint not null default 0,
  started_at bigint not null,
  finished_at bigint,
  member_id bigint,
  undone_at bigint,
  undone_by bigint
);
create table import_effect (
  import_id bigint not null references import_run (id),
  record_kind text not null,
  record_id bigint not null,
  action text not null,
  before text,
  after_version bigint not null,
  primary key (import_id, record_kind, record_id)
);
create table import_mapping (
  header_fingerprint text primary key,
  name text not null,
  mapping text not null,
  created_at bigint not null,
  created_by bigint,
  updated_at bigint not null
);

-- Published views: the contract for readers in other slices.
create view v_touchpoint as
select t.id, t.seq, t.type, t.channel, t.direction, t.two_way, r.person_id, t.record_id, t.company_id, t.deal_id,
       t.department_id, t.to_department_id, t.member_id, t.activity_id, t.object_type, t.object_id, t.object_name,
       t.time, t.recorded_at, t.timestamp_quality, t.value_minor, t.cost_minor, t.currency, t.note, t.is_machine,
       t.source, t.event_id, t.properties
from touchpoint t
left join person_record r on r.id = t.record_id
where t.retracted_by is null;

create view v_person as
select id, salutation, academic_degree, first_name, last_name, job_title, language, address_mode, company_id,
       lifecycle_phase, owner_member_id, city, country, objection_at, touched_at, created_at
from person
where erased_at is null;

create view v_company as
select id, name, domain, city, country, industry, segment_size, parent_company_id, is_customer_since, phase,
       owner_member_id, touched_at, created_at
from company;

create view v_deal as
select d.id, d.name, d.company_id, d.pipeline_id, d.stage_id, s.key as stage_key, d.value_minor, d.currency,
       d.opened_at, d.won_at, d.lost_at, d.lost_reason, d.owner_member_id, d.source_department_id, d.source_channel,
       d.close_on, d.touched_at
from deal d
join stage s on s.id = d.stage_id;

create view v_activity as
select id, key, name_de, name_en, phase, department_id, channel, joint, status
from activity;

create view v_department as
select id, key, name_de, name_en, colour, parent_id, position, valid_from, valid_to
from department;

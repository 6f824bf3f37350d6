-- Ingest: what events still have to teach, values by the time of their event, dead letters, replay.

-- CloudEvents: the id and the source as they were sent. Their event_id is made of both.
alter table event add column message_id text;
alter table event add column origin text;
create index event_message_id on event (message_id) where message_id is not null;

-- Events from which somebody is to be learned, by the position of their touchpoint.
create table lesson (
  seq bigint primary key,
  event_row_id bigint not null,
  touchpoint_id bigint not null
);

-- The last word about each field of a record, by the time of the event that said it.
create table learned_value (
  record_kind text not null,
  record_id bigint not null,
  field text not null,
  value text not null,
  authority bigint not null,
  time bigint not null,
  event_id text not null,
  primary key (record_kind, record_id, field)
);

alter table dead_letter add column stage text not null default 'read';
alter table dead_letter add column error text;
alter table dead_letter add column attempts bigint not null default 0;
alter table dead_letter add column tried_at bigint;
alter table dead_letter add column sent_at bigint;
alter table dead_letter add column fingerprint text;
create index dead_letter_fingerprint on dead_letter (fingerprint) where resolved_at is null;
create index dead_letter_reason on dead_letter (reason, id);
create index dead_letter_source on dead_letter (source, id);

-- Up to this position a consumer reads again what it has read before: nothing may leave the house.
alter table consumer_cursor add column replay_to bigint not null default 0;

-- How often identifiers or records of people were changed without a touchpoint: whoever remembers
-- them asks again.
alter table log_head add column identity_changes bigint not null default 0;

-- Answers to requests with an idempotency key, for a day; status is null while the first is at work.
create table api_answer (
  caller_id bigint not null,
  key_hash text not null,
  fingerprint text not null,
  started_at bigint not null,
  status bigint,
  etag text,
  body text,
  primary key (caller_id, key_hash)
);
create index api_answer_started on api_answer (started_at);

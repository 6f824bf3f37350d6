-- Website measurement without identifiers: views per page and hour. Clustered by source and hour.
create table visit_hour (
  source_id bigint not null references source (id),
  hour bigint not null,
  path text not null,
  referrer text not null,
  utm_source text not null,
  utm_medium text not null,
  utm_campaign text not null,
  is_machine bigint not null default 0,
  views bigint not null,
  primary key (source_id, hour, path, referrer, utm_source, utm_medium, utm_campaign, is_machine)
);
create index visit_hour_hour on visit_hour (hour, path);
create index touchpoint_inquiry on touchpoint (time) where type = 'web.form.submitted';

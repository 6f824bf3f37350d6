-- Whether a touchpoint was made by a machine: a projection of the log with the version of its rules.
-- A verdict of a member (by_id) stands above the rules. Clustered by the touchpoint.
create table machine_verdict (
  touchpoint_id bigint primary key references touchpoint (id),
  version bigint not null,
  score bigint not null,
  is_machine bigint not null,
  reasons text not null,
  judged_at bigint not null,
  by_id bigint
);
create index machine_verdict_machine on machine_verdict (is_machine, touchpoint_id);

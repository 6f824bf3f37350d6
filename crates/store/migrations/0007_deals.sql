-- Lists, boards and contributions of deals.

create index deal_by_value on deal ((coalesce(value_minor, 0)), id);
create index deal_by_close on deal ((coalesce(close_on, '9999-12-31')), id);
create index deal_by_touch on deal ((coalesce(touched_at, 0)), id);
create index deal_open on deal (pipeline_id, stage_id, currency, value_minor) where won_at is null and lost_at is null;
create index deal_lost on deal (lost_at, id) where lost_at is not null;
create index deal_next_step on deal (owner_member_id, next_step_on) where won_at is null and lost_at is null;

-- What attribution reads of a touchpoint, in one covering index. Clustering: (company_id, time).
create index touchpoint_credit on touchpoint (company_id, time, type, department_id, channel)
where company_id is not null and direction <> 'internal' and is_machine = 0 and retracted_by is null;

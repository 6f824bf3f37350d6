-- What was spent in a period, by webinar and fair: summed from the index alone. A touchpoint with properties may
-- have its campaign from there, so that one is looked at itself; very long titles would not fit into an index.
create index touchpoint_cost_by_title
on touchpoint (time, department_id, activity_id, channel, currency, cost_minor, object_name, properties, retracted_by)
where cost_minor <> 0 and retracted_by is null and properties is null and coalesce(length(object_name), 0) <= 200;
create index touchpoint_cost_by_properties
on touchpoint (time)
where cost_minor <> 0 and retracted_by is null and (properties is not null or coalesce(length(object_name), 0) > 200);

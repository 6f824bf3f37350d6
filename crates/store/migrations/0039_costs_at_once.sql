-- What was spent in a period, by department, activity and channel: summed from the index alone. With the time
-- only, each cost was a page of its own, thousands of reads from a disk that has not seen them yet. What was
-- taken back is not in it; its column is there because a statement that names it would else look at each row.
drop index touchpoint_cost;
create index touchpoint_cost
on touchpoint (time, department_id, activity_id, channel, currency, cost_minor, retracted_by)
where cost_minor <> 0 and retracted_by is null;

-- What was spent in a period, with everything it is shared out by: summed from the index alone. With the time
-- only, each cost was a page of its own, thousands of reads from a disk that has not seen them yet.
drop index touchpoint_cost;
create index touchpoint_cost
on touchpoint (time, department_id, activity_id, channel, currency, cost_minor, retracted_by)
where cost_minor <> 0 and retracted_by is null;

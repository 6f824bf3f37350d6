-- What was spent in a period: only few touchpoints have a cost, so the sum looks at those alone.

create index touchpoint_cost on touchpoint (time) where cost_minor is not null;

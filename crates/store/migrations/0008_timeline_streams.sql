-- The stream over everything, narrowed to one department or one channel, newest first.
create index touchpoint_department on touchpoint (department_id, time);
create index touchpoint_channel on touchpoint (channel, time) where channel is not null;

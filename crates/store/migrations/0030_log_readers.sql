-- What readers of the log look for in every stretch and seldom find: without these they would read
-- every touchpoint once more for each question.
create index touchpoint_takes_back on touchpoint (seq) where retracts_id is not null;
create index touchpoint_names_object on touchpoint (seq) where object_id is not null;
create index touchpoint_names_deal on touchpoint (seq) where deal_id is not null;
create index touchpoint_tells_identity on touchpoint (seq) where type in
('identity.grouped', 'identity.linked', 'identity.merged', 'identity.split', 'person.changed', 'person.created');

-- Every source of events is known, so that the unique key (source, event_id) finds an id as well.
drop index event_message;

-- Tickets, invoices and other objects of touchpoints are found by their number.
create index touchpoint_object on touchpoint (object_type, object_id) where object_id is not null;

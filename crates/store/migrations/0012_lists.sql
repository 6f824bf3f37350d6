-- What the lists of changes, members and open deals are narrowed to and sorted by.

create index audit_member on audit (member_id, id);
create index audit_kind on audit (record_kind, id);
create index member_name on member (name, id);
create index deal_due on deal (close_on, id) where won_at is null and lost_at is null;

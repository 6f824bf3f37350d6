-- Companies that are one, and companies that belong to each other.

-- Which companies stand for which: every company has a row with its own id; merging gives it to another.
create table company_record (
  id bigint primary key,
  company_id bigint not null,
  constraint company_record_company foreign key (company_id) references company (id)
);
insert into company_record (id, company_id) select id, id from company;
create index company_record_company on company_record (company_id, id);

-- Set while a company stands for nobody, as with people.
alter table company add column merged_into_id bigint references company (id);
create index company_merged on company (merged_into_id) where merged_into_id is not null;

-- What a company is of the one it belongs to: subsidiary or site.
alter table company add column parent_kind text;

drop view v_company;
create view v_company as
select id, name, domain, city, country, industry, segment_size, parent_company_id, is_customer_since, phase,
       owner_member_id, touched_at, created_at
from company
where merged_into_id is null;

-- Two companies that belong to each other rather than being one: which of them would be the part.
alter table duplicate_pair add column part_id bigint;
create index duplicate_pair_all on duplicate_pair (state, band, bits, id);

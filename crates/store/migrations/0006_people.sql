-- Orders and filters of the lists of people and companies, for a million rows: each begins with what
-- is asked and ends with the id, so that a page is one range of one index.

drop index person_touched;
create index person_touched on person (coalesce(touched_at, 0), id);
create index person_created on person (created_at, id);
create index person_department on person (owner_department_id, name_folded, id);
create index person_country on person (country, name_folded, id);

drop index company_touched;
create index company_touched on company (coalesce(touched_at, 0), id);
create index company_created on company (created_at, id);
drop index company_city;
create index company_city on company (coalesce(city, ''), id);
create index company_country on company (country, name_folded, id);

create index file_sha256 on file (sha256);

alter table search_doc add column words tsvector generated always as (to_tsvector('simple', folded)) stored;
create index search_doc_words on search_doc using gin (words);

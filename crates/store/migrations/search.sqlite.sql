create virtual table search_index using fts5(folded, content='', contentless_delete=1, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0');

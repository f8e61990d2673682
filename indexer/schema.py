"""The layout of rows.sqlite, the half of a build that is asked in SQL."""

from __future__ import annotations

FORMAT = 5  # raise it with every change of the layout, of what fills it, or of the word normalisation

BREAK = "ǂ"  # stands between the atomic parts of a cell, so that no phrase matches across two parts

SCHEMA = """
CREATE TABLE tables (
  position INTEGER PRIMARY KEY, -- in the catalog, from 0
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  source TEXT NOT NULL,         -- the file
  key_column INTEGER,           -- position of the column that names the rows, NULL where none does
  aliases TEXT NOT NULL         -- JSON list
);
CREATE TABLE columns (
  id INTEGER PRIMARY KEY,       -- running over the catalog, from 0
  table_position INTEGER NOT NULL REFERENCES tables,
  position INTEGER NOT NULL,    -- in the table, from 0
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  description TEXT NOT NULL,
  aliases TEXT NOT NULL,        -- JSON list
  synonyms TEXT NOT NULL,       -- JSON object: value -> list
  UNIQUE (table_position, position)
);
-- Totals have cells and parts like other rows: add `is_total = 0` to whatever counts or lists.
CREATE TABLE rows (
  number INTEGER PRIMARY KEY,   -- running over the catalog in file order, from 0; totals after the rows
  row_id TEXT NOT NULL UNIQUE,
  table_position INTEGER NOT NULL REFERENCES tables,
  position INTEGER NOT NULL,    -- in the table's rows, or in its totals, from 0
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  aliases TEXT NOT NULL,        -- JSON list
  is_total INTEGER NOT NULL
);
-- Each distinct cell text of a column once.
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  column_id INTEGER NOT NULL REFERENCES columns,
  text TEXT NOT NULL,           -- verbatim
  stems TEXT NOT NULL,          -- joined by spaces, ǂ between atomic parts
  UNIQUE (column_id, text)
);
-- Exactly one per column and row of a table.
CREATE TABLE cells (
  column_id INTEGER NOT NULL REFERENCES columns,
  row_number INTEGER NOT NULL REFERENCES rows,
  text_id INTEGER NOT NULL REFERENCES texts,
  is_stated INTEGER NOT NULL,
  low REAL,                     -- the ends of the number; one that is open is NULL
  high REAL,
  unit TEXT,                    -- NULL where the cell has no number, '' where the number has no unit
  is_approximate INTEGER NOT NULL,
  starts TEXT,                  -- the first and last day of the date, ISO 8601; NULL where there is none
  ends TEXT,
  link TEXT NOT NULL,
  PRIMARY KEY (column_id, row_number)
) WITHOUT ROWID;
-- The atomic parts of cells, in order.
CREATE TABLE parts (
  column_id INTEGER NOT NULL REFERENCES columns,
  row_number INTEGER NOT NULL REFERENCES rows,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  folded TEXT NOT NULL,         -- of the text, without the qualifier
  stems TEXT NOT NULL
);
-- What a word of a question can mean, in runs of one table, kind and column; in a run short ones come first.
CREATE TABLE terms (
  id INTEGER PRIMARY KEY,       -- running over the catalog, from 0
  kind TEXT NOT NULL,           -- table, column, row, value, qualifier or cell
  table_position INTEGER NOT NULL REFERENCES tables,
  column_id INTEGER REFERENCES columns,   -- NULL for tables and rows
  row_number INTEGER REFERENCES rows,     -- of rows only
  text TEXT NOT NULL,           -- the name, alias, synonym, value, qualifier or whole cell
  target TEXT NOT NULL,         -- the name or value that the text stands for
  folded TEXT NOT NULL,
  squashed TEXT NOT NULL,       -- folded without spaces
  stems TEXT NOT NULL,          -- with ǂ between the atomic parts of a cell
  size INTEGER NOT NULL         -- number of stems
);
-- The last term of each run.
CREATE TABLE term_runs (id INTEGER PRIMARY KEY REFERENCES terms);
-- Every folded word of the terms, once.
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
-- Stems hold letters, digits and the points and commas inside numbers: those are tokens, ǂ is a letter.
CREATE VIRTUAL TABLE terms_fts USING fts5 (
  stems, content = 'terms', content_rowid = 'id',
  tokenize = "unicode61 remove_diacritics 0 tokenchars '.,'"
);
CREATE VIRTUAL TABLE terms_vocab USING fts5vocab ('terms_fts', 'row');
-- How many different values of a column are values of another one too; of itself: how many it has.
CREATE TABLE shared_values (
  column_id INTEGER NOT NULL REFERENCES columns,
  other_id INTEGER NOT NULL REFERENCES columns,
  count INTEGER NOT NULL,
  PRIMARY KEY (column_id, other_id)
) WITHOUT ROWID;
-- How many different values of a column are names of a table's rows.
CREATE TABLE shared_names (
  column_id INTEGER NOT NULL REFERENCES columns,
  table_position INTEGER NOT NULL REFERENCES tables,
  count INTEGER NOT NULL,
  PRIMARY KEY (column_id, table_position)
) WITHOUT ROWID;
-- The rows but totals in the order of their ids.
CREATE TABLE places (
  place INTEGER PRIMARY KEY,    -- from 0
  row_number INTEGER NOT NULL REFERENCES rows
);
-- Each stem of the texts that stand for rows, with the rows that have it: see `postings`.
CREATE TABLE postings (
  stem TEXT PRIMARY KEY,
  rows BLOB NOT NULL            -- by place: the place, and what the stem adds to its score
);
-- What chroma/ holds, so that the next build knows what it can reuse.
CREATE TABLE vectors (
  id TEXT PRIMARY KEY,
  row_number INTEGER NOT NULL REFERENCES rows,
  key TEXT NOT NULL,            -- equal for equal embedded texts
  stamp TEXT NOT NULL           -- equal for equal texts and metadata
) WITHOUT ROWID;
"""

# Made once their tables are filled, which is faster.
INDEXES = """
CREATE INDEX rows_of_table ON rows (table_position, is_total);
CREATE INDEX cells_of_text ON cells (text_id);
CREATE INDEX parts_by_value ON parts (column_id, folded);
CREATE INDEX parts_of_cell ON parts (column_id, row_number);
CREATE INDEX terms_by_folded ON terms (folded);
CREATE INDEX terms_by_squashed ON terms (squashed);
CREATE INDEX names_of_row ON terms (row_number, folded) WHERE kind = 'row';
CREATE INDEX vectors_by_key ON vectors (key);
"""

"""A phrase in, the terms of a catalog that contain it out."""

from __future__ import annotations

from typing import Any

from assistant.senses import Source

_READ = 16  # terms at once
_ENOUGH = 8  # of a run: equal ones come first in it, and two rows are as ambiguous as thousands
_TERMS = (
    "SELECT t.id, t.kind, t.table_position, t.column_id, t.row_number, t.target, t.folded, t.size"
    " FROM terms_fts AS f JOIN terms AS t ON t.id = f.rowid"
    " WHERE f.terms_fts MATCH ? AND f.rowid >= ?"
    " AND (t.kind <> 'value' OR t.text = t.target OR t.size = ?)"
    " ORDER BY f.rowid LIMIT ?"
)


def terms_with(stems: str, source: Source) -> list[tuple[Any, ...]]:
    """Kind, table, column, row, target, folded text and size of the terms with these stems side by side.

    All of them where they are few; of each table, kind and column at least the 8 shortest, so that a common
    word is found wherever it stands. A part of a synonym says nothing: the synonym stands for the value.
    """
    size = len(stems.split())
    found: list[tuple[Any, ...]] = []
    start = 0
    while True:
        lines = source.query(_TERMS, (f'"{stems}"', start, size, _READ))
        found += (line[1:] for line in lines)
        if len(lines) < _READ:
            return found
        last = lines[-1]
        is_seen = sum(line[1:4] == last[1:4] for line in lines) >= _ENOUGH
        start = (_end_of_run(last[0], source) if is_seen else last[0]) + 1


def _end_of_run(term: int, source: Source) -> int:
    [(end,)] = source.query("SELECT min(id) FROM term_runs WHERE id >= ?", (term,))
    return int(end)

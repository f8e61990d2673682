from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import BuildError
from indexer.postings import best_rows, write_postings
from indexer.rows import RowFile
from indexer.schema import SCHEMA

WORDS = st.sampled_from(["salt", "tar", "rope", "mast", "keel", "12.5", "ǂ"])
TEXTS = st.lists(st.lists(WORDS, max_size=9).map(" ".join), min_size=1, max_size=30)


def written(path: Path, rows: Sequence[tuple[str, str]]) -> RowFile:
    """A rows.sqlite with the postings of these ids and stems, and with SQLite's own index of them."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(SCHEMA)
        database.execute(
            "CREATE VIRTUAL TABLE own USING fts5 (stems, tokenize = \"unicode61 tokenchars '.'\")"
        )
        for number, (row_id, stems) in enumerate(rows):
            line = (number, row_id, 0, number, "", "", 1, "[]", 0)
            database.execute(f"INSERT INTO rows VALUES ({', '.join('?' * len(line))})", line)
            database.execute("INSERT INTO own (rowid, stems) VALUES (?, ?)", (number, stems))
        write_postings(database, [(row_id, number, stems) for number, (row_id, stems) in enumerate(rows)])
    return RowFile(path)


@given(texts=TEXTS, query=st.sets(WORDS, min_size=1), k=st.integers(1, 40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_and_scores_are_those_of_the_bm25_of_sqlite(tmp_path, texts, query, k):
    rows = [(f"t/{at * 7 % 31}", text) for at, text in enumerate(texts)]
    file = written(tmp_path / "rows.sqlite", rows)
    asked = " OR ".join(f'"{word}"' for word in query)
    own = file.query("SELECT rowid, -bm25(own) FROM own WHERE own MATCH ?", (asked,))
    best = dict(best_rows(file, query, k=len(rows)))
    first = best_rows(file, query, k=k)
    file.close()
    assert best == pytest.approx({rows[number][0]: score for number, score in own}, rel=1e-5)
    assert first == sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def test_of_rows_that_score_alike_the_first_ids_are_kept(tmp_path):
    ids = [f"ships/{number:02}" for number in range(40)]
    file = written(tmp_path / "rows.sqlite", [(row_id, "tar") for row_id in reversed(ids)])
    assert [row_id for row_id, _ in best_rows(file, ["tar"], k=7)] == ids[:7]
    file.close()


def test_words_that_no_row_has_find_none(tmp_path):
    file = written(tmp_path / "rows.sqlite", [("ships/vasa", "")])
    assert best_rows(file, ["tar"], k=3) == []
    file.close()


@pytest.mark.parametrize("damage", ["x'FFFFFFFF0000803F'", "x'0000'"])
def test_a_damaged_list_is_told_and_nothing_is_looked_for_beyond_the_last_row(tmp_path, damage):
    path = tmp_path / "rows.sqlite"
    written(path, [("ships/vasa", "tar"), ("ships/mary", "rope")]).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"UPDATE postings SET rows = {damage} WHERE stem = 'tar'")
    file = RowFile(path)
    assert [row_id for row_id, _ in best_rows(file, ["rope"], k=3)] == ["ships/mary"]
    with pytest.raises(BuildError, match=r"The word index is damaged .*Run: rowcite index --rebuild"):
        best_rows(file, ["tar"], k=3)
    file.close()

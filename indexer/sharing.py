"""A build's values in, how many each column shares with other columns and with the names of rows out."""

from __future__ import annotations

import sqlite3
from collections import Counter
from itertools import groupby
from operator import itemgetter

_HOLDERS = """
SELECT DISTINCT folded, column_id, NULL FROM parts WHERE folded <> ''
UNION ALL
SELECT DISTINCT folded, NULL, table_position FROM terms WHERE kind = 'row'
ORDER BY folded
"""


def write_shared(database: sqlite3.Connection) -> None:
    """Count them once, since this takes a question many times as long as all the rest of it."""
    values: Counter[tuple[int, int]] = Counter()
    names: Counter[tuple[int, int]] = Counter()
    for _, holders in groupby(database.execute(_HOLDERS), key=itemgetter(0)):
        found = [(column, table) for _, column, table in holders]
        columns = [column for column, _ in found if column is not None]
        values.update((one, other) for one in columns for other in columns)
        names.update((one, table) for one in columns for _, table in found if table is not None)
    for table, counts in (("shared_values", values), ("shared_names", names)):
        lines = ((*pair, count) for pair, count in sorted(counts.items()))
        database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", lines)

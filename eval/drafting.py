"""A catalog in, proposed cases for it out: made from its tables alone, to be reviewed by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from corpus.types import Catalog, Column, Kind, Row, Table
from corpus.words import folded
from eval.asking import YES_NO, having, look_up, rows_called
from eval.cases import GENERATED
from eval.gold import NAME

Line = dict[str, Any]  # one case as it stands in a set

_ABSENT = ("favourite song", "telephone number", "shoe size", "passport number", "middle name", "horoscope")
_SHORTEST = 5  # letters of a name that is misspelt: a shorter one could become another word
_LONGEST_NAME = 60  # characters of a value that a question can quote


def draft(catalog: Catalog, *, name: str, each: int = 6) -> list[Line]:
    """At most `each` cases of each kind for each table, tagged `generated`; `name` is what `catalog` says.

    The same catalog gives the same cases. Gold is written as queries: it stays right when cells change.
    """
    lines: list[Line] = []
    known = _known_words(catalog)
    for table in catalog.tables:
        makers = (_lookups(table), _misspellings(table, known), _lists(table), _counts(table))
        for maker in (*makers, _negations(table), _absent(table, known)):
            lines += islice(maker, each)
    return [_numbered(line, name, number) for number, line in enumerate(lines, 1)]


def _lookups(table: Table) -> Iterator[Line]:
    for row, column in _stated(table):
        yield _one(table, row, column, row.name)


def _misspellings(table: Table, known: frozenset[str]) -> Iterator[Line]:
    for row, column in _stated(table):
        wrong = misspelt(row.name)
        if wrong and folded(wrong) not in known:
            yield _one(table, row, column, wrong, "misspelt")


def _lists(table: Table) -> Iterator[Line]:
    yield _answered(f"List all {rows_called(table)}.", "list", {"table": table.id})
    for column, value in _common(table):
        where = [[column.name, "is", value]]
        yield _answered(
            f"Which {rows_called(table)} {having(column, value)}?",
            "filter",
            {"table": table.id, "where": where},
        )


def _counts(table: Table) -> Iterator[Line]:
    yield _answered(
        f"How many {rows_called(table)} are there?", "count", {"table": table.id, "take": "count"}
    )
    for column, value in _common(table):
        query = {"table": table.id, "where": [[column.name, "is", value]], "take": "count"}
        yield _answered(f"How many {rows_called(table)} {having(column, value)}?", "count", query)


def _negations(table: Table) -> Iterator[Line]:
    for column, value in _common(table):
        query = {"table": table.id, "where": [[column.name, "is not", value]]}
        question = f"Which {rows_called(table)} {having(column, value, is_denied=True)}?"
        yield _answered(question, "negation", query)


def _absent(table: Table, known: frozenset[str]) -> Iterator[Line]:
    """Attributes that nothing in the catalog is called."""
    if table.key is None:
        return
    attributes = [name for name in _ABSENT if known.isdisjoint(folded(name).split())]
    for row, attribute in zip(table.rows, attributes, strict=False):
        yield {
            "question": f"What is the {attribute} of {row.name}?",
            "kind": "refusal",
            "tags": [GENERATED, "absent_attribute"],
            "status": "abstained",
            "reasons": ["attribute_absent"],
            "values": [],
        }


def misspelt(name: str) -> str:
    """A name with two letters of its longest word changed over, "" where none is long enough.

    >>> misspelt("Old Nelligan"), misspelt("Bob")
    ('Old Nellgian', '')
    """
    longest = max(name.split(), key=len, default="")
    middle = len(longest) // 2
    for place in (*range(middle, len(longest) - 2), *range(middle - 1, 0, -1)):
        one, other = longest[place], longest[place + 1]
        if len(longest) >= _SHORTEST and one != other and one.isalpha() and other.isalpha():
            changed = longest[:place] + other + one + longest[place + 2 :]
            return name.replace(longest, changed, 1)
    return ""


def _stated(table: Table) -> Iterator[tuple[Row, Column]]:
    """Rows with a stated cell, of the next column each time: few cases then reach many rows and columns."""
    key = table.key
    places = [place for place in range(len(table.columns)) if place != key]
    names = Counter(folded(row.name) for row in table.rows)
    if key is None or not places:
        return
    for turn in range(len(places)):
        for number, row in enumerate(table.rows):
            place = places[(number + turn) % len(places)]
            column, cell = table.columns[place], row.cells[place]
            if column.kind is Kind.YES_NO and folded(cell.text) not in YES_NO:
                continue
            if cell.is_stated and names[folded(row.name)] == 1 and _is_short(row.name):
                yield row, column


def _common(table: Table) -> Iterator[tuple[Column, str]]:
    """Values of list, category and yes/no columns that some rows have and some have not."""
    for place, column in enumerate(table.columns):
        if place == table.key or column.kind not in (Kind.LIST, Kind.CATEGORY, Kind.YES_NO):
            continue
        holders = Counter(
            text for row in table.rows for text in {one.text for one in row.cells[place].values}
        )
        for value, count in sorted(holders.items(), key=lambda pair: (-pair[1], pair[0])):
            if count < len(table.rows) and _is_short(value) and folded(value):
                yield column, value


def _one(table: Table, row: Row, column: Column, name: str, *tags: str) -> Line:
    """A question for a cell of the row that is called `name`."""
    query = {"table": table.id, "where": [[NAME, "is", row.id]], "take": ["column", column.name]}
    if column.kind is not Kind.YES_NO:
        return _answered(look_up(column, name), "lookup", query, *tags)
    query = {**query, "where": [*query["where"], [column.name, "is", "yes"]], "take": "any"}
    return _answered(look_up(column, name), "yes_no", query, *tags)


def _answered(question: str, kind: str, query: dict[str, Any], *tags: str) -> Line:
    return {
        "question": question,
        "kind": kind,
        "tags": [GENERATED, *tags],
        "status": "answered",
        "gold": query,
    }


def _numbered(line: Line, name: str, number: int) -> Line:
    return {"id": f"{name}-draft-{number:03}", "catalog": name, "split": "dev", **line}


def _known_words(catalog: Catalog) -> frozenset[str]:
    """Every word of the catalog, and the folded names of its rows."""
    texts: list[str] = []
    for table in catalog.tables:
        texts += (table.name, table.description, *table.aliases)
        texts += (
            text for column in table.columns for text in (column.name, column.description, *column.aliases)
        )
        texts += (text for row in table.rows for text in (row.name, *(cell.text for cell in row.cells)))
    names = {folded(row.name) for table in catalog.tables for row in table.rows}
    return frozenset({word for text in texts for word in folded(text).split()} | names)


def _is_short(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME

"""Spans of a question in, everything in the catalog that each may name out: a lattice of senses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from msgspec.structs import replace

from assistant.containing import terms_with
from assistant.english import english, head
from assistant.kin import corrections as slips
from assistant.kin import misspelt_names, related_names
from assistant.lexicon import attribute, is_english, places
from assistant.memo import remembered
from assistant.question import Question, Token
from assistant.senses import Links, Sense, Source, Tier
from assistant.slips import slips_told
from assistant.spans import Span, span_of, spans_of
from assistant.spelling import known_stems
from assistant.stages import ALL, Stages
from assistant.variants import variants
from corpus.types import Table
from corpus.words import folded, stem, stems


def link(question: Question, source: Source, *, stages: Stages = ALL) -> Links:
    """Everything that the question's spans may name, each span with every target of its best tiers.

    Spelling is tried only for words that nothing else explains.
    """
    tokens = question.tokens
    spans = tuple(spans_of(tokens))
    senses = _linked(spans, source, question)
    written = {i: other for i, token in enumerate(tokens) for other in variants(token.folded)}
    senses += [_otherwise(sense) for sense in _linked(_repaired(tokens, written), source, question)]
    explained = {i for sense in senses for i in range(sense.start, sense.end)}
    unknown = [i for i, token in enumerate(tokens) if not token.is_soft and i not in explained]
    senses += related_names(tokens, senses, source) if stages.has_meaning else []
    senses += _of_places(tokens, senses, source, question)
    explained = {i for sense in senses for i in range(sense.start, sense.end)}
    unclear = [i for i in unknown if i not in explained] if stages.has_spelling else []
    corrections = slips(tokens, unclear, source)
    corrections |= slips_told(tokens, unclear, corrections, source)
    if corrections:
        for sense in _linked(_repaired(tokens, corrections), source, question):
            senses.append(_respelt(sense))
    if stages.has_spelling:
        senses += misspelt_names(tokens, [i for i in unknown if i not in corrections], source)
    senses = _undoubted(_passive(senses, tokens, source.tables), source.tables, tokens)
    return Links(tuple(_distinct(senses, source.tables, tokens)), corrections)


def _passive(senses: Sequence[Sense], tokens: Sequence[Token], tables: Sequence[Table]) -> list[Sense]:
    """The senses without figures and dates for a verb before “by”: “made by X” is no year made.

    “Distance by driver” is grouped by a column, and no verb.
    """
    columns = {s.start for s in senses if s.kind == "column" and s.is_whole}
    verbs = {i for i, token in enumerate(tokens[1:]) if token.folded == "by" and i + 2 not in columns}
    return [
        s
        for s in senses
        if s.kind != "column"
        or s.end - 1 not in verbs
        or not tables[s.table].columns[s.columns[0]].kind.is_ordered
    ]


def _undoubted(senses: Sequence[Sense], tables: Sequence[Table], tokens: Sequence[Token]) -> list[Sense]:
    """The senses without parts of names and cells where the words are, or are within, a whole name.

    “plants” in a catalog with a table Plants asks for its rows, not for a supplier called Coastline Plants.
    """
    nouns = {
        (s.start, s.end) for s in senses if s.kind == "table" and s.tier <= Tier.INFLECTED and s.is_whole
    }
    own = {
        (s.start, s.end, s.table)
        for s in senses
        if s.kind == "table" and s.tier <= Tier.INFLECTED and s.is_whole
    }
    rows = {(s.start, s.end, s.table) for s in senses if s.kind == "row" and s.is_whole}
    names = {(s.start, s.end) for s in senses if s.tier is Tier.EXACT and s.is_whole and s.end - s.start > 1}
    proper = {
        (s.start, s.end)
        for s in senses
        if (s.start, s.end) in names and s.kind in ("row", "value") and tokens[s.start].text[:1].isupper()
    }

    wholes = {
        (s.start, s.end) for s in senses if s.kind != "table" and s.is_whole and s.tier <= Tier.INFLECTED
    }
    times = {
        (i, i + 1)
        for i, (before, token) in enumerate(pairwise(tokens), 1)
        if before.folded in english().turning and token.folded in english().times
    }

    heads = {
        (s.start, s.end)
        for s in senses
        if s.kind == "table"
        and tokens[s.end - 1].stem in {stems(name)[-1] for name in (s.text, tables[s.table].name)}
        and not tokens[s.end - 1].folded.endswith("ed")
    }

    def is_hidden(sense: Sense) -> bool:
        span = (sense.start, sense.end)
        if span in heads and sense.kind == "column" and folded(sense.text).endswith("ed"):
            return True  # “orders”, where rows are called so, are not when something was ordered
        if sense.kind == "table" and sense.tier is Tier.RELATED and not sense.is_whole and span in wholes:
            return True  # “chips”, where a column is called so, are not chip vendors
        if any(start <= span[0] and span[1] <= end and span != (start, end) for start, end in proper):
            return True  # “Club Alpin Morteret” names no column Club
        if sense.kind == "column" and any(
            start <= span[0] and span[1] <= end and span != (start, end) for start, end in nouns
        ):
            return True  # nor do “GPU nodes” a column GPU
        if sense.is_whole:  # a row's name is the row, not a value to look for in the naming column
            is_name = sense.kind == "value" and sense.columns == (tables[sense.table].key,)
            return is_name and (*span, sense.table) in rows
        if sense.kind == "value" and span in times:
            return True  # “last year” is no word of “open all year”
        is_noun = span in nouns and (
            sense.kind in ("row", "value") or (sense.kind == "column" and (*span, sense.table) not in own)
        )
        return is_noun or any(
            start <= span[0] and span[1] <= end and span != (start, end) for start, end in names
        )

    return [sense for sense in senses if not is_hidden(sense)]


def _of_places(
    tokens: Sequence[Token], known: Sequence[Sense], source: Source, question: Question
) -> list[Sense]:
    """Cells and rows that name the place an adjective is of: “German wines” have Germany in a cell.

    Right before the noun for its rows it says so as surely as the name would; elsewhere it may be a language.
    """
    spans = [
        span_of(tokens, start, end, {**dict.fromkeys(range(start, end), ""), start: name})
        for end in range(1, len(tokens) + 1)
        for start in (end - 1, end - 2)
        if start >= 0
        for name in places(" ".join(token.folded for token in tokens[start:end]))
    ]
    nouns = {(s.start, s.table) for s in known if s.kind == "table" and s.tier <= Tier.INFLECTED}
    found = [s for s in _linked(spans, source, question) if s.kind in ("row", "value")]
    return [
        replace(s, tier=s.tier if s.is_whole and (s.end, s.table) in nouns else Tier.RELATED) for s in found
    ]


def _repaired(tokens: Sequence[Token], corrections: Mapping[int, str]) -> tuple[Span, ...]:
    """The spans around words that are put otherwise."""
    found = {
        (start, end)
        for i in corrections
        for start in range(max(0, i - 3), i + 1)
        for end in range(i + 1, min(len(tokens), i + 4) + 1)
    }
    return tuple(span_of(tokens, start, end, corrections) for start, end in found)


def _otherwise(sense: Sense) -> Sense:
    return replace(sense, tier=max(sense.tier, Tier.INFLECTED))


def _respelt(sense: Sense) -> Sense:
    return replace(sense, tier=Tier.SPELLING)


def _distinct(senses: Iterable[Sense], tables: Sequence[Table], tokens: Sequence[Token]) -> Iterator[Sense]:
    """The senses without those that a surer sense of the same words and target makes needless.

    A value is one sense a table: of all closed columns in which it stands whole, else of all columns in
    which it does, else of all that contain it.
    """
    best: dict[tuple[object, ...], Sense] = {}
    values: dict[tuple[int, int, int], list[Sense]] = {}
    for sense in senses:
        if sense.kind == "value":
            values.setdefault((sense.start, sense.end, sense.table), []).append(sense)
            continue
        key = (sense.kind, sense.start, sense.end, sense.table, sense.rows or sense.columns)
        if key not in best or sense.tier < best[key].tier:
            best[key] = sense
    yield from best.values()
    for at, found in values.items():
        literal = [
            s for s in found if s.tier is Tier.EXACT and s.is_whole and folded(s.text) == _said(tokens, at)
        ]
        found = literal or found  # a value so called goes before one with such a synonym
        alike = [s for s in found if s.is_whole and folded(s.text) == _said(tokens, at)]
        exact = [s for s in alike if s.text.casefold() == _written(tokens, at)]
        found = [s for s in found if not exact or s in exact or s not in alike]  # “rosé” is no rose
        closed = [
            s
            for s in found
            if s.is_whole and all(tables[s.table].columns[c].kind.is_closed for c in s.columns)
        ]
        whole = closed or [sense for sense in found if sense.is_whole]
        for text in dict.fromkeys(folded(sense.text) for sense in whole) or [""]:
            chosen = [sense for sense in whole if folded(sense.text) == text] or found
            surest = min(chosen, key=lambda sense: sense.tier)
            columns = tuple(sorted({column for sense in chosen for column in sense.columns}))
            yield replace(surest, columns=columns)


def _written(tokens: Sequence[Token], at: tuple[int, int, int]) -> str:
    """A stretch of the question with its accents."""
    return " ".join(token.text for token in tokens[at[0] : at[1]]).casefold()


def _said(tokens: Sequence[Token], at: tuple[int, int, int]) -> str:
    """The folded words of a stretch of the question."""
    return " ".join(token.folded for token in tokens[at[0] : at[1]])


# --- looking up -----------------------------------------------------------------------------------


def _linked(spans: Sequence[Span], source: Source, question: Question) -> list[Sense]:
    if not spans:
        return []
    senses = _whole(spans, source)
    known = known_stems({word for span in spans for word in span.stems.split()}, source)
    for span in spans:
        if span.is_bounded and all(map(known.__contains__, span.stems.split())):
            text = question.span(span.start, span.end) if span.is_verbatim else span.folded
            senses += _contained(span, source, text)
    return senses


def _in(count: int) -> str:
    return ",".join("?" * count)


def _whole(spans: Sequence[Span], source: Source) -> list[Sense]:
    """Senses whose whole name, alias, value or qualifier is the span, up to case, hyphens and spaces."""
    by_squash: dict[str, list[Span]] = {}
    for span in spans:
        by_squash.setdefault(span.squashed, []).append(span)
    senses: list[Sense] = []
    schema = _schema(source)
    keys = sorted(by_squash)
    for first in range(0, len(keys), 400):
        part = keys[first : first + 400]
        found = source.query(
            "SELECT kind, table_position, column_id, row_number, target, folded, squashed FROM terms "
            f"WHERE squashed IN ({_in(len(part))})",
            part,
        )
        for kind, table, column_id, row, target, text_folded, squashed in found:
            for span in by_squash[str(squashed)]:
                if not span.is_bounded and kind not in (
                    "row",
                    "value",
                    "qualifier",
                    "cell",
                    "table",
                    "column",
                ):
                    continue
                if all(len(word) < 2 for word in span.folded.split()) and kind == "cell":
                    continue
                tier = Tier.EXACT if text_folded == span.folded else Tier.INFLECTED
                named = _named_by(kind, int(table), column_id, str(text_folded), source)
                if len(named) == 1:  # a part of one row's name, such as the name without its bracket
                    kind, row = "row", named[0]
                senses += _sense(
                    kind, span, int(table), column_id, row, str(target), tier, schema, is_whole=True
                )
    return senses


def _named_by(kind: str, table: int, column_id: int | None, text: str, source: Source) -> list[int]:
    """The rows that a value or qualifier of the naming column stands in."""
    key = source.tables[table].key
    if (
        kind not in ("value", "qualifier")
        or column_id is None
        or key != column_id - _schema(source).starts[table]
    ):
        return []
    if kind == "value":
        sql = "SELECT row_number FROM parts WHERE column_id = ? AND folded = ?"
        return [int(number) for (number,) in source.query(sql, (column_id, text))]
    sql = "SELECT row_number, qualifier FROM parts WHERE column_id = ? AND qualifier <> ''"
    return [int(number) for number, said in source.query(sql, (column_id,)) if folded(str(said)) == text]


def _contained(span: Span, source: Source, text: str) -> list[Sense]:
    """Senses whose name or value contains the span as a phrase of stems."""
    is_operator = {"not", "and", "or"} & set(english().triggers.get((span.folded,), ()))
    if span.folded in english().anaphora or is_operator or span.is_cut:
        return []
    schema = _schema(source)
    is_of_title = span.stems in schema.titles
    rows: dict[int, dict[int, tuple[str, bool]]] = {}
    columns: dict[int, dict[int, Tier]] = {}
    senses: list[Sense] = []
    for kind, table, column_id, row, target, text_folded, is_equal in _terms(span, source):
        if span.is_weak and not (is_equal and kind in ("table", "column")):
            continue  # “last” alone names neither the column Last Dry Dock nor a cell that has the word
        if kind in ("table", "column"):
            has_head = span.size > 1 or stem(str(text_folded).split()[-1]) == span.stems
            tier = Tier.INFLECTED if is_equal else Tier.PART if has_head or kind == "column" else Tier.RELATED
            senses += _sense(
                kind, span, int(table), column_id, row, str(target), tier, schema, is_whole=is_equal
            )
        elif kind == "row":
            rows.setdefault(int(table), {}).setdefault(int(row), (str(target), is_equal))  # short ones first
        elif kind in ("value", "qualifier", "cell") and span.size == 1 and attribute(span.folded):
            continue  # “long” asks how long, not for cells with the word
        elif (
            kind in ("value", "qualifier", "cell") and not is_equal and span.stems in schema.heads[int(table)]
        ):
            continue  # “fleet”, where a column is called so, is no word to look for in cells
        elif kind in ("value", "qualifier", "cell"):
            position = int(column_id) - schema.starts[int(table)]
            tier = Tier.INFLECTED if is_equal and kind != "cell" else Tier.PART
            if tier is Tier.PART and is_of_title:
                tier = Tier.SPELLING  # the rows of a table called so come before words of its cells
            known = columns.setdefault(int(table), {})
            known[position] = min(tier, known.get(position, tier))
            if is_equal and kind == "value" and folded(str(target)) != span.folded:
                senses += _sense(
                    kind, span, int(table), column_id, row, str(target), tier, schema, is_whole=True
                )
    for table, named in rows.items():
        is_short = not any(is_equal for _, is_equal in named.values())
        is_common = span.size == 1 and is_english(span.folded) and not span.is_name_like
        if is_short and (is_common or span.stems in schema.nouns or attribute(span.folded)):
            continue  # “cloud” in a table of cloud providers is no short name of the row Google Cloud
        equal = [number for number, (_, is_equal) in named.items() if is_equal]
        chosen = equal or list(named)
        if len(chosen) == 1:
            tier = Tier.INFLECTED if equal else Tier.PART
            senses.append(
                Sense(
                    "row",
                    span.start,
                    span.end,
                    table,
                    tier,
                    named[chosen[0]][0],
                    (),
                    (chosen[0],),
                    bool(equal),
                )
            )
    for table, tiers in columns.items():
        # One sense a table: the phrase in any column that holds it, and one for each column alone,
        # so that a column named beside it can choose.
        tier = min(tiers.values())
        # Where it is a whole value of one column, it is not looked for within the texts of another.
        positions = tuple(sorted(c for c, known in tiers.items() if tier >= Tier.PART or known < Tier.PART))
        senses.append(
            Sense("value", span.start, span.end, table, tier, text, positions, is_whole=tier < Tier.PART)
        )
    return senses


def _terms(span: Span, source: Source) -> list[tuple[Any, ...]]:
    """What `terms_with` gives, with whether a term is no longer than the span instead of its size.

    Cells, and values with more words, come once a column and without their texts: they say the same.
    """
    found: dict[tuple[Any, ...], None] = {}
    for kind, table, column_id, row, target, text, size in terms_with(span.stems, source):
        is_equal = size == span.size
        is_part = kind == "cell" or (kind == "value" and not is_equal)
        texts = ("", "") if is_part else (target, text)
        found[kind, table, column_id, row, *texts, is_equal] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class _Schema:
    """Of a build, for each table: the number of its first column, and the stems that its columns turn on.

    `titles` are the stems of the words that tables are named by, `nouns` also those of columns.
    """

    starts: Sequence[int]
    heads: Sequence[frozenset[str]]
    titles: frozenset[str]
    nouns: frozenset[str]


def _schema(source: Source) -> _Schema:
    def read() -> _Schema:
        tables = source.tables
        named = [[column.name for column in table.columns] for table in tables]
        return _Schema(
            starts=tuple(accumulate((len(table.columns) for table in tables), initial=0)),
            heads=tuple(frozenset(stem(head(name)) for name in names) for names in named),
            titles=frozenset(word for table in tables for word in stems(table.name)),
            nouns=frozenset(
                word
                for table, names in zip(tables, named, strict=True)
                for name in (table.name, *names)
                for word in stems(name)
            ),
        )

    return remembered(source, "schema for links", read)


def _sense(
    kind: str,
    span: Span,
    table: int,
    column_id: int | None,
    row: int | None,
    target: str,
    tier: Tier,
    schema: _Schema,
    *,
    is_whole: bool,
) -> list[Sense]:
    columns = () if column_id is None else (int(column_id) - schema.starts[table],)
    at = (span.start, span.end)
    if kind == "table":
        return [Sense("table", *at, table, tier, target, is_whole=is_whole)]
    if kind == "column":
        return [Sense("column", *at, table, tier, target, columns, is_whole=is_whole)]
    if kind == "row" and row is not None:
        return [Sense("row", *at, table, tier, target, (), (int(row),), is_whole=is_whole)]
    if kind in ("value", "qualifier", "cell") and columns:
        return [Sense("value", *at, table, tier, target, columns, is_whole=is_whole)]
    return []

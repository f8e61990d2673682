"""A question about the catalog itself in, what it asks out: its subject, its age, where words stand."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.plan import About, AllRows, Count, Figure, Filter, Has, Names, Places, Request, Rows, Union
from assistant.question import Form, Question
from assistant.senses import Links, Sense, Source, Tier
from corpus.words import stems

_CATALOG = frozenset(("catalog", "catalogue", "dataset", "database", "data"))
_TABLE = frozenset(("table", "sheet", "file", "list"))
_TELLING = frozenset(
    ("about", "contain", "contains", "hold", "holds", "cover", "covers", "describe", "show", "list")
)
_MADE = frozenset(
    ("updated", "indexed", "refreshed", "built", "imported", "loaded", "created", "made", "reindexed")
)
_OF_AGE = _CATALOG | frozenset(
    (
        *("when", "was", "were", "is", "are", "this", "these", "that", "the", "it", "been", "has", "have"),
        *("last", "most", "recently", "recent", "time", "index", "table", "tables"),
    )
)
_WORD = frozenset(("word", "term", "phrase", "string", "words", "text"))
_STANDING = frozenset(
    ("occur", "occurs", "appear", "appears", "stand", "stands", "mentioned", "used", "found", "written")
)
_MENTIONING = frozenset(("mention", "mentions", "contain", "contains", "include", "includes", "have", "has"))
_ROWS = frozenset(("row", "rows", "record", "records", "entry", "entries", "line", "lines"))
_BESIDE = frozenset(
    ("the", "a", "an", "does", "do", "is", "are", "word", "term", "phrase", "string", "any", "that")
)


def of_itself(question: Question, links: Links, source: Source) -> Request | None:
    """What a question asks of the catalog itself, None where it asks of what is in it."""
    said = [token.folded for token in question.tokens]
    if not said or question.form is not Form.OPEN:
        return None
    if said[0] == "when" and set(said) & _MADE and set(said) <= _MADE | _OF_AGE and not _names(links):
        return About(subject="indexed")
    table = _told_table(question, links)
    if table is not None:
        return About(subject="table", table=source.tables[table.table].id)
    if all(token.is_soft for token in question.tokens) and set(said) & _CATALOG:
        return About(subject="tables")
    sought = _sought(question)
    return _standing(said, sought, source) if sought else None


def _names(links: Links) -> bool:
    return any(sense.is_whole and sense.tier <= Tier.INFLECTED for sense in links.senses)


def _told_table(question: Question, links: Links) -> Sense | None:
    """The table of “what is the X table about”, “what does the table X contain”, if it is that."""
    tokens = question.tokens
    words = {token.folded for token in tokens}
    is_about = tokens[0].folded == "what" and (
        tokens[-1].folded == "about" or bool(words & _TABLE and words & _TELLING)
    )
    for sense in links.senses if is_about else ():
        rest = [t for i, t in enumerate(tokens) if not sense.start <= i < sense.end]
        is_all = all(token.is_soft or token.folded in _TABLE for token in rest)
        if sense.kind == "table" and sense.is_whole and sense.tier <= Tier.INFLECTED and is_all:
            return sense
    return None


def _sought(question: Question) -> str:
    """The word or phrase whose places are asked for: “in which rows does the word X occur”; `""` if none."""
    tokens = question.tokens
    said = [token.folded for token in tokens]
    markers = [i for i, word in enumerate(said) if word in _WORD]
    ends = [i for i, word in enumerate(said) if word in _STANDING]
    last = ends[-1] if ends and ends[-1] == len(said) - 1 else len(said)
    is_asking = bool(set(said) & _ROWS) or said[0] == "where" or bool({"table", "tables"} & set(said))
    if markers and is_asking and markers[-1] + 1 < last:
        return question.span(markers[-1] + 1, last)
    verbs = [i for i, word in enumerate(said) if word in _MENTIONING]
    if set(said[:3]) & _ROWS and verbs and said[verbs[0] - 1] in _ROWS and ("mention" in said[verbs[0]]):
        return question.span(verbs[0] + 1, len(said)) if verbs[0] + 1 < len(said) else ""
    if last < len(said) and (set(said[:3]) & _ROWS or said[:2] in (["where", "does"], ["where", "do"])):
        first = next(
            (i for i, word in enumerate(said) if i > 0 and word not in _BESIDE | _ROWS | {"which", "what"}),
            last,
        )
        return question.span(first, last) if first < last else ""
    return ""


def _standing(said: Sequence[str], sought: str, source: Source) -> Request | None:
    """The rows of all tables in which a phrase stands, how many there are, or the tables that have them."""
    if not stems(sought):
        return None
    test = Has(phrase=sought, is_mention=True)
    parts: tuple[Rows, ...] = tuple(
        Filter(rows=AllRows(table=table.id), where=test) for table in source.tables
    )
    rows = parts[0] if len(parts) == 1 else Union(parts=parts)
    if said[0] == "how":
        return Figure(value=Count(rows=rows))
    is_of_tables = {"table", "tables"} & set(said[:3]) and not _ROWS & set(said)
    return Places(rows=rows) if is_of_tables else Names(rows=rows)

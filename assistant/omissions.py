"""A question and its links in, the words out that a plan may leave unused, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.context import Context
from assistant.english import english, head
from assistant.lexicon import comparative_base, is_agent, lemma, superlative_base
from assistant.literals import literals
from assistant.memo import remembered
from assistant.plan import Named
from assistant.question import Question
from assistant.senses import Links, Sense, Source, Tier
from corpus.types import Table
from corpus.words import stem

_TELLING_ON = frozenset(("from", "with", "in", "at", "that", "who", "which", "by", "made", "without", "on"))
_SUBJECTS = frozenset(("he", "she", "they", "him", "her", "his", "their", "them", "hers", "theirs"))
_SETTING_NOUNS = frozenset(
    (
        *("team", "club", "company", "organisation", "organization", "firm", "side", "squad", "group"),
        *("fleet", "collection", "range", "portfolio", "line-up", "lineup", "selection", "inventory", "pool"),
    )
)
_SETTINGS = frozenset(("in", "of", "for", "during", "this", "at", "on", "throughout"))


def faint(question: Question) -> set[int]:
    """Hard words that a plan may leave out at a cost."""
    classes = english()
    tokens = question.tokens
    passive = {i for i, t in enumerate(tokens[1:]) if t.folded == "by" and classes.is_soft(tokens[i].folded)}
    passive |= {
        i
        for i, t in enumerate(tokens)
        if i and tokens[i - 1].folded == "the" and t.folded in _SETTING_NOUNS and not t.is_name_like
    }
    return passive | {
        i
        for i, t in enumerate(tokens)
        if not t.is_name_like and classes.is_faint(t.folded) and not _is_doer(t.folded)
    }


def _is_doer(word: str) -> bool:
    """Whether a word of a verb's stem is a person or a firm: “manager” says more than managed."""
    return word.removesuffix("s").endswith(("er", "or")) and is_agent(word)


def row_nouns(question: Question, links: Links, source: Source) -> tuple[int, ...]:
    """Nouns that may stand for the rows of the only table, where nothing of the catalog is called so."""
    if len(source.tables) != 1:
        return ()
    named = {i for s in links.senses if s.kind in ("row", "table", "column") for i in range(s.start, s.end)}
    named |= {i for s in links.senses if s.kind == "value" and s.is_whole for i in range(s.start, s.end)}
    return tuple(
        i
        for i, token in enumerate(question.tokens)
        if i not in named and not token.is_name_like and english().is_row_noun(token.folded)
    )


def persons(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int]]:
    """Words such as “people” with the position of the only table of persons, where nothing is called so."""
    at = remembered(source, "table of persons", lambda: _persons(source.tables))
    if at is not None:
        named = {i for s in links.senses if s.kind != "value" for i in range(s.start, s.end)}
        for i, token in enumerate(question.tokens):
            if i not in named and stem(lemma(token.folded)) in english().persons:
                yield i, at


def _persons(tables: Sequence[Table]) -> int | None:
    """The position of the only table of persons, None where there is none or several."""
    found = [
        at
        for at, table in enumerate(tables)
        if any(
            stem(head(name)) in english().person_tables for name in (table.name, *table.aliases, _key(table))
        )
    ]
    return found[0] if len(found) == 1 else None


def _key(table: Table) -> str:
    return "" if table.key is None else table.columns[table.key].name


def own_pronouns(question: Question, links: Links, context: Context) -> set[int]:
    """Pronouns that point to something named earlier in the same question (“vendors and their products”)."""
    tokens = question.tokens
    verb = 1 if tokens and tokens[0].folded == "who" else -1  # “who supplies their malt” names no suppliers
    named = (s.start for s in links.senses if s.kind in ("table", "row") and s.start != verb)
    names = min(named, default=len(tokens))
    first = min((s.start for s in links.senses), default=names)
    if context.is_empty:
        before = {"it": names, "they": names, "them": names, "its": first, "their": first}
    else:  # “which gallery are they in”, “which club runs it”: what was talked about, and no gallery
        rows = min((s.start for s in links.senses if s.kind == "row"), default=len(tokens))
        before = {"it": rows, "they": rows, "them": rows, "its": names, "their": names}
        if _is_one(context) and _is_plural(question, links, names):
            before["its"] = rows  # “which vendors use its chips”
    told = {  # “those from X”: said of the rows before
        i
        for i, t in enumerate(tokens[:-1])
        if t.folded in ("those", "these")
        and i
        and tokens[i - 1].folded not in ("of", "among")
        and tokens[i + 1].folded in _TELLING_ON
    }
    return told | {i for i, t in enumerate(tokens) if t.folded in before and before[t.folded] < i}


def _is_one(context: Context) -> bool:
    return isinstance(context.rows, Named) and len(context.rows.rows) == 1


def _is_plural(question: Question, links: Links, start: int) -> bool:
    """Whether what is named first is a table's rows, as a plural: no “it”."""
    return any(
        s.start == start and s.kind == "table" and question.tokens[s.end - 1].folded.endswith("s")
        for s in links.senses
    )


def subject_pronouns(question: Question, source: Source, context: Context) -> set[int]:
    """“he”, “they”, “her” where nothing was said before: who or what the only table is about."""
    if not context.is_empty or len(source.tables) != 1:
        return set()
    return {i for i, token in enumerate(question.tokens) if token.folded in _SUBJECTS}


def title_spans(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, int]]:
    """Words that only say what the one table is about, each with its tier: its title, “this race”."""
    if len(source.tables) != 1:
        return
    for sense in links.senses:
        if sense.kind == "table" and not has_order(question, sense):
            yield sense.start, sense.end, int(sense.tier)
    for i in row_nouns(question, links, source):
        before = [token.folded for token in question.tokens[max(0, i - 2) : i]]
        if set(before) & _SETTINGS:
            yield i, i + 1, int(Tier.RELATED)


def is_place(question: Question, position: int, links: Links) -> bool:
    """“under manager X”: a preposition before a name and not before a figure."""
    return any(s.start == position + 1 and s.is_whole for s in links.senses) and not any(
        literal.start == position + 1 for literal in literals(question)
    )


def is_setting(question: Question, start: int) -> bool:
    """“in the table”, “on this list”: where, and no question about tables."""
    before = [token.folded for token in question.tokens[max(0, start - 2) : start]]
    return len(before) == 2 and before[0] in _SETTINGS and before[1] in ("the", "this")


def has_order(question: Question, sense: Sense) -> bool:
    """Whether a part of a table's name has a word that orders: “tallest buildings” asks for the tallest."""
    inside = question.tokens[sense.start : sense.end]
    return not sense.is_whole and any(
        superlative_base(token.folded) or comparative_base(token.folded) for token in inside
    )

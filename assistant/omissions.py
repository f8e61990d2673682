"""A question and its links in, the words out that a plan may leave unused, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.context import Context
from assistant.english import english, head
from assistant.items import is_inverse, is_label
from assistant.kin import acting
from assistant.lexicon import comparative_base, is_agent, lemma, parts_of_speech, superlative_base
from assistant.literals import literals
from assistant.memo import remembered
from assistant.plan import Named
from assistant.question import Question
from assistant.senses import Links, Sense, Source, Tier, is_of_rows
from assistant.triggers import triggers
from corpus.types import Kind, Table
from corpus.words import folded, stem, stems

_TELLING_ON = frozenset(("from", "with", "in", "at", "that", "who", "which", "by", "made", "without", "on"))
_SUBJECTS = frozenset(("he", "she", "they", "him", "her", "his", "their", "them", "hers", "theirs"))
_SETTING_NOUNS = frozenset(
    (
        *("team", "club", "company", "organisation", "organization", "firm", "side", "squad", "group"),
        *("fleet", "collection", "range", "portfolio", "line-up", "lineup", "selection", "inventory", "pool"),
    )
)
_FIGURES = frozenset(("amount", "value", "total", "time", "times"))
_BEING = frozenset(("is", "are", "was", "were"))
_STILL = frozenset(("still", "yet", "already", "now", "currently", "not"))
_SETTINGS = frozenset(("in", "of", "for", "during", "this", "at", "on", "throughout"))


def faint(question: Question, links: Links, source: Source) -> set[int]:
    """Hard words that a plan may leave out at a cost."""
    classes = english()
    tokens = question.tokens
    passive = {i for i, t in enumerate(tokens[1:]) if t.folded == "by" and classes.is_soft(tokens[i].folded)}
    passive |= {
        i
        for i, t in enumerate(tokens)
        if i and tokens[i - 1].folded == "the" and t.folded in _SETTING_NOUNS and not t.is_name_like
    }
    passive |= _gaining(question, links, source) | acting(tokens, links.senses, source)
    passive |= _of_columns(question, links) | _of_title(question, links, source)
    firm = {i for i in range(1, len(tokens)) if _is_firm(question, i)}
    firm |= {  # “total amount”, where a column is called so
        s.start
        for s in links.senses
        if s.kind == "column" and s.is_whole and s.end == s.start + 1 and tokens[s.start].folded in _FIGURES
    }
    return passive | {
        i
        for i, t in enumerate(tokens)
        if i not in firm and not t.is_name_like and classes.is_faint(t.folded) and not _is_doer(t.folded)
    }


def _is_doer(word: str) -> bool:
    """Whether a word of a verb's stem is a person or a firm: “manager” says more than managed."""
    return word.removesuffix("s").endswith(("er", "or")) and is_agent(word)


def _of_columns(question: Question, links: Links) -> set[int]:
    """“IATA code”, “chart position”: a noun after a column that only says what columns are in general."""
    ends = {s.end for s in links.senses if s.kind == "column" and s.is_whole and s.tier <= Tier.INFLECTED}
    nouns = english().column_nouns
    return {i for i, token in enumerate(question.tokens) if i in ends and token.folded in nouns}


def _of_title(question: Question, links: Links, source: Source) -> set[int]:
    """“in the final”, “during his career”: words of what the only table is about, after a preposition."""
    if len(source.tables) != 1:
        return set()
    said = set(stems(f"{source.tables[0].name} {source.tables[0].description}"))
    told = {i for s in links.senses if s.kind != "table" and s.is_whole for i in range(s.start, s.end)}
    found, is_setting = set[int](), False
    for i, token in enumerate(question.tokens):
        is_setting = token.folded in _SETTINGS or (is_setting and (token.is_soft or i - 1 in found))
        if is_setting and not token.is_soft and token.stem in said and i not in told:
            found.add(i)
    return found


def _is_firm(question: Question, position: int) -> bool:
    """“are still open”, “what was the score”: an adjective or what is asked for, and no verb to leave out."""
    said = [token.folded for token in question.tokens[:position]]
    word = question.tokens[position].folded
    if said[-1] == "longest":
        return True  # “longest-established” says since when
    if said[-1] == "the" and len(said) == 3 and said[0] == "what" and said[1] in _BEING:
        return True
    while said and said[-1] in _STILL:
        said.pop()
    is_base = lemma(word) == word and not word.endswith(("ed", "ing")) and "v" in parts_of_speech(word)
    return bool(said) and said[-1] in _BEING and is_base


def _gaining(question: Question, links: Links, source: Source) -> set[int]:
    """“won” whose object is a column of figures (“won the most gold medals”): it says no more than “has”."""
    named = {i for s in links.senses if s.kind == "column" for i in range(s.start, s.end)}
    words = enumerate(question.tokens)
    gaining = {i for i, t in words if i not in named and stem(lemma(t.folded)) in english().gaining}
    if not gaining:
        return set()
    counting = {
        end
        for _, end, kind in triggers(question)
        if kind in ("count", "amount", "difference")
        or kind.startswith(("rank", "count rank", "degree", "function"))
    }
    asked = {i for start, end, _ in triggers(question) for i in range(start, end)}
    asked |= {i for one in literals(question) for i in range(one.start, one.end)}
    found = set()
    for sense in links.senses:
        if sense.kind != "column" or sense.tier > Tier.PART:
            continue
        column = source.tables[sense.table].columns[sense.columns[0]]
        if not column.kind.is_ordered or column.kind is Kind.DATE or is_label(column):
            continue
        for i in gaining:
            between = set(range(i + 1, sense.start)) - asked
            is_object = i < sense.start and all(question.tokens[j].is_soft for j in between)
            if is_object or (sense.end <= i and {sense.start, sense.start - 1} & counting):
                found.add(i)
    return found


def row_nouns(question: Question, links: Links, source: Source) -> tuple[int, ...]:
    """Nouns that may stand for the rows of the only table, where nothing of the catalog is called so."""
    if len(source.tables) != 1:
        return ()
    told = [s for s in links.senses if not _is_short(s, question)]
    named = {i for s in told if s.kind in ("row", "table", "column") for i in range(s.start, s.end)}
    named |= {i for s in links.senses if s.kind == "value" and s.is_whole for i in range(s.start, s.end)}
    named |= {i for i, _ in first_places(question, source)}
    return tuple(
        i
        for i, token in enumerate(question.tokens)
        if i not in named and not token.is_name_like and english().is_row_noun(token.folded)
    )


def _is_short(sense: Sense, question: Question) -> bool:
    """Whether a column is only short for a word (“Pld” for games), which may as well mean the rows."""
    return sense.kind == "column" and question.tokens[sense.start].stem not in stems(sense.text)


def first_places(question: Question, source: Source) -> Iterator[tuple[int, int]]:
    """Words such as “winner”, each with the place that it means in a table with a column of places."""
    if any(is_inverse(column) and column.kind is Kind.NUMBER for t in source.tables for column in t.columns):
        for i, token in enumerate(question.tokens):
            if (place := english().winning.get(token.folded)) is not None:
                yield i, place


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


def own_pronouns(question: Question, links: Links, source: Source, context: Context) -> set[int]:
    """Pronouns that point to something named earlier in the same question (“vendors and their products”)."""
    tokens = question.tokens
    verb = 1 if tokens and tokens[0].folded == "who" else -1  # “who supplies their malt” names no suppliers
    named = [
        s.start for s in links.senses if (s.kind == "row" or is_of_rows(s, source.tables)) and s.start != verb
    ]
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
    """Whether a table's name, said in part or of one row, has a word that orders: “the tallest building”."""
    inside = question.tokens[sense.start : sense.end]
    is_of_all = sense.is_whole and (inside[-1].folded.endswith("s") or not sense.text.endswith("s"))
    words = [token.folded for token in inside]
    if sense.tier is Tier.SPELLING:
        words += folded(sense.text).split()
    return not is_of_all and any(superlative_base(word) or comparative_base(word) for word in words)

"""What a message mends of the one before: a name corrected, a name put in its place, a reading chosen."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.dialogue import names_in
from assistant.english import english
from assistant.link import link
from assistant.parses import parses_of
from assistant.plan import AllRows, Cells, Filter, Named, Names, Plan
from assistant.question import Question, parse_question
from assistant.senses import Tier
from assistant.talk import Talk
from assistant.unexplained import unknown_words
from corpus.words import stems
from indexer import Build

_OPTION = frozenset(["the", "one", "option", "reading", "number", "please", "that", "is"])


def corrected(question: Question) -> Question | None:
    """What a correction puts in place (“no, I meant X”, “not Y but X”); None where it is none."""
    words = tuple(token.folded for token in question.tokens)
    longest = max(len(phrase) for phrase in english().corrections)
    ends = [
        start + size
        for size in range(1, longest + 1)
        for start in range(len(words) - size)
        if words[start : start + size] in english().corrections
        and (not start or _is_meaning(words[start : start + size]))
    ]
    if not ends or (ends == [1] and words[0] == "no" and not question.tokens[1].is_after_comma):
        return None  # “no tours” is a test
    return question.without_first(max(ends))


def _is_meaning(phrase: tuple[str, ...]) -> bool:
    """“… I meant X”: the only words that correct from within a message."""
    return phrase[-1] in ("meant", "mean")


def resumed(rest: Question, build: Build, talk: Talk, *, is_correction: bool) -> Question | None:
    """The question that was refused, with a name in it replaced; None where no one name of it can be.

    That is the unknown name; where there is none, the only row that it names.
    """
    asked = talk.question
    span = _replaced(asked, build, is_correction=is_correction) if asked is not None else None
    if asked is None or span is None:
        return None
    if span[0] and len(rest.tokens) > 1 and rest.tokens[0].folded == asked.tokens[span[0] - 1].folded:
        rest = rest.without_first(1)  # “how far is it to X?”, “and to Y?”
    if not rest.tokens or not is_name(rest, build):
        return None
    start, end = asked.tokens[span[0]].start, asked.tokens[span[1] - 1].end
    return parse_question(f"{asked.text[:start]}{rest.span(0, len(rest.tokens))}{asked.text[end:]}")


def chosen(question: Question, talk: Talk, build: Build) -> Plan | None:
    """The reading that a reply picks: by its place, or by words that only this one has."""
    words = [token.folded for token in question.tokens if token.folded not in _OPTION]
    if not words:
        return None
    if len(words) == 1:
        place = english().ordinals.get(words[0], int(words[0]) - 1 if words[0].isdigit() else None)
        if place is not None and -1 <= place < len(talk.choices):
            return talk.choices[place]
    said = {token.stem for token in question.tokens if not token.is_soft}
    if not said or len(question.tokens) > _LONGEST_REPLY:
        return None
    fitting = [plan for plan in talk.choices if said <= _words_of(plan, build)]
    return fitting[0] if len(fitting) == 1 else None


_LONGEST_REPLY = 6  # words; a longer message is a question of its own


def _words_of(plan: Plan, build: Build) -> set[str]:
    """The stems of every name that a plan has: its tables, columns, rows and phrases."""
    names = {table.id: table.name for table in build.tables}
    found: set[str] = set()
    for text in names_in(plan):
        found |= set(stems(names.get(text, text.replace("/", " ").replace("-", " "))))
    return found


def is_name(question: Question, build: Build) -> bool:
    """Whether a message is nothing but a name, or a value."""
    _, _, parses = parses_of(question, build)
    if not parses or parses[0].cost.tiers >= Tier.PART:
        return False
    match parses[0].plan.ask:
        case Cells(rows=Named(), columns=()) | Names(rows=Filter(rows=AllRows())):
            return True
        case Cells(columns=()):
            return True
    return False


def _replaced(asked: Question, build: Build, *, is_correction: bool) -> tuple[int, int] | None:
    """The words of a refused question that a name takes the place of."""
    links = link(asked, build)
    unknown = set(unknown_words(asked, links, build))
    groups = list(_runs(asked, unknown))
    named = [group for group in groups if any(asked.tokens[i].is_name_like for i in range(*group))]
    if len(named) == 1 or (is_correction and len(groups) == 1):
        start, end = (named or groups)[0]
        tokens = asked.tokens
        while start and tokens[start - 1].is_name_like:
            start -= 1
        while end < len(tokens) and tokens[end].is_name_like:
            end += 1
        return start, end
    if named:
        return None
    rows = {(s.start, s.end) for s in links.senses if s.kind == "row" and s.tier <= Tier.INFLECTED}
    names = {(s.start, s.end) for s in links.senses if s.kind in ("table", "column")}
    values = {
        (s.start, s.end)
        for s in links.senses
        if s.kind == "value" and s.is_whole and s.tier <= Tier.INFLECTED and (s.start, s.end) not in names
    }
    rows = rows or values
    widest = [a for a in rows if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in rows)]
    return widest[0] if len(widest) == 1 else None


def _runs(asked: Question, unknown: set[int]) -> Iterator[tuple[int, int]]:
    start = None
    for i in range(len(asked.tokens) + 1):
        if i in unknown:
            start = i if start is None else start
        elif start is not None:
            yield start, i
            start = None

"""A message and what was said before in, how it continues the conversation out, or that it does not.

A follow-up is an edit of the last plan, or asks something of the rows of the last answer. What cannot be
tied to the last answer for certain is left to be read by itself, or refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from msgspec import structs

from assistant.answer import Reason
from assistant.chart import Parse
from assistant.context import Context
from assistant.correction import chosen, corrected, resumed
from assistant.dialogue import measured, position_of, rows_of, without_marker
from assistant.edits import asked_of, swapped, tested
from assistant.ellipsis import continued
from assistant.english import english
from assistant.execute import run
from assistant.forms import (
    FRAGMENT,
    OPENINGS,
    has_noun,
    is_bare_verdict,
    is_elliptic,
    is_fragment,
    narrows,
    points_back,
    says_something,
    without_fillers,
)
from assistant.items import Cost, Item
from assistant.link import link
from assistant.parses import Choice, Read, parses_of
from assistant.plan import (
    Aggregate,
    Cells,
    Closest,
    Explain,
    Figure,
    Filter,
    Groups,
    Holds,
    Many,
    Named,
    Names,
    Plan,
    Request,
    Top,
)
from assistant.pointers import is_there
from assistant.question import Form, Question
from assistant.refuse import Refusal
from assistant.relations import identities
from assistant.senses import Tier
from assistant.talk import Talk, context_of, named_row, settled
from assistant.unexplained import unknown_words
from corpus.errors import PlanError
from indexer import Build

Outcome = Read | Choice | Refusal
Reader = Callable[[Question, Talk], Outcome]


def follow(question: Question, build: Build, talk: Talk, read: Reader) -> Outcome | None:
    """The reading of a message that continues the conversation; None where it stands on its own.

    `read` reads a question that a correction makes.
    """
    rest, is_marked = without_marker(question)
    if tuple(token.folded for token in rest.tokens) in english().explaining and not has_noun(rest, build):
        return _explained(talk, build)
    if talk.question is None:
        return None
    if talk.choices:
        plan = chosen(question, talk, build)
        if plan is not None:
            return _read(plan.ask, build)
    rest = without_fillers(rest)
    meant = corrected(question)
    if meant is not None and talk.plan is not None:
        return _piece(meant, build, talk, is_narrowing=False) or read(meant, Talk())
    if talk.plan is None:
        asked = resumed(meant or rest, build, talk, is_correction=meant is not None)
        if (meant or is_marked or is_fragment(rest)) and asked is not None and talk.before is not None:
            return read(asked, talk.before)
        if meant is not None:
            return read(meant, Talk())
        context = context_of(rest, talk, build)
        if talk.topic is not None and is_elliptic(rest, build):
            return _asked_of_rows(rest, build, replace(talk, plan=talk.topic)) or _untied()
        if points_back(rest) and not context.is_empty:
            return read(rest, talk) if is_marked else None
        is_placed = any(is_there(rest, i) for i in range(len(rest.tokens)))
        is_loose = is_marked or is_elliptic(rest, build) or (is_placed and context.is_empty)
        words = [token.folded for token in rest.tokens[:2]]
        is_loose = is_loose or is_bare_verdict(rest, build)
        is_short = len(rest.tokens) <= FRAGMENT and named_row(rest, build) is None
        if is_short and not points_back(rest) and not has_noun(rest, build):
            _, _, parses = parses_of(rest, build)
            is_loose = is_loose or bool(parses and parses[0].cost.silent and is_asking_only(parses[0]))
        is_loose = is_loose or (words[:1] != ["how"] and words[1:] in (["what"], ["whom"], ["which"]))
        return _unanswered() if is_loose and not _names_unknown(rest, build) else None
    if is_marked and points_back(rest) and not talk.choices:
        alone = read(rest, talk)
        if isinstance(alone, Read):
            return alone
    request = continued(question, rest, build, talk)
    if request is not None:
        return _read(request, build)
    return _continued(question, rest, build, talk, read, is_marked=is_marked)


def _explained(talk: Talk, build: Build) -> Outcome:
    if talk.plan is None or isinstance(talk.plan.ask, Many | Closest):
        return Refusal(Reason.NOT_UNDERSTOOD, "There is no answer just before this that I could explain.")
    return _read(Explain(of=talk.plan.ask), build)


def _unanswered() -> Refusal:
    sentence = "The question before this was not answered, so I cannot tell what this one continues."
    return Refusal(Reason.NOT_UNDERSTOOD, f"{sentence} Please ask it in full.")


def _names_unknown(rest: Question, build: Build) -> bool:
    """“and IBM?”, where the catalog has no such name: which is the reason to refuse."""
    unknown = unknown_words(rest, link(rest, build), build)
    return bool(unknown) and all(rest.tokens[i].is_name_like for i in unknown)


def _continued(
    question: Question, rest: Question, build: Build, talk: Talk, read: Reader, *, is_marked: bool
) -> Outcome | None:
    """The reading of a message that the last plan is edited by, or that is asked of its rows."""
    if any(token.folded == "else" for token in rest.tokens):
        return None  # “what else is vegan?” is asked of all rows
    if is_elliptic(rest, build, beside=position_of(talk.rows, build)):
        found = _asked_of_rows(rest, build, talk)
        if found is not None or not is_marked:
            return found or _untied()
    if is_bare_verdict(rest, build):
        is_verdict, is_list = (
            talk.plan is not None and isinstance(talk.plan.ask, kind) for kind in (Holds, Names)
        )
        is_said = is_verdict or (is_list and is_marked and rest.tokens[0].folded in ("is", "are", "have"))
        return (_piece(rest, build, talk, is_narrowing=is_list) if is_said else None) or _untied()
    opens = bool(rest.tokens) and (rest.tokens[0].folded in OPENINGS or rest.form is Form.YES_NO)
    is_short = len(rest.tokens) <= FRAGMENT and rest.form is Form.OPEN
    if points_back(rest) or not (is_marked or is_fragment(rest) or is_short):
        return None
    if not is_marked and has_noun(rest, build, beside=position_of(talk.rows, build)):
        return None  # “the longest vessel” is a topic of its own
    if opens or (is_short and not is_fragment(rest)):
        is_list = talk.plan is not None and isinstance(talk.plan.ask, Names)
        if is_marked and is_list and rest.form is Form.YES_NO:  # “and don't use X”
            return _piece(rest, build, talk, is_narrowing=True) or _untied()
        _, _, parses = parses_of(rest, build)
        if parses and parses[0].cost.silent == 0:
            return None  # “and who keeps X?” is a question of its own
    if opens or not is_fragment(rest):
        found = _asked_of_rows(rest, build, talk)
        if found is not None:
            return found
    if not (is_marked or is_fragment(rest)):
        return None
    found = _piece(rest, build, talk, is_narrowing=narrows(question, rest, is_marked=is_marked))
    if found is None and is_marked:
        found = _reworded(rest, build, talk, read)
    is_bare = all(token.is_soft or token.folded.isdigit() for token in rest.tokens)
    return found or (_untied() if is_bare else None)  # “2?” is no question by itself


def _reworded(rest: Question, build: Build, talk: Talk, read: Reader) -> Outcome | None:
    """The last question with the one name or value in it replaced, where that is read beyond doubt."""
    asked = resumed(rest, build, talk, is_correction=False)
    found = read(asked, Talk()) if asked is not None else None
    return found if isinstance(found, Read) and not isinstance(found.plan.ask, Closest) else None


def _untied() -> Refusal:
    sentence = "I cannot tell how this continues the last answer."
    return Refusal(Reason.NOT_UNDERSTOOD, f"{sentence} Please name what it is about.")


def _piece(rest: Question, build: Build, talk: Talk, *, is_narrowing: bool) -> Outcome | None:
    """The last plan with a piece of it replaced by the fragment."""
    last = talk.plan
    at = position_of(talk.rows, build)
    if last is None or at is None:
        return None
    table = build.tables[at]
    naming = table.key if table.key is not None else identities(build).get(at)
    key = table.columns[naming].name if naming is not None else ""
    if rest.form is Form.YES_NO and len(rest.tokens) > 1:
        rest = structs.replace(rest.without_first(1), form=Form.OPEN)
    for found in _candidates(rest, build, talk, at):
        requests = [
            (one, request)
            for one in found
            if (request := _edited(last, one.plan.ask, key, is_narrowing=is_narrowing))
        ]
        if not is_narrowing:  # a test that takes the place of one goes before one that is added
            before = _tests(last.ask)
            taking = [pair for pair in requests if _tests(pair[0].plan.ask) & before]
            requests = taking or requests
            best = [pair for pair in requests if pair[0].cost.key == requests[0][0].cost.key]
            key_before = _key_of(last.ask)
            requests = [pair for pair in best if key_before and _key_of(pair[1]) == key_before] or requests
        decided = _decided(requests, build, is_sure=is_narrowing)
        if decided is not None:
            return decided
    return None


def _tests(request: Request) -> frozenset[str]:
    """The columns that a request tests its rows by."""
    rows = rows_of(Plan(ask=request))
    where = request.where if isinstance(request, Holds) else getattr(rows, "where", None)
    return tested(where) if where is not None else frozenset()


def _key_of(request: Request) -> str:
    """The column that a request orders its rows by, `""` where it has none."""
    rows = rows_of(Plan(ask=request))
    return getattr(rows.key, "column", "") if isinstance(rows, Top) else ""


def _edited(last: Plan, new: Request, key: str, *, is_narrowing: bool) -> Request | None:
    """The last plan with a piece replaced, or a figure or groups of its rows."""
    rows = rows_of(last)
    match new:
        case Figure(value=Aggregate()) | Groups() if rows is not None:
            return asked_of(rows, new)
    return swapped(last, new, key=key, is_narrowing=is_narrowing)


def _asked_of_rows(rest: Question, build: Build, talk: Talk) -> Outcome | None:
    """What the message asks, of the rows of the last answer."""
    rows = talk.rows
    at = position_of(rows, build)
    if rows is None or at is None:
        return None
    few = settled(rows, build)
    is_one = isinstance(few, Named) and len(few.rows) == 1
    if is_one:
        entity = Item("entity", few, at, Cost())
        for context in (Context(after=entity), Context(before=entity)):
            _, _, parses = parses_of(rest, build, context)
            of_it = [
                (one, one.plan.ask)
                for one in parses
                if rows_of(one.plan) == few and not isinstance(one.plan.ask, Names) and _asks_columns(one)
            ]
            decided = _decided(of_it, build)
            if decided is not None:
                return decided
        return None
    for found in _candidates(rest, build, talk, at):
        requests = [(one, made) for one in found if (made := asked_of(rows, one.plan.ask))]
        decided = _decided(requests, build)
        if decided is not None:
            return decided
    return None


def is_asking_only(found: Parse) -> bool:
    """Whether a parse asks for a column, a count or an order of rows that no word names."""
    match found.plan.ask:
        case Names(rows=Filter()) | Cells(columns=()):
            return False  # a name or a value is a topic by itself
    return True


def _asks_columns(found: Parse) -> bool:
    """Whether a parse asks for something of its rows, and not for all there is."""
    request = found.plan.ask
    return not isinstance(request, Cells) or bool(request.columns)


def _candidates(rest: Question, build: Build, talk: Talk, at: int) -> Iterator[list[Parse]]:
    """The parses of a fragment as said of the rows of a table, of what the last plan measures, or bare."""
    table = build.tables[at]
    noun = Item("table", None, at, Cost())
    names = measured(talk.plan) if talk.plan is not None else ()
    places = [i for name in names for i, column in enumerate(table.columns) if column.name == name]
    rows = settled(talk.rows, build)
    contexts = [Context(rows, before=noun), Context(rows, after=noun)]
    contexts += [
        Context(rows, before=noun, after=Item("columns", None, at, Cost(), (place,))) for place in places
    ]
    for context in contexts if says_something(rest, build) else ():
        _, _, parses = parses_of(rest, build, context)
        yield [one for one in parses if one.cost.tiers == parses[0].cost.tiers]


def _decided(
    requests: Iterable[tuple[Parse, Request]], build: Build, *, is_sure: bool = True
) -> Outcome | None:
    """The cheapest request; those as cheap that denote other things are asked back with it.

    Where it is not sure that a test narrows, one by a part of a cell that leaves nothing is no reading.
    """
    found: dict[object, Read] = {}
    limit: tuple[int, ...] | None = None
    for parse, request in requests:
        if limit is not None and parse.cost.key > limit:
            break
        try:
            result = run(request, build)
        except PlanError:
            continue
        if not is_sure and not result.numbers and parse.cost.tiers >= Tier.PART:
            continue
        limit = parse.cost.key
        rows = tuple(row.id for _, row in result.rows)
        said = (type(request), rows, getattr(request, "columns", ()), result.number, result.verdict)
        found.setdefault(said, Read(Plan(ask=request), result))
    if not found:
        return None
    first, *others = found.values()
    return Choice((first.plan, *(other.plan for other in others))) if others else first


def _read(request: Request, build: Build) -> Outcome:
    return Read(Plan(ask=request), run(request, build))

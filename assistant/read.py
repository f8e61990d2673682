"""A question in, one reading out: a plan to run, several to choose from, or the reason for refusing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from assistant.answer import Reason
from assistant.beyond import is_advice
from assistant.chart import Parse
from assistant.context import Context
from assistant.dialogue import table_of as context_table
from assistant.dialogue import without_marker
from assistant.english import english
from assistant.execute import Result, run
from assistant.fitting import are_named, fits
from assistant.follow import follow
from assistant.forms import OPENINGS, points_back
from assistant.itself import of_itself
from assistant.needs import has_unknown_place, is_need, needed_table
from assistant.outline import tables_in
from assistant.parses import Choice, Read, parses_of
from assistant.plan import (
    AllRows,
    And,
    Cells,
    Closest,
    Common,
    Compare,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Minus,
    Named,
    Names,
    Number,
    Places,
    Plan,
    Pred,
    Request,
    Rows,
    Slice,
    Top,
    Union,
    operator,
    to_dict,
)
from assistant.pointers import dangling
from assistant.question import Form, Question
from assistant.refuse import Refusal, is_foreign, quoted, refuse
from assistant.relations import cell_units
from assistant.selection import table_of
from assistant.senses import Links, Tier
from assistant.stages import ALL, Stages
from assistant.talk import STARTING, Talk, context_of
from assistant.triggers import triggers
from assistant.unexplained import unexplained_words
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind
from corpus.words import stems
from indexer import Build


def read(
    question: Question, build: Build, *, talk: Talk = STARTING, stages: Stages = ALL
) -> Read | Choice | Refusal:
    """How a question is understood over a build, in a conversation that has come to `talk`."""
    followed = follow(
        question, build, talk, lambda made, before: read(made, build, talk=before, stages=stages)
    )
    if followed is not None:
        return followed
    if is_advice(question):
        sentence = "I say what the catalog says, and cannot tell what you should do."
        return Refusal(Reason.OUT_OF_SCOPE, sentence)
    context = context_of(question, talk, build)
    has_context = not context.is_empty
    rest, is_marked = without_marker(question)
    is_fragment = has_context and is_marked and not points_back(question)
    if is_marked and (rest.form is Form.YES_NO or rest.tokens[0].folded in OPENINGS):
        question = rest  # “so which …” asks with “which”
    links, unknown, parses = _sayings(question, build, context, stages)
    if (itself := of_itself(question, links, build)) is not None:
        return Read(Plan(ask=itself), None)
    if pointer := dangling(question, links, build, context):
        sentence = f"I cannot tell what {quoted([pointer])} refers to. Please name it."
        return Refusal(Reason.NOT_UNDERSTOOD, sentence)
    if is_fragment:  # “and the slowest?” is no question without what went before
        parses = tuple(found for found in parses if found.cost.silent == 0)
    if not parses and question.form is Form.YES_NO and question.tokens[0].folded in _MODALS:
        question = replace(question, form=Form.OPEN)  # “can I see …” is a request
        links, unknown, parses = _sayings(question, build, context, stages)
    if not parses and _is_assertion(question):  # “X has Y?”
        asserted = replace(question, form=Form.YES_NO)
        told = _sayings(asserted, build, context, stages)
        if told[2]:
            question, (links, unknown, parses) = asserted, told
    if not parses and not is_fragment and (moved := question.unfronted()) is not None:
        question = moved
        links, unknown, parses = _sayings(question, build, context, stages)
    readings = _united(_denoting(question, parses, links, build), build)
    if not readings:
        is_told = is_need(question) and not is_foreign(question, links)
        if is_told and not has_unknown_place(question, unknown):
            return Read(Plan(ask=Closest(query=question.text, table=needed_table(links, build))), None)
        unexplained = unexplained_words(question, links, build, unknown)
        return refuse(question, links, unexplained, build, has_context=has_context, is_marked=is_marked)
    best = [reading for reading in readings if reading[0].cost.key == readings[0][0].cost.key]
    if _is_far(best[0][0]):  # “models that customers see”: of data from customers, or facing them?
        best += [one for one in readings if one[0].cost.silent == 0 and one not in best][:1]
    best = [one for one in best if not any(_says_less(other, one) for other in best)]
    if len(best) == 1:
        found, result = best[0]
        if found.cost.silent and (request := _of_context(question, found.plan.ask, context)):
            return Read(Plan(ask=request), run(request, build))
        return _of_others(question, Read(found.plan, result), context, build)
    return Choice(tuple(found.plan for found, _ in best))


def _is_assertion(question: Question) -> bool:
    """Whether a question is told like a statement: “X has Y?”."""
    said = [token.folded for token in question.tokens]
    is_asked = question.text.rstrip().endswith("?") and question.form is Form.OPEN
    return is_asked and said[0] not in OPENINGS and any(word in english().yes_no for word in said[1:])


def _sayings(
    question: Question, build: Build, context: Context, stages: Stages
) -> tuple[Links, tuple[int, ...], tuple[Parse, ...]]:
    """The links, the unknown words and the parses of a question, less those that say nothing new."""
    links, unknown, parses = parses_of(question, build, context, stages=stages)
    return links, unknown, tuple(one for one in parses if not _repeats(question, one.plan.ask, context))


def _repeats(question: Question, request: Request, context: Context) -> bool:
    """Whether a reading only says again which rows, or some of which, the last answer was about."""
    opening = question.tokens[0].folded
    tests = tuple(item.node for item in context.people if item.kind == "pred")
    match request:
        case Cells(rows=rows, columns=()):
            return context.rows is not None and rows == context.rows
        case Common() if context.rows is not None:
            return points_back(question) and any(token.folded == "both" for token in question.tokens)
        case Cells(rows=Named()) | Distinct(rows=AllRows()) if any(
            token.folded == "else" for token in question.tokens
        ):
            return True  # “what else comes from that supplier” asks for rows
        case Cells() if tests and any(token.folded in _ELSE for token in question.tokens):
            return True  # “what else is he responsible for” asks for rows
        case Names(rows=Filter(rows=AllRows(), where=where)) if where in tests:
            is_else = any(token.folded in _ELSE for token in question.tokens)
            return opening in _ASKING_MORE and opening != "which" and not (is_else and opening == "what")
        case Figure(value=Count(rows=Named() as rows)) if rows == context.rows:
            # “how many of them are used?” is about no single row, and “how often …” about no number of rows
            return len(rows.rows) == 1 or [t.folded for t in question.tokens[:2]] == ["how", "often"]
        case Figure(value=Count(rows=Filter(rows=rows, where=Has(is_whole=False)))):
            # “how many seats do they have?” counts no rows that only mention seats
            is_noun = len(question.tokens) > 2 and not question.tokens[2].is_soft
            return rows == context.rows and opening == "how" and is_noun
        case Names(rows=Slice() as rows) if context.rows is not None:
            return opening in _ASKING_MORE and _table_of(context) == context_table(rows)
        case Names(rows=rows):
            is_pick = isinstance(rows, Named) and context_table(rows) == _table_of(context)
            return rows == context.rows or (is_pick and opening in _ASKING_MORE)
    return False


def _table_of(context: Context) -> str | None:
    return context_table(context.rows) if context.rows is not None else None


def _of_context(question: Question, request: Request, context: Context) -> Request | None:
    """“what does a bottle cost?” after a question on one wine: a column, of that row and not of all rows."""
    match request, context.rows:
        case Distinct(rows=AllRows(table=table), column=column), Named(table=same, rows=(_,)) as row:
            is_plural = any(t.folded.endswith("s") for t in question.tokens if t.stem in stems(column))
            is_set = any(kind in ("every", "distinct") for _, _, kind in triggers(question))
            is_listing = is_plural or is_set or question.tokens[0].folded in _LISTING
            return Cells(rows=row, columns=(column,)) if table == same and not is_listing else None
    return None


def _of_others(question: Question, found: Read, context: Context, build: Build) -> Read:
    """“who else …”, “which other …”: the rows of the last answer are left out."""
    words = {token.folded for token in question.tokens}
    is_except = any(kind == "except" for _, _, kind in triggers(question))
    match found.plan.ask, context.rows:
        case Names(rows=rows), known if known is not None and words & _ELSE and not is_except:
            parts = rows.parts if isinstance(rows, Union) else (rows,)
            if any(context_table(part) == context_table(known) for part in parts):
                request = Names(rows=Minus(rows=rows, without=known))
                return Read(Plan(ask=request), run(request, build))
    return found


_ASKING_MORE = frozenset(("who", "where", "when", "how", "why", "what", "which"))
_LISTING = frozenset(("list", "show", "which", "name"))
_ELSE = frozenset(("else", "other", "others"))
_MODALS = frozenset(["can", "could", "may", "would"])
Reading = tuple[Parse, Result | None]


def _denoting(question: Question, parses: Sequence[Parse], links: Links, build: Build) -> list[Reading]:
    """The parses with their results, one for each denotation, cheapest first.

    Cells of rows that turn out not to exist (“what does X say of Y”, where X says nothing of it) are
    no reading.
    """
    found: dict[object, Reading] = {}
    limit: tuple[int, ...] = ()
    for candidate in parses:
        if limit and candidate.cost.key > limit:
            break
        first = next(iter(found.values()), None)
        is_sure = first is not None and not _is_open(first[0]) and not _is_far(first[0])
        if first and is_sure and candidate.cost.key > first[0].cost.key:
            break  # a costlier reading matters only beside one that leaves the table open
        if not fits(question, candidate.plan.ask, links, build):
            continue
        if found and candidate.cost.tiers > parses[0].cost.tiers + Tier.PART:
            break
        request = candidate.plan.ask
        try:
            result = None if operator(request) == "about" else run(request, build)
        except PlanError:
            continue
        if result is not None and not are_named(question, request, result.rows):
            limit = candidate.cost.key
            continue
        if (
            result is not None
            and not result.numbers
            and _is_doubtful(
                request,
                candidate,
                is_sole_date=_has_sole_date(request, build),
                is_told=_is_told_by_unit(request, build),
            )
        ):
            # Nothing is found where the words were only half met: no reading, nor is a costlier one,
            # but where two tables were brought together that no word said belong together.
            limit = limit if _is_far(candidate) else candidate.cost.key
            continue
        found.setdefault(_denotation(request, result), (candidate, result))
    return list(found.values())


def _has_sole_date(request: Request, build: Build) -> bool:
    """Whether the rows asked about are of a table with just one column of dates."""
    rows = getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)
    if rows is None:
        return False
    return sum(column.kind is Kind.DATE for column in table_of(rows, build).columns) == 1


def _is_told_by_unit(request: Request, build: Build) -> bool:
    """Whether a figure with a unit is compared with the only column of its table that has such figures."""
    match request:
        case Names(rows=rows) | Figure(value=Count(rows=rows, distinct=None)):
            table = table_of(rows, build)
            found = _measured(getattr(rows, "where", None))
        case _:
            return False
    position, units = build.tables.index(table), cell_units(build)
    return bool(found) and all(
        [
            column.name
            for i, column in enumerate(table.columns)
            if column.kind.is_ordered
            and any(factor(held, unit) is not None for held in units.get((position, i), ()))
        ]
        == [name]
        for name, unit in found
    )


def _measured(pred: Pred | None) -> list[tuple[str, str]]:
    """The columns that a test compares with figures, and the units of those."""
    match pred:
        case And(parts=parts):
            return [found for part in parts for found in _measured(part)]
        case Compare(column=column, value=Number(unit=unit)) if unit:
            return [(column, unit)]
    return []


def _says_less(one: Reading, other: Reading) -> bool:
    """Whether a reading asks for some of what another asks for: fewer columns, or fewer of the same rows."""
    first, second = one[0].plan.ask, other[0].plan.ask
    match first, second:
        case Cells(rows=a, columns=few), Cells(rows=b, columns=many) if a == b:
            return set(few) < set(many)
        case Names() | Cells(), Names() | Cells() if type(first) is type(second) and one[1] and other[1]:
            mine, theirs = ({row.id for _, row in result.rows} for result in (one[1], other[1]))
            return (
                bool(mine)
                and mine < theirs
                and isinstance(first.rows, Slice)
                and isinstance(second.rows, Top)
            )
    return False


def _is_doubtful(request: Request, candidate: Parse, *, is_sole_date: bool, is_told: bool) -> bool:
    """Whether finding nothing says more about the reading than about the catalog."""
    if isinstance(request, Holds):
        return candidate.cost.tiers >= Tier.PART
    # The only column of dates needs no naming: that “films from 2024” are none is an answer.
    dated = int(is_told) or int(is_sole_date and "'op': 'date'" in str(to_dict(candidate.plan)))
    dated += int(
        len(tables_in(request)) > 1
    )  # that rows of one table name those of another goes without saying
    return isinstance(request, Cells) or candidate.cost.tiers >= Tier.PART or candidate.cost.silent > dated


def _denotation(request: Request, result: Result | None) -> object:
    if result is None:
        return repr(request)
    rows = tuple(row.id for _, row in result.rows)
    match request:
        case Names():
            return ("rows", rows)
        case Cells(columns=columns):
            return ("cells", rows, frozenset(columns))
        case Figure():
            return ("figure", result.number, rows)
        case Holds():
            return ("holds", result.verdict, rows)
    return (repr(request), rows)


def _united(readings: Sequence[Reading], build: Build) -> list[Reading]:
    """Readings that differ only in a table that the question leaves open, as one over all those tables.

    “Who has X” asks of every table in which X stands.
    """
    places = [one for one in readings if isinstance(one[0].plan.ask, Places)]
    is_sure = bool(places) and places[0][0].cost.tiers < Tier.PART
    if is_sure and len(places) == len(readings) > 1:  # “in which tables is X mentioned”
        parts = tuple(_rows(found.plan.ask) for found, _ in places)
        return [(Parse(Plan(ask=Places(rows=Union(parts=parts))), places[0][0].cost), None)]
    if len(readings) < 2 or not _is_open(readings[0][0]):
        return list(readings)
    first = readings[0][0]
    kin = [
        candidate
        for candidate, _ in readings
        if _is_open(candidate)
        and _shape(candidate.plan.ask) == _shape(first.plan.ask)
        and candidate.cost.silent == first.cost.silent
        and candidate.cost.tiers == first.cost.tiers
    ]
    named = [candidate for candidate in kin if _counts_by_name(candidate.plan.ask, build)]
    if named:  # “how many winches are there” counts what is called so, and not what a winch is mentioned for
        return [reading for reading in readings if reading[0] in named]
    by_table: dict[str, Rows] = {}
    for candidate in kin:
        rows = _rows(candidate.plan.ask)
        by_table.setdefault(_table(rows), rows)
    if len(by_table) < 2:
        return list(readings)
    return [
        (Parse(Plan(ask=_with_rows(first.plan.ask, Union(parts=tuple(by_table.values())))), first.cost), None)
    ]


def _counts_by_name(request: Request, build: Build) -> bool:
    """Whether the rows counted are those that have a word in their names."""
    match request:
        case Figure(value=Count(rows=Filter(rows=AllRows() as rows, where=Has(columns=(column,))))):
            table = table_of(rows, build)
            return table.key is not None and table.columns[table.key].name == column
    return False


def _is_far(found: Parse) -> bool:
    """Whether tables are brought together that no word said belong together."""
    return found.cost.silent > 1 and len(tables_in(found.plan.ask)) > 1


def _is_open(found: Parse) -> bool:
    """Whether no word of the question chose the table: a bare name, or a bare test."""
    request = found.plan.ask
    match request:
        case Cells(rows=Named(), columns=()):
            return True
        case (
            Names(rows=Filter(rows=AllRows()))
            | Figure(value=Count(rows=Filter(rows=AllRows()), distinct=None))
        ):
            return found.cost.silent > 0
    return False


def _shape(request: Request) -> str:
    return operator(request)


def _rows(request: Request) -> Rows:
    return request.value.rows if isinstance(request, Figure) else request.rows  # type: ignore[union-attr]


def _with_rows(request: Request, rows: Rows) -> Request:
    match request:
        case Cells():
            return Cells(rows=rows)
        case Figure():
            return Figure(value=Count(rows=rows))
    return Names(rows=rows)


def _table(rows: Rows) -> str:
    match rows:
        case Filter():
            return _table(rows.rows)
        case AllRows() | Named():
            return rows.table
    return ""

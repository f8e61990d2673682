"""A question in, one reading out: a plan to run, several to choose from, or the reason for refusing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Reason
from assistant.chart import Parse, parse
from assistant.dialogue import merged, rows_of, without_marker
from assistant.dialogue import table_of as context_table
from assistant.english import english, head, nearest_word
from assistant.execute import Result, run
from assistant.kin import measures
from assistant.lexical import unexplained_words, unknown_words
from assistant.lexicon import is_agent, lemma
from assistant.link import link
from assistant.literals import literals
from assistant.omissions import dangling
from assistant.plan import (
    AllRows,
    Cells,
    Closest,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Named,
    Names,
    Plan,
    Request,
    Rows,
    Slice,
    Top,
    Union,
    operator,
    to_dict,
)
from assistant.question import Form, Question
from assistant.refuse import Refusal, quoted, refuse
from assistant.selection import select, table_of
from assistant.senses import Links, Tier
from assistant.triggers import triggers
from corpus.errors import PlanError
from corpus.types import Kind
from corpus.words import stem
from indexer import Build


@dataclass(frozen=True, slots=True)
class Read:
    """The plan with its result, where a question has one reading."""

    plan: Plan
    result: Result | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Plans that explain a question equally well and denote different things."""

    plans: tuple[Plan, ...]


def read(question: Question, build: Build, *, last: Plan | None = None) -> Read | Choice | Refusal:
    """How a question is understood over a build, in a conversation after the plan `last`."""
    is_fragment = False
    if last is not None:
        followed = _follow(question, build, last)
        if followed is not None:
            return followed
        is_fragment = without_marker(question)[1] and not _points_back(question)
    links, unknown, parses = _parses(question, build, last)
    has_context = last is not None and context_table(rows_of(last)) is not None
    if not has_context and (pointer := dangling(question, links, build)):
        sentence = f"I cannot tell what {quoted([pointer])} refers to. Please name it."
        return Refusal(Reason.NOT_UNDERSTOOD, sentence)
    if is_fragment:  # “and the slowest?” is no question without what went before
        parses = tuple(found for found in parses if found.cost.silent == 0)
    if not parses and question.form is Form.YES_NO and question.tokens[0].folded in _MODALS:
        question = replace(question, form=Form.OPEN)  # “can I see …” is a request
        links, unknown, parses = _parses(question, build, last)
    if not parses and _is_assertion(question):  # “X has Y?”
        asserted = replace(question, form=Form.YES_NO)
        found = _parses(asserted, build, last)
        if found[2]:
            question, (links, unknown, parses) = asserted, found
    if not parses and not is_fragment and (moved := question.unfronted()) is not None:
        question = moved
        links, unknown, parses = _parses(question, build, last)
    readings = _united(_denoting(question, parses, links, build))
    if not readings:
        if is_need(question) and not _unknown_places(question, unknown):
            return Read(Plan(ask=Closest(query=question.text, table=_needed_table(links, build))), None)
        unexplained = unexplained_words(question, links, build, unknown)
        return refuse(question, links, unexplained, build, has_context=last is not None)
    best = [reading for reading in readings if reading[0].cost.key == readings[0][0].cost.key]
    best = [one for one in best if not any(_says_less(other, one) for other in best)]
    if len(best) == 1:
        found, result = best[0]
        return Read(found.plan, result)
    return Choice(tuple(found.plan for found, _ in best))


def _is_assertion(question: Question) -> bool:
    """Whether a question is told like a statement: “X has Y?”."""
    said = [token.folded for token in question.tokens]
    is_asked = question.text.rstrip().endswith("?") and question.form is Form.OPEN
    return is_asked and said[0] not in _OPENINGS and any(word in english().yes_no for word in said[1:])


def _parses(
    question: Question, build: Build, last: Plan | None
) -> tuple[Links, tuple[int, ...], tuple[Parse, ...]]:
    """The links of a question, its unknown words, and its parses, none where a word is unknown."""
    links = link(question, build)
    context = _settled(rows_of(last), build) if last is not None else None
    unknown = unknown_words(question, links, build, context=context)
    if unknown:
        repaired = _respelt(question, unknown)
        if repaired is not None:
            return _parses(repaired, build, last)
    return links, unknown, () if unknown else parse(question, links, build, context=context)


def _respelt(question: Question, unknown: Sequence[int]) -> Question | None:
    """The question with slips in its function words and triggers mended; None where there are none."""
    repairs = {i: word for i in unknown if (word := nearest_word(question.tokens[i].folded))}
    return question.with_words(repairs) if repairs else None


def _settled(rows: Rows | None, build: Build) -> Rows | None:
    """Few rows by name, so that “it” and “them” can be asked about like names; many stay as they are."""
    if rows is None or isinstance(rows, Named):
        return rows
    table = context_table(rows)
    numbers = select(rows, build).rows
    if table is None or not 0 < len(numbers) <= _FEW:
        return rows
    ids = tuple(row.id for _, row in build.rows_by_number(numbers))
    return Named(table=table, rows=ids)


def _follow(question: Question, build: Build, last: Plan) -> Read | None:
    """The reading of a fragment that changes the last plan; None where the question stands on its own."""
    rest, is_marked = without_marker(question)
    if not is_marked and not _is_fragment(rest):
        return None
    _, _, parses = _parses(rest, build, last)
    opens = bool(rest.tokens) and (rest.tokens[0].folded in _OPENINGS or rest.form is Form.YES_NO)
    if opens and parses and parses[0].cost.silent == 0 and not _points_back(rest):
        return None  # “and who keeps X?” is a question of its own
    for candidate in parses:
        request = merged(last, candidate.plan.ask, is_narrowing=_narrows(question))
        if request is not None:
            return Read(Plan(ask=request), run(request, build))
        if _points_back(rest):
            return None
    return None


def _is_fragment(question: Question) -> bool:
    """Whether an unmarked message is no sentence of its own: a few words without a word of asking."""
    opens = {token.folded for token in question.tokens} & _OPENINGS
    return (
        not opens
        and not question.has_opening
        and question.form is Form.OPEN
        and len(question.tokens) <= _FRAGMENT
    )


def _narrows(question: Question) -> bool:
    """Whether a fragment keeps the tests of the last plan (“only …”) rather than replacing one."""
    return bool(question.tokens) and question.tokens[0].folded not in ("and", "what", "how", "or")


def _points_back(question: Question) -> bool:
    return any(token.folded in english().anaphora for token in question.tokens)


_FEW = 20  # rows that “them” may stand for by name
_FRAGMENT = 4  # words; a longer message is a question of its own
_AGENTS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ent",
    "man",
    "head",
    "lead",
    "by",
    "name",
)  # of persons and firms
_BOUNDS = frozenset(["bound", "dated", "between"])
_MANNERS = frozenset([("what",), ("how",), ("when",), ("where",), ("why",)])
_AUXILIARIES = frozenset([("do",), ("does",), ("did",)])
_MODALS = frozenset(["can", "could", "may", "might", "would", "will", "should"])
_OPENINGS = frozenset(
    [
        "what",
        "which",
        "who",
        "where",
        "when",
        "how",
        "list",
        "show",
        "give",
        "tell",
        "describe",
        "compare",
        "find",
        "name",
    ]
)

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
        if not (
            _fits_asking(question, candidate.plan.ask, links, build)
            and _fits_noun(question, candidate.plan.ask, links, build)
        ):
            continue
        if found and candidate.cost.tiers > parses[0].cost.tiers + Tier.PART:
            break
        request = candidate.plan.ask
        try:
            result = None if operator(request) == "about" else run(request, build)
        except PlanError:
            continue
        if (
            result is not None
            and not result.rows
            and _is_doubtful(request, candidate, is_sole_date=_has_sole_date(request, build))
        ):
            # Nothing is found where the words were only half met: no reading, nor is a costlier one.
            limit = candidate.cost.key
            continue
        found.setdefault(_denotation(request, result), (candidate, result))
    return list(found.values())


def _has_sole_date(request: Request, build: Build) -> bool:
    """Whether the rows asked about are of a table with just one column of dates."""
    rows = getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)
    if rows is None:
        return False
    return sum(column.kind is Kind.DATE for column in table_of(rows, build).columns) == 1


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


def _is_doubtful(request: Request, candidate: Parse, *, is_sole_date: bool) -> bool:
    """Whether finding nothing says more about the reading than about the catalog."""
    if isinstance(request, Holds):
        return candidate.cost.tiers >= Tier.PART
    # The only column of dates needs no naming: that “films from 2024” are none is an answer.
    dated = int(is_sole_date and "'op': 'date'" in str(to_dict(candidate.plan)))
    return isinstance(request, Cells) or candidate.cost.tiers >= Tier.PART or candidate.cost.silent > dated


def _fits_asking(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether the cells asked for can answer “who” (no figures), “when” (dates) or “where” (no figures)."""
    said = {token.folded for token in question.tokens}
    is_telling = any(stem(lemma(word)) in english().telling for word in said)
    match request:
        case Names(rows=Filter(where=Has())) if _asks_of_name(question, links):
            return False  # “what does X earn” asks something of X, and not who names X
        case Names(rows=rows) if question.tokens[0].folded in ("who", "whom") and not _is_of_agents(
            rows, build
        ):
            return False
        case Names() if _asks_manner(question):
            return False  # “how do I get to X” is answered by no list of rows
        case Names(rows=AllRows()) | Figure(value=Count(rows=AllRows(), distinct=None)) if is_telling:
            return False  # “which vessels were sold” asks for more than which vessels there are
        case Cells(rows=Named(rows=(_, _, *_)), columns=()) if _compares(question):
            return True
        case Cells(columns=()) if said & {"where", "when", "how", "why"} or _asks_agent(question, is_telling):
            return False  # all of a row is no answer to where, when, how or who did what
    if not isinstance(request, Cells) or not request.columns:
        return True
    opening = question.tokens[: 1 + (question.tokens[0].folded in ("in", "from", "at", "since", "to", "by"))]
    asked = {token.folded for token in opening} & {"who", "whom", "when", "where"}
    table = table_of(request.rows, build)
    columns = [column for column in table.columns if column.name in request.columns]
    if "when" in asked:
        figures = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YES_NO)
        return all(column.kind not in figures or measures(column, "year") for column in columns)
    if any(column.kind.is_ordered or column.kind is Kind.YES_NO for column in columns):
        return not asked
    # “who owns X” asks for the owner; “who competes with X” does not ask for the competitive position.
    tables = build.tables
    named = {
        tables[s.table].columns[s.columns[0]].name for s in links.senses if s.kind == "column" and s.is_whole
    }
    is_personal = all(column.name in named or head(column.name).endswith(_AGENTS) for column in columns)
    return is_personal or not asked & {"who", "whom"}


def _asks_of_name(question: Question, links: Links) -> bool:
    """Whether the subject of a “what does X …” is a name or a value of the catalog."""
    opening = tuple(token.folded for token in question.tokens[:3])
    subject = 3 if opening[2:] == ("the",) else 2
    return (
        opening[:1] in _MANNERS
        and opening[1:2] in _AUXILIARIES
        and any(s.start == subject and s.is_whole and s.kind in ("row", "value") for s in links.senses)
    )


def _is_of_agents(rows: Rows, build: Build) -> bool:
    """Whether rows may be persons or organisations, by what their table and its names are called."""
    table = table_of(rows, build)
    key = "" if table.key is None else table.columns[table.key].name
    return head(key) in ("", "name") or any(
        is_agent(head(noun)) for noun in (key, table.name, *table.aliases)
    )


def _asks_manner(question: Question) -> bool:
    """“how do …”, “how can …”: no number and no measure is asked for."""
    opening = [token.folded for token in question.tokens[:2]]
    return opening[:1] == ["how"] and opening[1:] in (["do"], ["does"], ["did"], ["can"], ["could"])


def _asks_agent(question: Question, is_telling: bool) -> bool:
    """“who did …”: more than who or what someone is."""
    said = [token.folded for token in question.tokens]
    is_being = said[1:2] and said[1] in ("is", "are", "was", "were")
    return "who" in said and (is_telling or (said[0] == "who" and not is_being))


def _compares(question: Question) -> bool:
    return any(kind == "compare" for _, _, kind in triggers(question))


def _fits_noun(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether cells are what “which X” asks for: not where X means rows and names none of the columns."""
    match request:
        case Cells(columns=columns) if columns:
            shown = set(columns)
        case Distinct(column=column):
            shown = {column}
        case _:
            return True
    if not question.tokens or question.tokens[0].folded != "which":
        return True
    first = [sense for sense in links.senses if sense.start == 1 and sense.tier <= Tier.INFLECTED]
    tables = build.tables
    named = {tables[s.table].columns[s.columns[0]].name for s in first if s.kind == "column"}
    is_rows = any(
        s.kind == "table" or (s.kind == "column" and s.columns == (tables[s.table].key,)) for s in first
    )
    return not is_rows or bool(named & shown)


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


def _united(readings: Sequence[Reading]) -> list[Reading]:
    """Readings that differ only in a table that the question leaves open, as one over all those tables.

    “Who has X” asks of every table in which X stands.
    """
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
    by_table: dict[str, Rows] = {}
    for candidate in kin:
        rows = _rows(candidate.plan.ask)
        by_table.setdefault(_table(rows), rows)
    if len(by_table) < 2:
        return list(readings)
    return [
        (Parse(Plan(ask=_with_rows(first.plan.ask, Union(parts=tuple(by_table.values())))), first.cost), None)
    ]


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


def is_need(question: Question) -> bool:
    """Whether the question describes a need, for which the closest rows may be offered."""
    found = triggers(question)
    kinds = {kind for _, _, kind in found}
    counts = any(
        kind in ("count", "amount") and question.tokens[start].folded == "how" for start, _, kind in found
    )
    is_described = bool(question.tokens) and question.tokens[0].folded in ("a", "an", "something", "anything")
    needs = {question.tokens[start].folded for start, _, kind in found if kind == "need"}
    # “not … anything for X” denies, and figures are conditions that the closest rows need not meet.
    is_denied = needs == {"anything"} and "not" in kinds
    is_bounded = bool(literals(question)) and any(kind.split(":")[0] in _BOUNDS for kind in kinds)
    is_strict = counts or is_denied or is_bounded or question.form is Form.YES_NO
    return ("need" in kinds or is_described) and not is_strict


def _needed_table(links: Links, build: Build) -> str:
    """The id of the only table that a need names (“a beer for …”), `""` where it names none or several."""
    named = {s.table for s in links.senses if s.kind == "table" and s.tier <= Tier.PART}
    named |= {
        s.table
        for s in links.senses
        if s.kind == "column" and s.is_whole and s.columns == (build.tables[s.table].key,)
    }
    return build.tables[named.pop()].id if len(named) == 1 else ""


def _unknown_places(question: Question, unknown: Sequence[int]) -> bool:
    """Whether a need is tied to a place that the catalog does not have (“a hotel in Paris”)."""
    return any(
        question.tokens[i].is_name_like and i and question.tokens[i - 1].folded in ("in", "near", "at")
        for i in unknown
    )

"""What a conversation has come to: the last answer's plan, or what was refused or asked back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from assistant.context import Context
from assistant.dialogue import position_of, rows_of, table_of
from assistant.english import english
from assistant.items import SILENT, Cost, Item
from assistant.kin import is_of_agents
from assistant.link import link
from assistant.measures import table_position
from assistant.parses import Choice, Read
from assistant.plan import About, AllRows, Cells, Explain, Has, Minus, Named, Names, Plan, Rows
from assistant.question import Question
from assistant.refuse import Refusal
from assistant.relations import references
from assistant.selection import select
from assistant.senses import Tier
from corpus.types import Row, Table
from corpus.words import folded
from indexer import Build

_FEW = 20  # rows that “them” may stand for by name
_PLURAL = frozenset(("them", "both", "two", "these", "those"))
_ASKING = frozenset(("who", "whom", "what", "where", "when", "how", "why"))
_THEIRS = frozenset(("they", "their", "theirs"))  # of a firm or a person they may be one
_SINGULAR = frozenset(("it", "its"))
_ELSE = frozenset(("else", "other", "others"))
_PLACING = frozenset(("where", "when", "who"))
_WHO = frozenset(("who", "whom"))


@dataclass(frozen=True, slots=True)
class Talk:
    """The last question with the plan that answered it, None where it was refused or asked back.

    `topic` is the plan that a refused question with a pronoun was about: what the pronoun stands for stays.
    `choices` are the readings it was asked back with, `earlier` the plan before, `before` what the
    conversation had come to when a question that was not answered was asked.
    """

    plan: Plan | None = None
    question: Question | None = None
    earlier: Plan | None = None
    choices: tuple[Plan, ...] = ()
    before: Talk | None = None
    topic: Plan | None = None

    @property
    def rows(self) -> Rows | None:
        """The rows of the last answer, None where there was none."""
        return rows_of(self.plan) if self.plan is not None else None

    def after(self, question: Question, found: Read | Choice | Refusal) -> Talk:
        """What it has come to after one more question."""
        match found:
            case Read(plan=Plan(ask=About())):
                return self  # about the catalog: the rows talked about stay the same
            case Read(plan=Plan(ask=Names(rows=Minus(rows=rows, without=without)))) if rows == without:
                return self  # “any others?”, and there are none
            case Read(plan=Plan(ask=Explain(of=of))):
                return replace(self, plan=Plan(ask=of))
            case Read(plan=plan):
                return Talk(plan, question, earlier=self.plan)
        choices = found.plans if isinstance(found, Choice) else ()
        topic = (self.plan or self.topic) if _is_about(question) else None
        return Talk(question=question, choices=choices, before=self, topic=topic)


STARTING = Talk()


def _is_about(question: Question) -> bool:
    """Whether a question asks something of what a pronoun stands for, and makes no other rows of it."""
    words = [token.folded for token in question.tokens]
    is_asking = bool(words) and words[0] in _ASKING and words[:2] != ["how", "many"]
    return is_asking and any(word in english().anaphora for word in words)


def context_of(question: Question, talk: Talk, build: Build) -> Context:
    """What the pronouns of a question may stand for."""
    said = {token.folded for token in question.tokens}
    if talk.plan is None and talk.topic is None:
        return Context(rows=_left_open(talk, build))
    if talk.plan is None:
        talk = replace(talk, plan=talk.topic)
    rows = settled(talk.rows, build)
    pair = pair_of(talk, build)
    if pair is not None and (said & _PLURAL or (said & _THEIRS and not _is_of_agents(pair, build))):
        rows = pair
    is_one = isinstance(rows, Named) and len(rows.rows) == 1
    if said & _SINGULAR and not is_one and talk.question is not None:
        rows = named_row(talk.question, build) or rows
    people = _people(talk, build)
    if said & _ELSE:  # “what else is by him?” is no question about him
        people = tuple(item for item in people if item.kind == "pred")
    elif question.tokens and question.tokens[0].folded in _PLACING:
        people = tuple(item for item in people if item.kind == "entity") or people
    words = [token.folded for token in question.tokens[:2]]
    own = next((item.table for item in people if item.kind == "pred"), None)
    is_own = own is not None and not said & _ELSE
    if is_own and words[0] == "how" and isinstance(rows, Named) and words[1:] in (["many"], ["much"]):
        # “how many goals did he score?”: in the row that he was found in, before all that are his
        people = (Item("entity", rows, own, Cost()), *(structs.replace(p, cost=SILENT) for p in people))
    return Context(rows=rows, people=people, named=_named(talk, build))


def _left_open(talk: Talk, build: Build) -> Rows | None:
    """The rows that a question which was not answered was about beyond doubt."""
    if talk.choices:
        found = [settled(rows_of(plan), build) for plan in talk.choices]
        return found[0] if isinstance(found[0], Named) and all(one == found[0] for one in found) else None
    return named_row(talk.question, build) if talk.question is not None else None


def named_rows(question: Question, build: Build) -> Named | None:
    """The rows of one table that a question names in full, None where it names none, or some of several."""
    senses = [
        s for s in link(question, build).senses if s.kind == "row" and s.tier <= Tier.INFLECTED and s.is_whole
    ]
    named = {(s.table, s.rows) for s in senses}
    if len({table for table, _ in named}) != 1 or any(len(rows) != 1 for _, rows in named):
        return None
    found = build.rows_by_number(sorted(number for _, rows in named for number in rows))
    return Named(table=build.tables[senses[0].table].id, rows=tuple(row.id for _, row in found))


def named_row(question: Question, build: Build) -> Named | None:
    """The only row that a question names in full, None where it names none or several."""
    rows = named_rows(question, build)
    return rows if rows is not None and len(rows.rows) == 1 else None


def settled(rows: Rows | None, build: Build) -> Rows | None:
    """Few rows by name, so that “it” and “them” can be asked about like names; many stay as they are."""
    if rows is None or isinstance(rows, Named):
        return rows
    table = table_of(rows)
    numbers = select(rows, build).rows
    if table is None or not 0 < len(numbers) <= _FEW:
        return rows
    return Named(table=table, rows=tuple(row.id for _, row in build.rows_by_number(numbers)))


def _is_of_agents(rows: Named, build: Build) -> bool:
    at = position_of(rows, build)
    return at is not None and is_of_agents(build.tables[at])


def pair_of(talk: Talk, build: Build) -> Named | None:
    """The rows of the last two answers, where each was about one row of the same table."""
    if talk.plan is None or talk.earlier is None:
        return None
    last, earlier = (settled(rows_of(plan), build) for plan in (talk.plan, talk.earlier))
    match earlier, last:
        case Named(table=table, rows=(one,)), Named(table=same, rows=(other,)) if table == same:
            return Named(table=table, rows=(one, other)) if one != other else None
    return None


def _people(talk: Talk, build: Build) -> tuple[Item, ...]:
    """Whom the last answer named: what “he” stands for after “who made X?”.

    A name that a cell gave is the rows of other tables so called, or what is tested of its own column.
    """
    is_who = talk.question is not None and any(t.folded in _WHO for t in talk.question.tokens[:2])
    place = _answered(talk, build) if is_who else None
    if place is None:
        return ()
    at, column, (name, *others) = place
    if others:
        return ()
    test = Has(phrase=name, columns=(build.tables[at].columns[column].name,), is_whole=True)
    own = Item("pred", test, at, Cost(), (column,), is_whole=True)
    return (own, *_entities(at, column, (name,), build))


def _named(talk: Talk, build: Build) -> tuple[Item, ...]:
    """The rows of other tables that the last answer named: what “that supplier” stands for."""
    place = _answered(talk, build)
    return _entities(*place, build) if place is not None else ()


def _answered(talk: Talk, build: Build) -> tuple[int, int, tuple[str, ...]] | None:
    """The names that the last answer gave from one column of one row: its table, its position, the names."""
    match talk.plan:
        case Plan(ask=Cells(columns=(column,)) as asked):
            rows = settled(asked.rows, build)
        case _:
            return None
    if not isinstance(rows, Named) or len(rows.rows) != 1:
        return None
    table, row = build.row(rows.rows[0])
    place = next(i for i, known in enumerate(table.columns) if known.name == column)
    names = tuple(value.text for value in row.cells[place].values)
    if table.columns[place].kind.is_ordered or not names:
        return None
    return table_position(table.id, build), place, names


def _entities(at: int, place: int, names: Sequence[str], build: Build) -> tuple[Item, ...]:
    """The rows of those names in each table whose rows the column names, or in the column's own table."""
    found = []
    named = [r.to for r in references(build) if (r.table, r.column) == (at, place)]
    for position in dict.fromkeys((*named, *(() if build.tables[at].key == place else (at,)))):
        table = build.tables[position]
        rows = [row for name in names if (row := _row_named(table, name, build)) is not None]
        if len(rows) == len(names):
            node = Named(table=table.id, rows=tuple(row.id for row in rows))
            text = rows[0].name if len(rows) == 1 else ""
            found.append(Item("entity", node, position, Cost(), text=text))
    return tuple(found)


def _row_named(table: Table, name: str, build: Build) -> Row | None:
    numbers = select(AllRows(table=table.id), build).rows
    return next((row for _, row in build.rows_by_number(numbers) if folded(row.name) == folded(name)), None)

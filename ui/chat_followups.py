"""An answer in, questions out that follow from its plan and that this catalog answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from assistant import Assistant
from assistant import plan as plans
from assistant.answer import Answer, Status
from assistant.describe import Describer
from corpus.errors import PlanError
from ui.chat_plan import table_of
from ui.chat_tables import values

_SHOWN = 3
_TRIED = 8  # each is asked first, which takes milliseconds over a small catalog
_SECONDS = 0.05  # after which one is enough: the answer itself waits for them


def followups(answer: Answer, assistant: Assistant) -> tuple[str, ...]:
    """At most three questions about what the answer found; each was asked first and is answered.

    Fewer where asking them takes longer than 50 ms; none for an answer that has no plan, or that says itself
    where to go on.
    """
    if answer.status is not Status.ANSWERED or answer.plan is None:
        return ()
    request = plans.from_dict(answer.plan).ask
    describer = describer_of(assistant)
    asked = {_bare(answer.question), _bare(describer.question(request))}
    found: list[str] = []
    end = time.perf_counter() + _SECONDS
    for question in islice(_candidates(request, answer, assistant, describer), _TRIED):
        if len(found) == _SHOWN or (found and time.perf_counter() > end):
            break
        if question and _bare(question) not in asked:
            asked.add(_bare(question))
            if assistant.ask(question).status is Status.ANSWERED:
                found.append(question)
    return tuple(found)


def words_for(plan: Mapping[str, Any], assistant: Assistant) -> str:
    """A question that is read as just this plan; `""` where there is none."""
    try:
        question = describer_of(assistant).question(plans.from_dict(plan).ask)
    except PlanError:
        return ""
    return question if question and assistant.ask(question).plan == plan else ""


def describer_of(assistant: Assistant) -> Describer:
    """What puts plans over the assistant's tables into words."""
    return Describer(assistant.tables(), lambda ids: [_name(row_id, assistant) for row_id in ids])


def _candidates(request: Any, answer: Answer, assistant: Assistant, describer: Describer) -> Iterator[str]:
    tables = {table.id: table for table in assistant.tables()}
    match request:
        case plans.Cells(rows=plans.Named(table=table_id, rows=(row_id,)), columns=columns):
            table = tables[table_id]
            if columns:
                yield f"Tell me about {_name(row_id, assistant)}."
            for column in (c.name for place, c in enumerate(table.columns) if place != table.key):
                shared = _shared(table_id, column, row_id, assistant)
                if shared and (not columns or column in columns):
                    where = plans.Has(phrase=shared, columns=(column,))
                    rows = plans.Filter(rows=plans.AllRows(table=table_id), where=where)
                    yield describer.question(plans.Names(rows=rows))
        case plans.Names(rows=plans.Filter() as rows):
            yield describer.question(plans.Figure(value=plans.Count(rows=rows)))
        case plans.Figure(value=plans.Count(rows=rows, distinct=str(column))):
            yield describer.question(plans.Distinct(rows=plans.AllRows(table=table_of(rows)), column=column))
        case plans.Figure(value=plans.Count(rows=rows)):
            yield describer.question(plans.Names(rows=rows))
    for row_id in answer.rows[:3]:
        if len(answer.rows) > 1 or not isinstance(request, plans.Cells):
            yield f"Tell me about {_name(row_id, assistant)}."


def _shared(table_id: str, column: str, row_id: str, assistant: Assistant) -> str:
    """The row's first value in a column that another row has too."""
    table, row = assistant.row(row_id)
    place = next(at for at, one in enumerate(table.columns) if one.name == column)
    if not table.columns[place].kind.is_closed or table.columns[place].kind.is_ordered:
        return ""
    holders = values(assistant, table)[column]
    return next((value.text for value in row.cells[place].values if holders.get(value.text, 0) > 1), "")


def _name(row_id: str, assistant: Assistant) -> str:
    try:
        return assistant.row(row_id)[1].name
    except KeyError:
        return row_id


def _bare(question: str) -> str:
    return question.casefold().strip(" .?!")

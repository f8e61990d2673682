"""An answer's plan in, its filters as chips out: each can be taken out or changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from assistant import Assistant
from assistant import plan as plans
from assistant.describe import Describer
from assistant.numerals import shown
from corpus.errors import PlanError
from corpus.types import Table
from ui.chat_followups import describer_of
from ui.chat_plan import RELATIONS, Part, parts, text_of
from ui.chat_tables import first_rows, values

_OFFERED = 25  # values or rows that a form offers
_MOST = 12  # chips of one answer; a plan with more parts is read as a sentence
_SIGNS = {"=": "is", "!=": "is not", "<": "under", "<=": "at most", ">": "over", ">=": "at least"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the forms over one table offer: its columns with some of their values, and its first rows."""

    columns: Mapping[str, tuple[str, ...]]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a plan in words."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True)
class Chips:
    """The chips of one plan, and what their forms offer for each table."""

    chips: tuple[Chip, ...] = ()
    offers: Mapping[str, Offer] | None = None


def chips_of(plan: Mapping[str, Any] | None, assistant: Assistant) -> Chips:
    """The chips of a plan; none where there is no plan, or where it has too many parts to be edited."""
    try:
        found = list(parts(plan)) if plan is not None else []
    except PlanError:
        return Chips()
    if len(found) > _MOST:
        return Chips()
    found = sorted(found, key=lambda part: part.kind == "rows")  # a filter to add comes after those there are
    tables = {table.id: table for table in assistant.tables()}
    describer = describer_of(assistant)
    chips = tuple(Chip(part, _words(part, describer, assistant)) for part in found if part.table in tables)
    offers = {name: _offer(tables[name], assistant) for name in {chip.part.table for chip in chips}}
    return Chips(chips, offers)


def chips_html(chips: Chips, *, turn: int) -> str:
    """The chips as a list, each with a form that changes it and a button that takes it out."""
    if not chips.chips or chips.offers is None:
        return ""
    names = {table: f"offer-{turn}-{place}" for place, table in enumerate(sorted(chips.offers))}
    shown = "".join(_chip(chip, turn, chips.offers[chip.part.table], names) for chip in chips.chips)
    lists = "".join(_datalists(chips.offers[table], name) for table, name in names.items())
    return f"<ul class='filters' aria-label='Filters of this reading'>{shown}</ul>{lists}"


def _chip(chip: Chip, turn: int, offer: Offer, names: Mapping[str, str]) -> str:
    part, path = chip.part, escape(text_of(chip.part.path))
    place = f"data-turn='{turn}' data-path='{path}'"
    style = "filter is-new" if part.kind == "rows" else "filter"
    form = _form(part, offer, names[part.table])
    button = "Add" if part.kind == "rows" else "Change"
    words = escape(chip.words)
    body = f"<span class='words'>{words}</span>"
    if form:
        body = (
            f"<details><summary>{words}</summary><form class='edit' {place}>{form}"
            f"<button type='submit'>{button}</button></form></details>"
        )
    drop = f"<button type='button' class='drop' {place} aria-label='Remove: {words}'>×</button>"
    return f"<li class='{style}'>{body}{drop if part.can_drop else ''}</li>"


def _form(part: Part, offer: Offer, name: str) -> str:
    node = part.node
    columns = list(offer.columns)
    match part.kind:
        case "has":
            at = columns.index(node.columns[0]) if node.columns and node.columns[0] in columns else -1
            where = _column(columns, at, name) if len(node.columns) < 2 else ""
            return f"{where}{_negated(part)}{_phrase(node.phrase, at, name)}"
        case "compare":
            now = node.value
            value = shown(now.number) if isinstance(now, plans.Number) else _day(now)
            unit = f"<span>{escape(now.unit)}</span>" if isinstance(now, plans.Number) and now.unit else ""
            signs = _options(((sign, _SIGNS[sign]) for sign in RELATIONS), node.relation)
            field = f"<input name='value' value='{escape(value)}' required aria-label='Value' size='8'>"
            return f"<select name='relation' aria-label='Relation'>{signs}</select>{field}{unit}"
        case "row":
            rows = dict(offer.rows)
            known = offer.rows if node in rows else ((node, node), *offer.rows)
            return f"<select name='to' aria-label='Row'>{_options(known, node)}</select>"
        case "column":
            named = ((column, column) for column in columns)
            return f"<select name='to' aria-label='Column'>{_options(named, node)}</select>"
        case "top":
            orders = _options(
                (("highest", "highest"), ("lowest", "lowest")), "highest" if node.is_descending else "lowest"
            )
            count = (
                f"<input name='n' type='number' min='1' max='1000' value='{node.n}' aria-label='How many'>"
            )
            return f"<select name='order' aria-label='Order'>{orders}</select>{count}"
        case "rows":
            return f"{_column(columns, -1, name)}<span>includes</span>{_phrase('', -1, name)}"
        case "test":
            return _negated(part, yes="holds", no="does not hold")


def _negated(part: Part, *, yes: str = "includes", no: str = "does not include") -> str:
    options = _options((("", yes), ("yes", no)), "yes" if part.is_negated else "")
    return f"<select name='negated' aria-label='Includes or not'>{options}</select>"


def _column(columns: Iterable[str], at: int, name: str) -> str:
    options = "".join(
        f"<option value='{escape(column)}' data-list='{name}-{place}'{' selected' if place == at else ''}>"
        f"{escape(column)}</option>"
        for place, column in enumerate(columns)
    )
    none = f"<option value=''{' selected' if at < 0 else ''}>any column</option>"
    return f"<select name='column' aria-label='Column'>{none}{options}</select>"


def _phrase(phrase: str, at: int, name: str) -> str:
    offered = f" list='{name}-{at}'" if at >= 0 else ""
    value = f"name='phrase' value='{escape(phrase)}'{offered}"
    return f"<input {value} required aria-label='Words' autocomplete='off'>"


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f"<option value='{escape(value)}'{' selected' if value == chosen else ''}>{escape(words)}</option>"
        for value, words in pairs
    )


def _datalists(offer: Offer, name: str) -> str:
    lists = []
    for place, texts in enumerate(offer.columns.values()):
        options = "".join(f"<option>{escape(text)}</option>" for text in texts)
        lists.append(f"<datalist id='{name}-{place}'>{options}</datalist>" if texts else "")
    return "".join(lists)


def _words(part: Part, describer: Describer, assistant: Assistant) -> str:
    match part.kind:
        case "row":
            try:
                return assistant.row(part.node)[1].name
            except KeyError:
                return str(part.node)
        case "column":
            return str(part.node)
        case "top":
            if part.node.n >= plans.WHOLE_ORDER:
                return f"by {describer.sorting(part.node)}"
            count = f"{part.node.n} " if part.node.n > 1 else ""
            return f"{count}{describer.order(part.node.key, part.node.is_descending)}"
        case "rows":
            return "Add a filter"
    return describer.test(plans.Not(part=part.node) if part.is_negated else part.node)


def _offer(table: Table, assistant: Assistant) -> Offer:
    held = values(assistant, table)
    columns = {column: tuple(counts)[:_OFFERED] for column, counts in held.items()}
    rows = first_rows(assistant, table).rows
    return Offer(columns, tuple((row.id, row.name) for row in rows))


def _day(day: plans.Day) -> str:
    whole_year = day.start[4:] == "-01-01" and day.end[4:] == "-12-31" and day.start[:4] == day.end[:4]
    return day.start[:4] if whole_year else day.start

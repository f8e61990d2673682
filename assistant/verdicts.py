"""One test of a plan in, its verdict on every row of a table out, in plain Python over the table's columns.

A verdict is 0 for false, 1 for unknown, 2 for true, so that “and” is the least of them and “or” the most.
Shares no code with the executor but the plan's types, units and the normalisation of words.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence

from assistant import columns as stored
from assistant.columns import Column, Rows
from assistant.english import english, head, is_denied
from assistant.plan import Columns, Compare, Has, Lists, Only, Relation
from assistant.result import Amount
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind
from corpus.words import stem, stems

FALSE, UNKNOWN, TRUE = 0, 1, 2

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def has(pred: Has, rows: Rows, build: stored.Columns, *, is_negated: bool) -> bytes:
    """Whether the phrase stands within a value of any of the columns."""
    names = pred.columns or tuple(column.name for column in rows.table.columns)
    phrase = stems(pred.phrase)
    if not phrase:
        raise PlanError(f"The phrase '{pred.phrase}' has no words.")
    found = b""
    for name in names:
        column = build.column(rows, name)
        is_open = not column.kind.is_closed and not column.is_key
        absent = UNKNOWN if is_open and is_negated and not pred.is_mention else FALSE
        unstated = absent if is_open and len(names) > 1 else UNKNOWN
        verdicts = [absent if is_stated else unstated for is_stated in column.stated]
        if pred.is_whole:
            for index in _whole(phrase, rows, name, build):
                verdicts[index] = TRUE
        else:
            having = build.with_stem(rows, name)
            denying = (
                {i for denial in english().denials for i in having.get(denial, ())} if is_open else set()
            )
            for index in _candidates(phrase, rows, name, build):
                if not column.stated[index]:
                    continue
                if len(phrase) == 1 and index not in denying:
                    verdicts[index] = TRUE
                else:
                    parts = [part for part in build.parts(rows, name)[index] if _stands_in(phrase, part)]
                    is_said = not is_open or any(not is_denied(part, phrase) for part in parts)
                    verdicts[index] = (TRUE if is_said else UNKNOWN) if parts else verdicts[index]
        spread = column.spread(verdicts)
        found = bytes(map(max, found, spread)) if found else spread
    return found


def _candidates(phrase: stored.Stems, rows: Rows, name: str, build: stored.Columns) -> Sequence[int]:
    """The different cells that have the rarest of the stems."""
    having = build.with_stem(rows, name)
    return min((having.get(stem, ()) for stem in phrase), key=len)


def _stands_in(phrase: stored.Stems, part: stored.Stems) -> bool:
    size = len(phrase)
    return any(part[i : i + size] == phrase for i in range(len(part) - size + 1))


def _whole(phrase: stored.Stems, rows: Rows, name: str, build: stored.Columns) -> Sequence[int]:
    """The different cells of which the phrase is a value, a qualifier, or both together."""

    def indexed() -> Mapping[stored.Stems, Sequence[int]]:
        found: dict[stored.Stems, list[int]] = {}
        for index, values in enumerate(build.values(rows, name)):
            for _, text, said in values:
                for form in {text, said, (*text, *said)}:
                    found.setdefault(form, []).append(index)
        return found

    return build.kept(("whole", rows.position, name), indexed).get(phrase, ())


def stated(name: str, rows: Rows, build: stored.Columns) -> bytes:
    """Whether the cell is stated at all."""
    column = build.column(rows, name)
    return column.spread([TRUE if is_stated else FALSE for is_stated in column.stated])


def compare(pred: Compare, value: Amount, rows: Rows, build: stored.Columns) -> bytes:
    """The relation between what a cell spans and a figure; unknown where they overlap or do not convert."""
    column = build.column(rows, pred.column)
    spans, is_date = column.spans, column.kind is Kind.DATE
    first, last = value.low, value.high
    if first is None or last is None or (is_date and not value.is_day) or not column.kind.is_ordered:
        return bytes([UNKNOWN]) * rows.count
    if value.is_day and not is_date:  # a column of bare years
        first, last = (float(dt.date.fromordinal(int(end)).year) for end in (first, last))
    scales: dict[str, float | None] = {}
    for name in spans.names:
        is_bare = not name or not value.unit or value.is_day
        scales[name] = 1.0 if is_bare else factor(name, value.unit)
    if first == last and set(scales.values()) <= {1.0} and spans.is_plain:
        holds, bound = _OPERATORS[pred.relation], first
        return column.spread(
            [UNKNOWN if low is None else TRUE if holds(low, bound) else FALSE for low in spans.lows]
        )
    verdicts = []
    for low, high, unit in zip(spans.lows, spans.highs, spans.units, strict=True):
        scale = None if unit is None else scales[unit]
        if low is None or high is None or scale is None:
            verdicts.append(UNKNOWN)
            continue
        if scale != 1.0:
            low, high = round(low * scale, 9), round(high * scale, 9)
        verdicts.append(related((low, high), pred.relation, (first, last), is_period=value.is_period))
    return column.spread(verdicts)


def related(
    one: tuple[float, float], relation: Relation, other: tuple[float, float], *, is_period: bool = False
) -> int:
    """The relation of one span to another: true or false only where it is so wherever in them both lie.

    Of a period all is meant: “since 1862” begins with its first day.
    """
    (low, high), (first, last) = one, other
    if relation == "!=":
        return TRUE - related(one, "=", other, is_period=is_period)
    if relation == "=":
        if high < first or low > last:
            return FALSE
        is_equal = first <= low and high <= last if is_period else low == high == first == last
        return TRUE if is_equal else UNKNOWN
    if relation in ("<", "<="):  # the same seen in a mirror
        flipped: Relation = ">" if relation == "<" else ">="
        return related((-high, -low), flipped, (-last, -first), is_period=is_period)
    if relation == ">":
        is_not = high <= (last if is_period else first)
        return TRUE if low > last else FALSE if is_not else UNKNOWN
    is_so = low >= (first if is_period else last)
    return TRUE if is_so else FALSE if high < first else UNKNOWN


def columns(pred: Columns, rows: Rows, build: stored.Columns) -> bytes:
    """Two cells of each row against each other: by size where both have one, else by a value in common."""
    left, right = build.column(rows, pred.left), build.column(rows, pred.right)
    is_dated = left.kind is Kind.DATE and right.kind is Kind.DATE
    is_sized = is_dated or (left.kind.is_ordered and right.kind.is_ordered)
    if not is_sized and pred.relation not in ("=", "!="):
        raise PlanError(f"'{pred.left}' and '{pred.right}' have no order.")
    is_mixed = is_sized and (left.kind is Kind.DATE) != (right.kind is Kind.DATE)
    values = [] if is_sized else [build.values(rows, name) for name in (pred.left, pred.right)]
    known: dict[tuple[int, int], int] = {}
    for pair in set(zip(left.codes, right.codes, strict=True)):
        one, other = pair
        if is_mixed or not left.stated[one] or not right.stated[other]:
            known[pair] = UNKNOWN
        elif is_sized:
            known[pair] = _sized(left, one, pred.relation, right, other)
        else:
            forms = [{text for _, text, _ in found[code]} for found, code in zip(values, pair, strict=True)]
            known[pair] = TRUE if bool(forms[0] & forms[1]) == (pred.relation == "=") else FALSE
    return bytes(known[pair] for pair in zip(left.codes, right.codes, strict=True))


def _sized(left: Column, one: int, relation: Relation, right: Column, other: int) -> int:
    low, high, unit = left.spans.lows[one], left.spans.highs[one], left.spans.units[one]
    first, last, named = right.spans.lows[other], right.spans.highs[other], right.spans.units[other]
    if low is None or high is None or first is None or last is None or unit is None or named is None:
        return UNKNOWN
    scale = 1.0 if not unit or not named else factor(named, unit)
    if scale is None:
        return UNKNOWN
    if scale != 1.0:
        first, last = round(first * scale, 9), round(last * scale, 9)
    return related((low, high), relation, (first, last))


def naming(
    name: str,
    true: frozenset[str],
    maybe: frozenset[str],
    rows: Rows,
    build: stored.Columns,
    *,
    is_within: bool = False,
) -> bytes:
    """Whether a value of the cell is one of these names; unknown for names that may be meant.

    With `is_within`, whether the words of one of them stand in a value, one after the other.
    """
    column = build.column(rows, name)

    held = build.folded_values(rows, name)
    met = [_speaking(names, held) if is_within else _having(names, held) for names in (true, maybe)]
    verdicts = [
        UNKNOWN if not is_stated else TRUE if index in met[0] else UNKNOWN if index in met[1] else FALSE
        for index, is_stated in enumerate(column.stated)
    ]
    return column.spread(verdicts)


def _having(names: frozenset[str], held: Sequence[frozenset[str]]) -> set[int]:
    """The cells of which a value is one of some names."""
    return {index for index, values in enumerate(held) if not names.isdisjoint(values)} if names else set()


def _speaking(names: frozenset[str], held: Sequence[frozenset[str]]) -> set[int]:
    """The cells of which a value has the words of one of some names, one after the other."""
    wanted = {tuple(one.split()) for one in names if one}
    sizes = {len(one) for one in wanted}
    return {
        index
        for index, values in enumerate(held)
        for spoken in [value.split() for value in values]
        for size in sizes
        if any(tuple(spoken[i : i + size]) in wanted for i in range(len(spoken) - size + 1))
    }


def lists(pred: Lists, rows: Rows, build: stored.Columns) -> bytes:
    """How many values the cell has, against a number."""
    column, holds = build.column(rows, pred.column), _OPERATORS[pred.relation]
    return column.spread(
        [
            UNKNOWN if not is_stated else TRUE if holds(len(parts), pred.number) else FALSE
            for parts, is_stated in zip(column.parts, column.stated, strict=True)
        ]
    )


def same(name: str, others: Sequence[int], *, is_shared: bool, rows: Rows, build: stored.Columns) -> bytes:
    """Whether the cell holds what the cells of other rows hold, all of it or some."""
    column = build.column(rows, name)
    verdicts = []
    if column.kind.is_ordered:
        spans = [_span_of(number, name, build) for number in others]
        wanted = [span for span in spans if span is not None]
        for low, high, unit in zip(column.spans.lows, column.spans.highs, column.spans.units, strict=True):
            if unit is None or low is None or high is None or not wanted:
                verdicts.append(UNKNOWN)
            else:
                verdicts.append(TRUE if any(_equal((low, high, unit), span) for span in wanted) else FALSE)
        return column.spread(verdicts)
    sets = [
        {" ".join(stems(text)) for text in values}
        for values in (build.stated_values(number, name) for number in others)
        if values
    ]
    for values, is_stated in zip(build.values(rows, name), column.stated, strict=True):
        own = {" ".join(text) for _, text, _ in values}
        if not is_stated or not sets:
            verdicts.append(UNKNOWN)
        else:
            verdicts.append(TRUE if any(own & held if is_shared else own == held for held in sets) else FALSE)
    return column.spread(verdicts)


def _span_of(number: int, name: str, build: stored.Columns) -> tuple[float, float, str] | None:
    rows = build.of(number)
    column = build.column(rows, name)
    code = column.codes[number - rows.first]
    low, high, unit = column.spans.lows[code], column.spans.highs[code], column.spans.units[code]
    return None if low is None or high is None or unit is None else (low, high, unit)


def _equal(one: tuple[float, float, str], other: tuple[float, float, str]) -> bool:
    scale = factor(other[2], one[2])
    return scale is not None and all(
        round(a, 9) == round(b * scale, 9) for a, b in zip(one[:2], other[:2], strict=True)
    )


def only(pred: Only, rows: Rows, build: stored.Columns) -> bytes:
    """Whether each phrase is a value of the cell, and each value a phrase, less the column's noun."""
    column = build.column(rows, pred.column)
    phrases, noun = {stems(phrase) for phrase in pred.phrases}, stem(head(pred.column))
    verdicts = []
    for values, is_stated in zip(build.values(rows, pred.column), column.stated, strict=True):
        bare = [tuple(word for word in text if word != noun) for _, text, _ in values]
        forms = [
            ({text, short, (*text, *said)}, said) for (_, text, said), short in zip(values, bare, strict=True)
        ]
        met = [phrases & own or phrases & {said} for own, said in forms]
        is_so = all(met) and set().union(*met) == phrases
        verdicts.append(UNKNOWN if not is_stated else TRUE if is_so else FALSE)
    return column.spread(verdicts)

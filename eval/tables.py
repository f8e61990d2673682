"""Results in, tables and failures for a terminal out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from eval.cases import Case
from eval.running import Result
from eval.scoring import Verdict
from eval.summary import Share, Totals, grouped, set_and_split, totals

HELD = "held"
_COLUMNS = ("n", "right", "wrong", "abstained", "reasons", "cells", "p50 ms", "p95 ms")


def by_kind(results: Sequence[Result]) -> Table:
    """One line a kind of question, then the total."""
    groups = grouped(sorted(results, key=lambda one: one.case.kind), by=lambda one: one.case.kind)
    return _table("kind", groups, totals(results))


def by_set(results: Sequence[Result]) -> Table:
    """One line a set and split, then the total."""
    return _table("set", grouped(results, by=set_and_split), totals(results))


def failures(results: Iterable[Result]) -> Iterator[Text]:
    """A paragraph for each dev case that is not right; held cases are never shown."""
    for result in results:
        if result.verdict is not Verdict.RIGHT and result.case.split != HELD:
            yield Text("\n".join(_failure(result)) + "\n")


def expected(case: Case) -> str:
    """The gold of a case in one line."""
    parts = ["/".join(sorted(case.statuses))]
    if case.reasons:
        parts.append(f"({', '.join(sorted(case.reasons))})")
    if case.values is not None:
        parts.append(f"values {list(case.values)}")
    if case.rows is not None:
        parts.append(f"rows {list(case.rows)}")
    return " ".join(parts)


def _failure(result: Result) -> Iterator[str]:
    case, answer = result.case, result.answer
    yield f"{result.verdict.upper()}  {case.id}  {case.kind}"
    yield f"  asked:    {' → '.join(case.turns)}"
    yield f"  expected: {expected(case)}"
    if answer is None:
        yield f"  raised:   {result.fault}"
        return
    reason = f" ({answer.reason})" if answer.reason else ""
    yield f"  got:      {answer.status}{reason} values {list(answer.values)} rows {list(answer.rows)}"
    yield f"  reading:  {answer.reading or '–'}"


def _table(what: str, groups: Mapping[str, Totals], total: Totals) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(what, no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    for name, group in groups.items():
        table.add_row(name, *_cells(group))
    table.add_section()
    table.add_row("total", *_cells(total), style="bold")
    return table


def _cells(group: Totals) -> list[str]:
    counts = (group.n, group.right, group.wrong, group.abstained)
    return [
        *(str(count) for count in counts),
        _ratio(group.reasons),
        _ratio(group.cells),
        *("–" if time is None else f"{time:.1f}" for time in (group.p50, group.p95)),
    ]


def _ratio(share: Share) -> str:
    return f"{share.right}/{share.judged}" if share.judged else "–"

"""One result that is not right in, its card out: expected, got, reading and citations side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from html import escape

from assistant.answer import Answer, Citation
from eval.cases import Case
from eval.running import Result
from eval.scoring import same_value
from eval.tables import NOTHING

_MOST = 12  # rows, values and citations shown of each


def card(result: Result) -> str:
    """The card, with the data that the page's filters read."""
    case = result.case
    turns = " → ".join(escape(turn) for turn in case.turns)
    about = (case.id, case.catalog, case.kind, *sorted(case.tags))
    header = (
        f"<header><span class='badge {result.verdict}'>{result.verdict}</span>"
        f"<span>{escape(' · '.join(part for part in about if part))}</span></header>"
    )
    sides = (_expected(case, result.answer), _got(case, result), _citations(result.answer))
    unproved = "".join(f"<p class='unproved'>{escape(claim)}</p>" for claim in result.unsupported)
    return (
        f"<article class='case' data-kind='{escape(case.kind)}' data-verdict='{result.verdict}'>{header}"
        f"<h3>{turns}</h3><div class='sides'>{''.join(f'<div>{side}</div>' for side in sides)}</div>"
        f"{unproved}</article>"
    )


def _expected(case: Case, answer: Answer | None) -> str:
    said = " or ".join(sorted(case.statuses))
    if case.reasons:
        said += f" ({', '.join(sorted(case.reasons))})"
    got_values = answer.values if answer is not None else ()
    got_rows = answer.rows if answer is not None else ()
    parts = [f"<h4>Expected</h4><p>{escape(said)}</p>"]
    if case.values is not None:
        lost = [one for one in case.values if not any(same_value(one, other) for other in got_values)]
        parts.append(_list("values", case.values, marked=lost))
    if case.rows is not None:
        parts.append(_list("rows", case.rows, marked=set(case.rows) - set(got_rows)))
    return "".join(parts)


def _got(case: Case, result: Result) -> str:
    answer = result.answer
    if answer is None:
        return f"<h4>Got</h4><p class='unproved'>An error was raised: {escape(result.fault)}</p>"
    said = f"{answer.status} ({answer.reason})" if answer.reason else str(answer.status)
    wanted_values, wanted_rows = case.values or (), case.rows or ()
    strange = [one for one in answer.values if not any(same_value(one, other) for other in wanted_values)]
    return "".join(
        (
            f"<h4>Got</h4><p>{escape(said)}</p>",
            _list("values", answer.values, marked=strange if case.values is not None else (), how="extra"),
            _list(
                "rows",
                answer.rows,
                marked=set(answer.rows) - set(wanted_rows) if case.rows is not None else (),
                how="extra",
            ),
            f"<h4>Reading</h4><p>{escape(answer.reading or NOTHING)}</p>",
            *(f"<p>or: {escape(reading.reading)}</p>" for reading in answer.readings),
            "" if answer.reading else f"<h4>Said</h4><p>{escape(answer.text)}</p>",
        )
    )


def _citations(answer: Answer | None) -> str:
    cited = () if answer is None else answer.citations
    lines = "".join(f"<li>{line}</li>" for line in _cited(cited[:_MOST]))
    more = f"<p>and {len(cited) - _MOST} more</p>" if len(cited) > _MOST else ""
    return f"<h4>Cited</h4><ul>{lines}</ul>{more}" if cited else f"<h4>Cited</h4><p>{NOTHING}</p>"


def _cited(citations: Iterable[Citation]) -> Iterator[str]:
    for citation in citations:
        cells = "; ".join(f"{cell.column}: {cell.text}" for cell in citation.cells)
        yield escape(f"[{citation.marker}] {citation.row or citation.table} — {cells}")


def _list(what: str, parts: Collection[str], *, marked: Collection[str], how: str = "missing") -> str:
    if not parts:
        return f"<p>no {what}</p>"
    lines = "".join(
        f"<li{f' class={how}' if part in marked else ''}>{escape(part)}</li>" for part in list(parts)[:_MOST]
    )
    more = f"<p>and {len(parts) - _MOST} more {what}</p>" if len(parts) > _MOST else ""
    return f"<h5>{what}</h5><ul aria-label='{what}'>{lines}</ul>{more}"

"""A CSV of questions and expected rows in and out: the format that needs no explanation."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from assistant.answer import Reason, Status
from eval.cases import Case, CaseError, refuse_repeated

COLUMNS = ("id", "question", "rows", "values", "status", "kind", "tags")
_NEEDED = "question"
_TURN = " → "  # between the turns of a conversation
_PART = ";"  # between rows, values, tags


def read_sheet(path: Path) -> tuple[Case, ...]:
    """The cases of a CSV or TSV with a header.

    `question` is needed. `rows` are row ids or names and `values` the expected values, each parted by `;`;
    a line with neither expects a refusal, unless `status` says otherwise. Missing ids are the line numbers.

    Raises:
        CaseError: a column or a field is not as it should be.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CaseError(f"{path}: {reason}. Name a CSV in UTF-8 with a column 'question'.") from None
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True
    )
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        _check_header(path, names)
        reader.fieldnames = names
        cases = tuple(_case(path, reader.line_num, line) for line in reader)
    except csv.Error as error:
        raise CaseError(f"{path}, line {reader.reader.line_num}: {error}. Correct the line.") from None
    if not cases:
        raise CaseError(f"{path}: holds no case. Write one a line, below the header.")
    refuse_repeated(cases)
    return cases


def write_sheet(cases: Sequence[Case], path: Path) -> None:
    """Writes cases as `read_sheet` reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for case in cases:
            writer.writerow(
                (
                    case.id,
                    _TURN.join(case.turns),
                    _PART.join(case.rows or ()),
                    _PART.join(case.values or ()),
                    _PART.join(sorted(case.statuses)),
                    case.kind,
                    _PART.join(sorted(case.tags)),
                )
            )


def _check_header(path: Path, names: Sequence[str]) -> None:
    if _NEEDED not in names:
        there = ", ".join(f"'{name}'" for name in names) or "none"
        raise CaseError(
            f"{path}, line 1: no column 'question' ({there}). Add it; others: {', '.join(COLUMNS)}."
        )
    if unknown := [name for name in names if name not in COLUMNS]:
        known = ", ".join(COLUMNS)
        raise CaseError(
            f"{path}, line 1: '{unknown[0]}' is no column of a set ({known}). Rename or remove it."
        )
    if len(set(names)) < len(names):
        raise CaseError(f"{path}, line 1: a column stands there twice. Remove one.")


def _case(path: Path, number: int, line: dict[str | None, str | None]) -> Case:
    place = f"{path}, line {number}"
    if None in line or None in line.values():
        raise CaseError(f"{place}: another number of fields than the header. Quote fields that hold commas.")
    fields = {str(name): (value or "").strip() for name, value in line.items()}
    turns = tuple(turn.strip() for turn in fields[_NEEDED].split(_TURN.strip()) if turn.strip())
    if not turns:
        raise CaseError(f"{place}: the question is empty. Write one or remove the line.")
    rows, values = _parts(fields.get("rows")), _parts(fields.get("values"))
    try:
        statuses = frozenset(Status(part) for part in _parts(fields.get("status")))
    except ValueError as error:
        known = ", ".join(Status)
        raise CaseError(f"{place}: {error}. Write one of {known}.") from None
    if not statuses:
        statuses = frozenset({Status.ANSWERED} if rows or values else {Status.ABSTAINED})
    is_refused = statuses == {Status.ABSTAINED}
    return Case(
        fields.get("id") or str(number),
        "",
        turns,
        kind=fields.get("kind") or ("refusal" if is_refused else "question"),
        split="dev",
        statuses=statuses,
        reasons=frozenset[Reason](),
        tags=frozenset(_parts(fields.get("tags"))),
        rows=rows or None,
        values=values or None,
        cells=None,
        file=path,
        line=number,
    )


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(_PART) if part.strip())

"""An Answer's status, reason and coverage in the words that every face shows."""

from __future__ import annotations

from assistant.answer import Answer, Citation, Coverage, Reason, Status

_TITLES: dict[Reason, str] = {
    Reason.ENTITY_ABSENT: "Not in this catalog",
    Reason.ATTRIBUTE_ABSENT: "No column holds this",
    Reason.VALUE_NOT_STATED: "Not stated",
    Reason.OUT_OF_SCOPE: "Outside this catalog",
    Reason.NOT_UNDERSTOOD: "Not understood",
    Reason.TOO_LONG: "Too long",
    Reason.AMBIGUOUS: "Which one do you mean?",
    Reason.CLOSEST: "Closest in meaning, not an exact answer",
}


def title_of(answer: Answer) -> str:
    """What kind of answer this is, in a few words; `""` for a plain answer or help."""
    if answer.status is Status.PARTIAL and answer.reason is not Reason.CLOSEST:
        return "Answered in part"
    return _TITLES[answer.reason] if answer.reason is not None else ""


def coverage_in_words(coverage: Coverage) -> str:
    """How many rows matched, of how many, and how many could not be judged.

    >>> coverage_in_words(Coverage(total=10, matched=2, not_matched=7, unknown=1))
    '2 of 10 rows, 1 not stated'
    """
    rows = "row" if coverage.total == 1 else "rows"
    unknown = f", {coverage.unknown} not stated" if coverage.unknown else ""
    return f"{coverage.matched} of {coverage.total} {rows}{unknown}"


def place_of(citation: Citation) -> str:
    """The file and line that a citation stands on.

    >>> place_of(Citation(1, None, "Cars", None, (), "cars.csv", None))
    'cars.csv'
    """
    return citation.file if citation.line is None else f"{citation.file}:{citation.line}"

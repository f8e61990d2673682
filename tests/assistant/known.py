"""Faults that random questions keep meeting; each has a strict xfail of its own, and goes from here with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant import Assistant

from .invariants import broken

RAISED = (
    "is not stated as a figure",  # test_a_comparison_with_an_empty_cell_is_an_answer_that_says_so
    "not enough values to unpack",  # test_two_tests_beside_a_superlative_are_read_or_refused
)
BROKEN = (
    "Rows without a citation",  # “Which services are there?”, “Which light is the most common?”
    "What is not stated cites no row",  # test_what_is_not_known_of_any_row_is_said_in_whole_sentences
    "Withheld",  # test_a_figure_by_groups…, test_what_no_row_states_is_said_and_not_withheld
)


def new_faults(
    assistant: Assistant, text: str, *, history: Sequence[Mapping[str, str]] = (), is_deep: bool = False
) -> list[str]:
    """What is wrong with the answer to a question that is not known yet."""
    keywords: dict[str, Any] = {"history": history}
    try:
        answer = assistant.ask(text, **keywords)
        found = broken(answer, assistant, is_deep=is_deep)
    except Exception as error:
        if any(known in str(error) for known in RAISED):
            return []
        raise
    return [fault for fault in found if not fault.startswith(BROKEN)]

"""Faults that random questions keep meeting; each has a strict xfail of its own and goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import Assistant

from .invariants import broken

BROKEN: tuple[str, ...] = ()


def new_faults(
    assistant: Assistant, text: str, *, history: Sequence[Mapping[str, str]] = (), is_deep: bool = False
) -> list[str]:
    """What is wrong with the answer to a question that is not known yet."""
    found = broken(assistant.ask(text, history=history), assistant, is_deep=is_deep)
    return [fault for fault in found if not fault.startswith(BROKEN)]

"""Several answers to one message in, one answer out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Status
from assistant.plan import Many, Plan, from_dict, to_dict

_MARKER = re.compile(r"(?<!\\)\[(\d+)(?:–(\d+))?\]")


def combined(text: str, answers: Sequence[Answer]) -> Answer:
    """One answer for all requests of a message.

    `answered` where all are, `partial` with the first reason where some are, else the first refusal.
    """
    if len(answers) == 1:
        return replace(answers[0], question=text)
    good = [answer for answer in answers if answer.status is Status.ANSWERED]
    bad = [answer for answer in answers if answer.status is not Status.ANSWERED]
    if not good:
        return replace(bad[0], question=text)
    texts, citations = [], list[Citation]()
    for answer in answers:
        shift = len(citations)
        texts.append(_shifted(answer.text, shift))
        citations += [replace(citation, marker=citation.marker + shift) for citation in answer.citations]
    requests = tuple(from_dict(answer.plan).ask for answer in answers if answer.plan)
    return Answer(
        question=text,
        status=Status.PARTIAL if bad else Status.ANSWERED,
        reason=bad[0].reason if bad else None,
        text="\n\n".join(texts),
        build=answers[0].build,
        values=tuple(value for answer in good for value in answer.values),
        rows=tuple(dict.fromkeys(row for answer in good for row in answer.rows)),
        citations=tuple(citations),
        coverage=good[0].coverage if len(good) == 1 else None,
        reading="; ".join(answer.reading for answer in good if answer.reading),
        plan=to_dict(Plan(ask=requests[0] if len(requests) == 1 else Many(parts=requests))),
        table=good[0].table if len(good) == 1 else None,
        nearest=tuple(dict.fromkeys(row for answer in bad for row in answer.nearest)),
        suggestions=tuple(dict.fromkeys(s for answer in bad for s in answer.suggestions)),
    )


def _shifted(text: str, shift: int) -> str:
    """A text with all its markers moved on."""
    return _MARKER.sub(
        lambda found: f"[{'–'.join(str(int(end) + shift) for end in found.groups() if end)}]", text
    )

"""An Answer in, its text for a terminal out: the statement, what it rests on, how it was read."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from ui.markdown import to_plain
from ui.terminal import Palette, printable
from ui.words import coverage_in_words, place_of, title_of


def answer_text(answer: Answer, palette: Palette) -> str:
    """The whole answer as lines, without a line break at the end."""
    blocks = [to_plain(printable(answer.text), palette)]
    if title := title_of(answer):
        blocks.insert(0, palette.warn(title))
    if answer.citations:
        blocks.append("\n".join(_citation(citation, palette) for citation in answer.citations))
    if answer.readings:
        blocks.append("\n".join(f"  · {printable(one.question)}" for one in answer.readings))
    if notes := _notes(answer):
        blocks.append("\n".join(palette.quiet(note) for note in notes))
    known = {reading.question for reading in answer.readings}
    if new := [one for one in answer.suggestions if one not in known and one not in answer.text]:
        asked = "\n".join(f"  · {printable(question)}" for question in new)
        blocks.append(f"{palette.quiet('You could ask:')}\n{asked}")
    return "\n\n".join(blocks)


def _citation(citation: Citation, palette: Palette) -> str:
    subject = citation.table if citation.row is None else f"{citation.table} › {citation.row}"
    cells = " · ".join(f"{cell.column}: {cell.text or 'not stated'}" for cell in citation.cells)
    words = printable(f"{subject} — {cells}" if cells else subject).replace("\n", " ")
    place = palette.quiet(f"({printable(place_of(citation))})")
    return f"  {palette.accent(f'[{citation.marker}]')} {words} {place}"


def _notes(answer: Answer) -> list[str]:
    notes = []
    if answer.reading is not None:
        notes.append(f"Read as: {printable(answer.reading)}")
    if answer.coverage is not None:
        notes.append(f"Rows: {coverage_in_words(answer.coverage)}")
    if answer.more is not None:
        notes.append(f"And {answer.more.rows} more rows.")
    return notes

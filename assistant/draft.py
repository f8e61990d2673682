"""An answer being written: its text, its citations, and text made safe for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answer import ROW_LIMIT, Citation, CitedCell, Coverage, Grid, More
from assistant.lexicon import lemma
from assistant.templates import say
from corpus.types import Cell, Kind, Row, Table
from corpus.words import fold


@dataclass(slots=True)
class Draft:
    """An answer being written. `is_stated` is False where the only cell asked for is empty."""

    text: str = ""
    values: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    coverage: Coverage | None = None
    table: Grid | None = None
    more: More | None = None
    is_stated: bool = True
    unit: str = ""
    citations: list[Citation] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def cite(self, table: Table, row: Row, columns: Iterable[int]) -> str:
        """The marker of a row's cells; a row cited before gets its marker back, with the new cells.

        `""` beyond the contract's number of citations.
        """
        chosen = [CitedCell(table.columns[c].name, row.cells[c].text) for c in columns]
        index = self._places.get(row.id)
        if index is not None:
            known = self.citations[index]
            cells = tuple(dict.fromkeys((*known.cells, *chosen)))
            self.citations[index] = Citation(
                known.marker, row.id, table.name, row.name, cells, row.file, row.line
            )
            return f"[{known.marker}]"
        marker = len(self.citations) + 1
        if marker > ROW_LIMIT:
            return ""
        self._places[row.id] = marker - 1
        self.citations.append(
            Citation(marker, row.id, table.name, row.name, tuple(chosen), row.file, row.line)
        )
        return f"[{marker}]"


def ranged(markers: Sequence[str]) -> str:
    """Markers one after the other, three and more that follow each other as a range.

    >>> ranged(["[1]", "[2]", "[3]", "[7]", "[2]", ""])
    '[1–3] [7]'
    """
    numbers = list(dict.fromkeys(int(marker[1:-1]) for marker in markers if marker))
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(
        f"[{run[0]}–{run[-1]}]" if len(run) > 2 else " ".join(f"[{number}]" for number in run) for run in runs
    )


def joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def noun(name: str) -> str:
    """What the rows of a table are called: its name in lower case where that is a plural, else its rows.

    >>> noun("Cloud GPU Providers"), noun("Staff"), noun("Addresses"), noun("Class")
    ('cloud GPU providers', 'rows of Staff', 'addresses', 'rows of Class')
    """
    last = (fold(name).split() or [""])[-1]
    is_plural = len(last) > 3 and last.isalpha() and last.endswith("s") and last[-2] not in "sui"
    return escape(phrase(name) if is_plural else f"rows of {name}")


def shown_cell(cell: Cell) -> str:
    """A cell's text, or that it is not stated."""
    return escape(cell.text) if cell.is_stated else say("not stated")


def cell_items(cell: Cell, table: Table, position: int) -> tuple[str, ...]:
    """A cell as an answer's values: its parts where the column is a list, else its verbatim text.

    Nothing where the cell is not stated.
    """
    if not cell.is_stated:
        return ()
    if table.columns[position].kind is Kind.LIST and cell.values:
        return tuple(f"{v.text} ({v.qualifier})" if v.qualifier else v.text for v in cell.values)
    return (cell.text,)


def phrase(name: str) -> str:
    """A column's name inside a sentence: lower case but for words that carry capitals of their own.

    >>> phrase("GPU Fleet")
    'GPU fleet'
    """
    return " ".join(word if any(c.isupper() for c in word[1:]) else word.lower() for word in name.split(" "))


def is_singular_noun(name: str) -> bool:
    """Whether “the … of X is” reads well with a column's name: no plural, verb form or preposition.

    >>> [is_singular_noun(name) for name in ("Pricing Model", "Cranes", "Acquired", "Born", "From")]
    [True, False, False, False, False]
    """
    last = (fold(name).split() or [""])[-1]
    is_verb = last.endswith("ed") or lemma(last) != last
    is_plural = last.endswith("s") and not last.endswith("ss")
    return (
        last.isalpha() and not is_verb and not is_plural and last not in ("from", "to", "until", "by", "at")
    )


_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#~"})


def escape(text: str) -> str:
    r"""A cell's text as Markdown that shows it verbatim, so that only citations look like markers.

    >>> escape("a [1] *b*")
    'a \\\\[1\\\\] \\\\*b\\\\*'
    """
    flat = " ".join(text.split())
    return flat.translate(_ESCAPED)

"""XLSX bytes in, a raw table for each visible sheet out, with the sheet's own row numbers."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from corpus import preamble
from corpus.errors import CorpusError
from corpus.numberformat import shown
from corpus.reading import MAX_COLUMNS, RawCell, RawFile, RawRow, RawTable, is_blank, table_name
from corpus.records import scalar, too_wide
from corpus.sheetfacts import Range, SheetFacts, sheet_facts
from corpus.types import Notice

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

# What openpyxl raises over damaged files: it looks things up and converts them without asking first.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ParseError, ExpatError, LookupError, ValueError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, ArithmeticError,
)  # fmt: skip
_OLD = b"\xd0\xcf\x11\xe0"  # the container of .xls files and of encrypted workbooks
_SPEAKS = re.compile(r"[^\W\d_]{2,}\D*")


class WorkbookReader:
    """Reads each visible sheet: formulas by the value last computed, numbers with their format's signs.

    The value of a merged range holds in each of its rows, in its leftmost column. A header of two rows whose
    upper cells are merged over several columns gives names such as `Fee child`. Hidden rows and columns are
    read, hidden sheets are named and not read.
    """

    suffixes = (".xlsx", ".xlsm")

    def read(self, data: bytes, *, file: str) -> RawFile:
        """The sheets' tables, each with an id of the file's and the sheet's names."""
        if data.startswith(_OLD):
            return _refused(file, "it is encrypted or an old .xls; save it as .xlsx without a password.")
        if not zipfile.is_zipfile(io.BytesIO(data)):
            return _refused(file, "it is no XLSX workbook, whatever its name says; export it anew.")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of features that no table has
                return _workbook(data, file=file)
        except _DAMAGE as error:
            reason = " ".join(str(error).split())[:100] or type(error).__name__
            return _refused(file, f"it is a damaged workbook ({reason}); save it anew.")


def _refused(file: str, message: str) -> RawFile:
    return RawFile((), (Notice(file, 1, message, is_refusal=True),))


def _workbook(data: bytes, *, file: str) -> RawFile:
    from openpyxl import load_workbook  # 0.2 s that only workbooks need

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    tables: list[RawTable] = []
    notices: list[Notice] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                message = f"the sheet '{sheet.title}' is hidden and not read; show it to have it read."
                notices.append(Notice(file, 1, message, is_refusal=False))
                continue
            made = _Sheet(sheet, archive, file)
            try:
                tables += made.tables()
            except CorpusError as error:
                made.tell(1, str(error), is_refusal=True)
            notices += made.notices
    if not book.worksheets:
        return _refused(file, "it has no sheets of cells; export it anew.")
    book.close()
    is_only = len(tables) == 1
    named = [replace(table, name=_name(table.name, file=file, is_only=is_only)) for table in tables]
    return RawFile(tuple(named), tuple(notices))


def _name(sheet: str, *, file: str, is_only: bool) -> str:
    """The sheet's name, with the file's where it says little alone: `Sheet1`, `2024`."""
    if _SPEAKS.fullmatch(sheet):
        return sheet
    return table_name(file) if is_only else f"{table_name(file)} {sheet}"


@dataclass(slots=True)
class _Sheet:
    sheet: ReadOnlyWorksheet
    archive: zipfile.ZipFile
    file: str
    notices: list[Notice] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)

    def tell(self, line: int, message: str, *, is_refusal: bool = False) -> None:
        self.notices.append(Notice(self.file, line, f"sheet '{self.sheet.title}': {message}", is_refusal))

    def tables(self) -> Iterator[RawTable]:
        """The sheet's table, none where it is empty.

        Raises:
            CorpusError: it cannot be read as a table.
        """
        with self.archive.open(self.sheet._worksheet_path) as xml:
            facts = sheet_facts(xml)
        if facts.width > MAX_COLUMNS:
            raise CorpusError(too_wide(self.sheet.title))
        grid = list(self._grid(facts))
        texts = [[cell.text for cell in row.cells] for row in grid]
        at = preamble.header_at(_across(grid[: preamble.SAMPLE], texts, facts))
        if at < 0:
            self.tell(1, "it is empty.")
            return
        header, depth = _header(grid[at:], facts)
        above, body = grid[:at], _filled(grid[at + depth :], facts.merged)
        if above := [row for row in above if not is_blank(row.cells)]:
            self.tell(above[0].line, preamble.message([row.line for row in above]))
        self._tell_values(facts)
        used = [
            place for place, name in enumerate(header) if name or any(row.cells[place].text for row in body)
        ]
        rows = [RawRow(row.line, tuple(row.cells[place] for place in used)) for row in body]
        yield RawTable(
            self.sheet.title,
            preamble.spoken(texts[:at]),
            grid[at].line,
            tuple(header[place] for place in used),
            tuple(row for row in rows if not is_blank(row.cells)),
            slug=f"{table_name(self.file)} {self.sheet.title}",
            is_typed=True,
        )

    def _grid(self, facts: SheetFacts) -> Iterator[RawRow]:
        """The rows that say something, all of one width, and an empty one for each gap."""
        if not facts.width:
            return
        self.sheet.reset_dimensions()  # what a file says of its size is often wrong
        last = 0
        for line, cells in enumerate(
            self.sheet.iter_rows(max_col=facts.width, max_row=max(facts.rows)), start=1
        ):
            if line in facts.rows:
                if last and line > last + 1:
                    yield RawRow(line - 1, (RawCell(""),) * facts.width)
                yield RawRow(line, tuple([RawCell(self._text(cell, line)) for cell in cells]))
                last = line

    def _text(self, cell: ReadOnlyCell, line: int) -> str:
        value: Any = cell.value
        if value is None:
            return ""
        if cell.data_type == "e":
            self.errors.append((line, str(value)))
            return ""
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            return shown(value, cell.number_format)
        return scalar(value)

    def _tell_values(self, facts: SheetFacts) -> None:
        if self.errors:
            line, error = self.errors[0]
            count = f"{len(self.errors)} cells hold" if len(self.errors) > 1 else "a cell holds"
            self.tell(line, f"{count} an error ({error}); that is not stated here.")
        if facts.uncached:
            count = f"{len(facts.uncached)} formulas have" if len(facts.uncached) > 1 else "a formula has"
            advice = "open and save it in a spreadsheet program"
            self.tell(int(facts.uncached[0]), f"{count} no computed value and is not stated here; {advice}.")


def _across(grid: Sequence[RawRow], texts: list[list[str]], facts: SheetFacts) -> list[list[str]]:
    """The rows as wide as they look: a cell over several columns counts in each, but not a lone title."""
    wide = [list(row) for row in texts[: len(grid)]]
    places = {row.line: at for at, row in enumerate(grid)}
    for block in facts.merged:
        row = wide[places[block.top]] if block.top in places else []
        if sum(1 for text in row if text) > 1:
            for column in range(block.left, min(block.right, len(row))):
                row[column] = row[column] or row[block.left - 1]
    return wide


def _header(grid: Sequence[RawRow], facts: SheetFacts) -> tuple[list[str], int]:
    """The columns' names and how many rows they take: two where cells of the first are merged across."""
    first = grid[0]
    upper = [cell.text for cell in first.cells]
    across = [
        block
        for block in facts.merged
        if block.top == block.bottom == first.line and block.left < block.right
    ]
    if not across or len(grid) < 2 or grid[1].line != first.line + 1:
        return upper, 1
    for block in across:
        for column in range(block.left, min(block.right, len(upper))):
            upper[column] = upper[block.left - 1]
    lower = [cell.text for cell in grid[1].cells]
    return [f"{one} {two}".strip() if one != two else one for one, two in zip(upper, lower, strict=True)], 2


def _filled(rows: list[RawRow], merged: Sequence[Range]) -> list[RawRow]:
    """The rows with the value of each merged range in all its rows."""
    places = {row.line: at for at, row in enumerate(rows)}
    for block in merged:
        if block.top == block.bottom or block.top not in places or block.left > len(rows[0].cells):
            continue
        value = rows[places[block.top]].cells[block.left - 1]
        for at in range(places[block.top] + 1, len(rows)):
            if rows[at].line > block.bottom:
                break
            cells = rows[at].cells
            if not is_blank(cells) and not cells[block.left - 1].text:
                rows[at] = replace(rows[at], cells=(*cells[: block.left - 1], value, *cells[block.left :]))
    return rows

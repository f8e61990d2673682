"""CSV and TSV bytes in, one raw table out: delimiter, quotes and encoding are found in the file itself."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import preamble
from corpus.decoding import decode, guessed
from corpus.errors import CorpusError
from corpus.numbers import Marks
from corpus.reading import RawCell, RawFile, RawRow, RawTable, is_blank, plain_name, table_name, with_packed
from corpus.types import Notice

if TYPE_CHECKING:
    import _csv

_DELIMITERS = "\t,;|"
_SAMPLE = 200  # records that decide on the delimiter
_FAR = 100  # lines; a quote that is closed further away than this was hardly meant
_FAR_QUOTES = 20  # such quotes, after which the rest of the file is refused: each is looked for to the end
_TOO_MANY = "it follows too many quotes that are never closed."


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    quote: str = '"'
    escape: str | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    fields: tuple[str, ...]
    problem: str = ""


class DelimitedReader:
    """Reads RFC 4180 files and their common relatives; the first record that is not blank is the header."""

    suffixes = with_packed(".csv", ".tsv")

    def read(self, data: bytes, *, file: str) -> RawFile:
        """The file's one table, named after the file."""
        try:
            decoded = decode(data)
        except CorpusError as error:
            return RawFile((), (Notice(file, 1, str(error), is_refusal=True),))
        notices: list[Notice] = []
        if decoded.is_guess:
            notices.append(Notice(file, 1, guessed(decoded), is_refusal=False))
        lines = list(io.StringIO(decoded.text, newline=""))
        start, dialect = _dialect(lines, prefers_tab=plain_name(file).lower().endswith(".tsv"))
        rows = [_row(record) for record in _records(lines, dialect, start=start)]
        at = preamble.header_at([_texts(row) for row in rows[: preamble.SAMPLE]])
        above, rows = rows[: max(at, 0)], rows[max(at, 0) :]
        rows = [row for row in rows if row.problem or not is_blank(row.cells)]
        if not rows:
            return RawFile((), (*notices, Notice(file, 1, "no header and no rows.", is_refusal=False)))
        header, *body = rows
        bad = next((row for row in above if row.problem), None)
        above = [row for row in above if not is_blank(row.cells)]
        header = bad or header
        if above and not bad:
            message = preamble.message([row.line for row in above])
            notices.append(Notice(file, above[0].line, message, is_refusal=False))
        if header.problem:
            message = f"the header cannot be read: {header.problem}"
            return RawFile((), (*notices, Notice(file, header.line, message, is_refusal=True)))
        names = tuple(cell.text for cell in header.cells)
        # Where semicolons separate cells, commas stand in numbers.
        marks = Marks.COMMA if dialect.delimiter == ";" else Marks.POINT
        said = preamble.spoken([_texts(row) for row in above])
        table = RawTable(table_name(file), said, header.line, names, tuple(body), marks=marks)
        return RawFile((table,), tuple(notices))


def _texts(row: RawRow) -> list[str]:
    return [cell.text for cell in row.cells] if not row.problem else ["?"]


def _row(record: _Record) -> RawRow:
    fields = record.fields
    if any("\r" in field for field in fields):
        fields = tuple(field.replace("\r\n", "\n").replace("\r", "\n") for field in fields)
    return RawRow(record.line, tuple(map(RawCell, map(str.strip, fields))), record.problem)


def _records(lines: list[str], dialect: _Dialect, *, start: int) -> Iterator[_Record]:
    """The file's records with the line each begins on; an illegal one has no fields but a problem.

    A quote that is closed late or never would swallow rows: after one that is refused, reading goes on at
    the next line that is as wide as the header.
    """
    # The limit is one number for the whole process: raised for long cells, never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), 1 + sum(map(len, lines))))
    width = swallowed = 0
    while start < len(lines):
        reader = _reader(lines, dialect, start)
        line = start
        try:
            while True:
                line = start + reader.line_num
                fields = tuple(next(reader))
                width = width or len(fields)
                yield _Record(line + 1, fields)
        except StopIteration:
            return
        except csv.Error as error:
            end = start + reader.line_num
            swallowed += end - line > _FAR
            if swallowed > _FAR_QUOTES:
                yield from (_Record(at + 1, (), _TOO_MANY) for at in range(line, len(lines)))
                return
            start = next((at for at in range(line + 1, end) if _is_wide(lines[at], width, dialect)), end)
            yield _Record(line + 1, (), _problem(error, dialect) + _lines(line + 1, start))


def _reader(lines: list[str], dialect: _Dialect, start: int) -> _csv.Reader:
    return csv.reader(
        itertools.islice(lines, start, None),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        doublequote=dialect.escape is None,
        strict=True,
    )


def _is_wide(line: str, width: int, dialect: _Dialect) -> bool:
    return width == 0 or line.count(dialect.delimiter) + 1 == width


def _lines(first: int, last: int) -> str:
    return f" It goes to line {last}." if last > first else ""


def _problem(error: csv.Error, dialect: _Dialect) -> str:
    quote = dialect.quote
    if "unexpected end of data" in str(error):
        return f"a quote ({quote}) that opens here is never closed."
    if "expected after" in str(error):
        return f"text follows a closing quote ({quote}); write a quote inside a cell twice ({quote}{quote})."
    return f"it is not legal CSV ({error})."


def _dialect(lines: list[str], *, prefers_tab: bool) -> tuple[int, _Dialect]:
    """The first line to read and how: the delimiter with which most records are as wide as the header."""
    said = lines[0].strip("\r\n") if lines else ""
    if said.lower() in {f"sep={mark}" for mark in _DELIMITERS}:  # the line that spreadsheets write and heed
        return 1, _Dialect(said[-1])
    if prefers_tab and any("\t" in line for line in lines[:_SAMPLE]):
        return 0, _with_quotes(lines, "\t")
    fits = [(_fit(lines, _with_quotes(lines, mark)), mark) for mark in _DELIMITERS]
    best, delimiter = max(fits, key=lambda fit: (fit[0], -_DELIMITERS.index(fit[1])))
    return 0, _with_quotes(lines, delimiter if best[1] > 1 else ",")


def _with_quotes(lines: list[str], delimiter: str) -> _Dialect:
    sample = "".join(lines[:_SAMPLE])
    if '"' in sample:
        plain = _Dialect(delimiter)
        if '\\"' not in sample or not any(one.problem for one in _sample(lines, plain)):
            return plain
        escaped = _Dialect(delimiter, escape="\\")
        return plain if any(one.problem for one in _sample(lines, escaped)) else escaped
    fields = [field for line in lines[:_SAMPLE] for field in line.strip().split(delimiter) if field]
    quoted = [field for field in fields if len(field) > 1 and field[0] == field[-1] == "'"]
    return _Dialect(delimiter, "'" if 2 * len(quoted) > len(fields) else '"')


def _sample(lines: list[str], dialect: _Dialect) -> list[_Record]:
    return list(itertools.islice(_records(lines[: 4 * _SAMPLE], dialect, start=0), _SAMPLE))


def _fit(lines: list[str], dialect: _Dialect) -> tuple[float, int]:
    """The share of records as wide as the header, and that width; (0, 0) where the header has one cell."""
    records = _sample(lines, dialect)
    start = max(preamble.header_at([record.fields for record in records]), 0)
    widths = [len(record.fields) for record in records[start:] if record.fields]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return widths.count(widths[0]) / len(widths), widths[0]

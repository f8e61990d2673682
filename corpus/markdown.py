"""Markdown bytes in, raw tables out: headings name them, the text between describes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_block.table import table as gfm_table
from markdown_it.token import Token

from corpus.decoding import decode, guessed
from corpus.errors import CorpusError
from corpus.reading import RawCell, RawFile, RawRow, RawTable, is_blank, table_name, with_packed
from corpus.types import Notice

_DELIMITER_ROW = re.compile(r"[\s|:-]*-[\s|:-]*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FORMATTING = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|font|i|img|ins|kbd|mark|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>"
    r"|<!--.*-->",
    re.IGNORECASE | re.DOTALL,
)


class MarkdownReader:
    """Reads GFM tables wherever they stand, also in lists and block quotes, and never cuts a row."""

    suffixes = with_packed(".md", ".markdown")

    def read(self, data: bytes, *, file: str) -> RawFile:
        """The document's tables in order; its title is the H1 that heads no table."""
        try:
            decoded = decode(data)
        except CorpusError as error:
            return RawFile((), (Notice(file, 1, str(error), is_refusal=True),))
        document = _Document(file)
        if decoded.is_guess:
            document.warn(1, guessed(decoded))
        env: dict[str, dict[int, str]] = {"suspects": {}}
        parser = MarkdownIt("commonmark")
        parser.block.ruler.enable("table")
        parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
        document.take(parser.parse(_without_front_matter(decoded.text), env))
        for line, message in env["suspects"].items():
            document.warn(line, message)
        return document.file_read()


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The GFM table rule, which also keeps each row's source line, and notes what only looks like a table."""
    before = len(state.tokens)
    if not gfm_table(state, start, end, silent):
        _suspect(state, start, end)
        return False
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map:
            token.meta["source"] = _line(state, token.map[0])
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _suspect(state: StateBlock, start: int, end: int) -> None:
    if start + 1 >= end or state.is_code_block(start):
        return
    header, delimiter = _line(state, start), _line(state, start + 1)
    if "|" not in header or not _DELIMITER_ROW.fullmatch(delimiter):
        return
    if "|" in delimiter or header.startswith("|"):
        state.env["suspects"][start + 1] = (
            f"looks like a table and is not read: its header has {len(_split(header))} cells, the line of "
            f"dashes under it {len(_split(delimiter))}. Make them equal."
        )


def _split(source: str) -> list[str]:
    """A row's cells as GFM splits them: outer pipes are optional, escaped ones stay."""
    cells = escapedSplit(source)
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return cells


def _without_front_matter(text: str) -> str:
    """The text with the lines of a YAML block at its top made empty, so that all lines keep their numbers."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or len(lines) < 3 or not lines[1].strip():
        return text
    for position, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n" * (position + 1) + "\n".join(lines[position + 1 :])
    return text


@dataclass(slots=True)
class _Document:
    """What was seen so far, walking down the document."""

    file: str
    tables: list[RawTable] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    heading: str = ""
    level: int = 0
    paragraphs: list[str] = field(default_factory=list)
    title: str = ""
    description: str = ""
    title_is_heading: bool = False
    last_end: int = -1

    def warn(self, line: int, message: str) -> None:
        self.notices.append(Notice(self.file, line, message, is_refusal=False))

    def take(self, tokens: Sequence[Token]) -> None:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type == "heading_open":
                self._head(_text(tokens[position + 1]).text, level=int(token.tag[1:]))
            elif token.type == "paragraph_open":
                self._paragraph(token, tokens[position + 1])
            elif token.type == "table_open":
                end = next(i for i in range(position, len(tokens)) if tokens[i].type == "table_close")
                self._table(token, tokens[position + 1 : end])
                position = end
            elif token.type == "html_block" and "<table" in token.content.lower():
                self.warn(_first(token), "an HTML table is not read; write it as Markdown or CSV.")
            elif token.type == "code_block" and _has_delimiter_row(token.content):
                self.warn(_first(token), "a table indented by four spaces is code; indent it less.")
            position += 1
        self._close()

    def file_read(self) -> RawFile:
        self.notices.sort(key=lambda notice: notice.line)
        return RawFile(tuple(self.tables), tuple(self.notices), self.title, self.description)

    def _head(self, text: str, *, level: int) -> None:
        self._close()
        self.heading, self.level, self.paragraphs, self.last_end = text, level, [], -1
        self.title_is_heading = False

    def _close(self) -> None:
        """An H1 without a table of its own is the document's title."""
        if self.level == 1 and not self.title and not self.title_is_heading:
            self.title, self.description = self.heading, "\n\n".join(self.paragraphs)

    def _paragraph(self, token: Token, inline: Token) -> None:
        lines = inline.content.split("\n")
        if self.tables and _first(token) - 1 == self.last_end:
            self._overflow(_first(token), lines)
        elif len(lines) > 1 and all(line.strip().startswith("|") for line in lines):
            if not any(_DELIMITER_ROW.fullmatch(line) for line in lines):
                message = (
                    "looks like a table and is not read: write a line of dashes (| --- |) under its header."
                )
                self.warn(_first(token), message)
        else:
            self.paragraphs.append(_text(inline).text)

    def _overflow(self, first: int, lines: list[str]) -> None:
        """GFM stops a table that would be padded with very many cells: what follows is refused, not lost."""
        problem = "the table has too many short rows; write out their empty cells."
        rows = [RawRow(first + offset, (), problem) for offset, line in enumerate(lines) if line.strip()]
        table = self.tables[-1]
        kept = (*table.rows, *rows)
        self.tables[-1] = RawTable(table.name, table.description, table.line, table.header, kept)

    def _table(self, opening: Token, tokens: Sequence[Token]) -> None:
        header: tuple[str, ...] = ()
        rows: list[RawRow] = []
        starts = [position for position, token in enumerate(tokens) if token.type == "tr_open"]
        for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True):
            cells = tuple(_text(token) for token in tokens[start:stop] if token.type == "inline")
            if not header:
                header = tuple(cell.text for cell in cells)
                continue
            written = _split(str(tokens[start].meta["source"]))
            # The parser pads short rows and cuts long ones: keep as many cells as were written.
            extra = tuple(RawCell(text.strip()) for text in written[len(cells) :])
            row = (*cells[: len(written)], *extra)
            if not is_blank(row):
                rows.append(RawRow(_first(tokens[start]), row))
        self.title_is_heading = True
        description = "\n\n".join(self.paragraphs)
        self.paragraphs = []
        self.last_end = opening.map[1] if opening.map else -1
        name = self.heading or table_name(self.file)
        self.tables.append(RawTable(name, description, _first(opening), header, tuple(rows)))


def _first(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _has_delimiter_row(text: str) -> bool:
    return any("|" in line and _DELIMITER_ROW.fullmatch(line) for line in text.split("\n"))


def _text(inline: Token) -> RawCell:
    """An inline token's text without its marks, with the first link it holds."""
    written, link = [], ""
    for child in inline.children or ():
        if child.type == "link_open":
            link = link or str(child.attrGet("href") or "")
        elif child.type == "softbreak":
            written.append(" ")
        elif child.type == "hardbreak":
            written.append("\n")
        elif child.type == "html_inline":
            written.append(_FORMATTING.sub("", _BREAK.sub("\n", child.content)))
        else:
            written.append(child.content)
    lines = (" ".join(line.split()) for line in "".join(written).split("\n"))
    return RawCell("\n".join(lines).strip(), link)

"""JSON or JSONL bytes in, a raw table for each array of records out, every record with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.decoding import decode, guessed
from corpus.errors import CorpusError
from corpus.reading import RawFile, RawTable, plain_name, table_name, with_packed
from corpus.records import Record, record_table, scalar
from corpus.types import Notice

_SPACE = re.compile(r"[ \t\n\r]*")
_DEPTH = 8  # objects around an array of records; in deeper ones none is looked for
_FACT = 500  # characters; a longer value beside the records describes nothing
_NO_RECORDS = "holds no array of records, such as [{…}, {…}]; write the rows as one."
_EMPTY = "the record is empty."
_TOO_DEEP = "it is nested too deeply; flatten it."


class _Repeating(dict[str, object]):
    """An object that has a name twice: the second would hide the first."""


@dataclass(slots=True)
class _Stop(Exception):  # noqa: N818 (it ends a reading that has rows already)
    """Where the text stops being JSON, and why."""

    line: int
    reason: str


class JsonReader:
    """Reads arrays of records wherever they stand: alone, or under names in an object; and JSON Lines."""

    suffixes = with_packed(".json", ".jsonl", ".ndjson")

    def read(self, data: bytes, *, file: str) -> RawFile:
        """A table an array; of several arrays each is named by its own name, else by the file."""
        try:
            decoded = decode(data)
        except CorpusError as error:
            return RawFile((), (Notice(file, 1, str(error), is_refusal=True),))
        notices = [Notice(file, 1, guessed(decoded), is_refusal=False)] if decoded.is_guess else []
        text, name = decoded.text, table_name(file)
        is_lines = not plain_name(file).lower().endswith(".json") or _is_stream(text)
        document = _Document(text, file)
        if is_lines:
            document.found.append((name, 1, list(_lines(text))))
        else:
            document.walk()
        tables: list[RawTable] = []
        for key, line, records in document.found:
            is_only = len(document.found) == 1
            slug = "" if is_only else f"{name} {key}"
            said = "\n".join(document.facts)
            try:
                table = record_table(
                    records, name=name if is_only else key or name, line=line, slug=slug, description=said
                )
            except CorpusError as error:
                notices.append(Notice(file, line, str(error), is_refusal=True))
                continue
            if table.header:
                tables.append(table)
            else:  # no record is whole: the reasons are all that is left
                notices += [
                    Notice(file, row.line, row.problem or _EMPTY, is_refusal=True) for row in table.rows
                ]
        if not tables and not document.notices and not notices:
            notices.append(Notice(file, 1, _NO_RECORDS, is_refusal=True))
        return RawFile(tuple(tables), (*notices, *document.notices))


def _lines(text: str) -> Iterator[Record]:
    """The records of JSON Lines, or of objects that follow each other in any other way."""
    lines = text.split("\n")
    if all(_is_object(line) for line in lines if line.strip()):
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _record(number, *_loaded(line))
        return
    document = _Document(text, "")
    document.skip()
    while document.position < len(text):
        start = document.line()
        try:
            value = document.value()
        except _Stop as stop:
            # The line is lost and not those below it.
            yield Record(start, {}, f"it is not legal JSON ({stop.reason}).")
            end = text.find("\n", document.position)
            document.position = end if end >= 0 else len(text)
        else:
            yield _record(start, value)
        document.skip()


def _is_object(line: str) -> bool:
    return line.lstrip()[:1] == "{" and line.rstrip()[-1:] == "}"


def _loaded(line: str) -> tuple[object, str]:
    try:
        return _DECODER.decode(line), ""
    except RecursionError:
        return {}, _TOO_DEEP
    except json.JSONDecodeError as error:
        return {}, f"it is not legal JSON ({error.msg} at character {error.colno})."


def _record(line: int, value: object, problem: str = "") -> Record:
    if problem:
        return Record(line, {}, problem)
    if not isinstance(value, Mapping):
        return Record(line, {}, "it is no object {…}.")
    if name := _repeated(value):
        return Record(line, {}, f"it has the name '{name}' twice.")
    return Record(line, value)


def _repeated(value: object) -> str:
    if isinstance(value, _Repeating):
        return str(value[""])
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return next(filter(None, map(_repeated, inner)), "")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return _Repeating({"": twice})


# Numbers stay as they are written: 1.50 is not 1.5 to a reader, and no float holds every integer.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)


def _is_stream(text: str) -> bool:
    """Whether several objects follow each other: JSON Lines under another name."""
    document = _Document(text, "")
    document.skip()
    if not text.startswith("{", document.position):
        return False
    try:
        document.value()
    except _Stop:
        return False
    document.skip()
    return text.startswith("{", document.position)


@dataclass(slots=True)
class _Document:
    """A place in a JSON text, and the arrays of records and the facts beside them up to there."""

    text: str
    file: str
    position: int = 0
    found: list[tuple[str, int, list[Record]]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    counted: int = 0
    lines: int = 1

    def walk(self) -> None:
        """Find every array of records."""
        try:
            self.skip()
            self._value(())
            self.skip()
            if self.position < len(self.text):
                raise _Stop(self.line(), "text follows its end")
        except _Stop as stop:
            message = f"not legal JSON ({stop.reason}); nothing from here on is read."
            self.notices.append(Notice(self.file, stop.line, message, is_refusal=True))

    def skip(self) -> None:
        """Go to the next character that is no space."""
        space = _SPACE.match(self.text, self.position)
        self.position = space.end() if space else self.position

    def line(self) -> int:
        """The line of the place, counted on from the last time."""
        self.lines += self.text.count("\n", self.counted, self.position)
        self.counted = self.position
        return self.lines

    def value(self) -> object:
        """The value that begins here; the place is its end."""
        try:
            value, self.position = _DECODER.raw_decode(self.text, self.position)
        except json.JSONDecodeError as error:
            raise _Stop(error.lineno, error.msg) from None
        except RecursionError:
            raise _Stop(self.line(), _TOO_DEEP.rstrip(".")) from None
        return value

    def _value(self, path: tuple[str, ...]) -> None:
        if self.text.startswith("{", self.position) and len(path) < _DEPTH:
            self._members(path)
        elif self.text.startswith("[", self.position) and self._has_records():
            line, records = self.line(), list[Record]()
            self.found.append((" ".join(path), line, records))
            self.position += 1
            for line, value in self._elements():
                records.append(_record(line, value))
        else:
            line = self.line()
            self._fact(path, self.value(), line)

    def _has_records(self) -> bool:
        after = _SPACE.match(self.text, self.position + 1)
        return after is not None and self.text.startswith("{", after.end())

    def _members(self, path: tuple[str, ...]) -> None:
        self.position += 1
        self.skip()
        while not self._takes("}"):
            if not self.text.startswith('"', self.position):
                raise _Stop(self.line(), "a name in double quotes is missing")
            key = self.value()
            self.skip()
            if not self._takes(":"):
                raise _Stop(self.line(), "a colon is missing")
            self.skip()
            self._value((*path, str(key)))
            self._next("}")

    def _elements(self) -> Iterator[tuple[int, object]]:
        self.skip()
        while not self._takes("]"):
            yield self.line(), self.value()
            self._next("]")

    def _takes(self, mark: str) -> bool:
        is_there = self.text.startswith(mark, self.position)
        self.position += is_there
        return is_there

    def _next(self, closing: str) -> None:
        self.skip()
        if self._takes(","):
            self.skip()
            if self.text.startswith(closing, self.position):
                raise _Stop(self.line(), "nothing follows a comma")
        elif not self.text.startswith(closing, self.position):
            raise _Stop(self.line(), "a comma is missing")

    def _fact(self, path: tuple[str, ...], value: object, line: int) -> None:
        """What stands beside the records describes them, where it is short enough to."""
        plain = value if isinstance(value, list) else [value]
        said = ", ".join(scalar(part) for part in plain)
        if path and len(said) <= _FACT and not any(isinstance(part, list | dict) for part in plain):
            self.facts += [f"{'.'.join(path)}: {said}"] if said else []
        else:
            what = f"'{'.'.join(path)}'" if path else "this"
            message = f"{what} is not used: it is no array of records."
            self.notices.append(Notice(self.file, line, message, is_refusal=False))

"""A sidecar's bytes in, checked names and synonyms out; its schema is told in `SIDECARS.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError
from rapidfuzz import fuzz, process

from corpus.errors import SidecarError
from corpus.types import Kind

Names = tuple[Annotated[StrictStr, Field(min_length=1)], ...]
_LIKENESS = 60  # rapidfuzz's 0–100; below it a suggestion only misleads


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnEntry(_Entry):
    """What a sidecar says about one column; `values` maps a value to its synonyms."""

    description: StrictStr = ""
    kind: Kind | None = None
    unit: StrictStr = ""
    aliases: Names = ()
    values: dict[str, Names] = {}


class TableEntry(_Entry):
    """What a sidecar says about one table; `rows` maps a row's name to its other names."""

    description: StrictStr = ""
    key: StrictStr = ""
    aliases: Names = ()
    columns: dict[str, ColumnEntry] = {}
    rows: dict[str, Names] = {}


class SidecarEntry(_Entry):
    """A whole sidecar; `values` and `rows` hold in every table of its reach where they stand."""

    name: StrictStr = ""
    description: StrictStr = ""
    tables: dict[str, TableEntry] = {}
    values: dict[str, Names] = {}
    rows: dict[str, Names] = {}


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A checked sidecar and the file it stands in; `files` are the table files it speaks about."""

    file: str
    files: frozenset[str]
    entry: SidecarEntry


def parse_sidecar(data: bytes, *, file: str, files: Iterable[str]) -> Sidecar:
    """The sidecar in `data`.

    Raises:
        SidecarError: it is no TOML, or does not follow the schema; names the file and the key.
    """
    try:
        loaded = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SidecarError(f"{file}: is no TOML: {str(error).rstrip('.')}.") from None
    try:
        entry = SidecarEntry.model_validate(loaded)
    except ValidationError as error:
        raise SidecarError(f"{file}: {_first_error(error)}") from None
    return Sidecar(file, frozenset(files), entry)


def check_names(sidecar: Sidecar, tables: Collection[tuple[str, Collection[str]]]) -> None:
    """Check that the tables, columns and keys that a sidecar names are among `tables` (name, columns).

    Raises:
        SidecarError: one is not; the nearest name is suggested.
    """
    for name, entry in sidecar.entry.tables.items():
        named = [columns for table, columns in tables if table == name]
        if not named:
            raise SidecarError(absent(sidecar.file, "table", name, {table for table, _ in tables}))
        for column in (*entry.columns, *((entry.key,) if entry.key else ())):
            if not any(column in columns for columns in named):
                place = f"column of '{name}'"
                raise SidecarError(
                    absent(sidecar.file, place, column, {c for columns in named for c in columns})
                )


def absent(file: str, what: str, name: str, known: Collection[str]) -> str:
    """One line saying that no `what` is called `name`, with the nearest known name."""
    nearest = process.extractOne(
        name, sorted(known), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=_LIKENESS
    )
    if nearest:
        return f"{file}: no {what} '{name}'. Did you mean '{nearest[0]}'?"
    return f"{file}: no {what} '{name}'. Correct the name or remove the entry."


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"]]
    key = _key_path(path)
    given = first.get("input")
    if first["type"] == "extra_forbidden":
        known = _known_keys(path)
        nearest = process.extractOne(path[-1], known, scorer=fuzz.WRatio, score_cutoff=_LIKENESS)
        advice = f"Did you mean '{nearest[0]}'?" if nearest else f"Known here: {', '.join(known)}."
        return f"{key}: there is no such key. {advice}"
    if first["type"] == "enum":
        return f"{key}: '{given}' is no kind; use one of {', '.join(Kind)}."
    if first["type"] == "tuple_type":
        return f'{key}: has to be a list of texts, such as ["one", "another"].'
    message = first["msg"].removeprefix("Input ")
    return f"{key}: {message}, not {given!r}."


def _key_path(path: list[str]) -> str:
    return ".".join(
        part if part.replace("_", "").isalnum() and part.isascii() else f'"{part}"' for part in path
    )


def _known_keys(path: list[str]) -> list[str]:
    models: dict[int, Any] = {1: SidecarEntry, 3: TableEntry, 5: ColumnEntry}  # by the depth of the key
    return list(models[len(path)].model_fields) if len(path) in models else []

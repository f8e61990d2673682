"""Flags and environment variables in, every setting with its value and where it came from out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.errors import SettingError

PREFIX = "ROWCITE_"
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")
NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """What every face runs with; `origins` says for each name `flag`, `environment` or `default`.

    `unused` names the variables that look like ours and set nothing: most often a slip of the pen.
    """

    corpus: Path
    index: Path
    host: str
    port: int
    embed_origins: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How one setting is read: what it is for, its default, and the reader of its text."""

    name: str
    purpose: str
    default: Any
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that sets it.

        >>> Rule("port", "", 7860, int).variable
        'ROWCITE_PORT'
        """
        return PREFIX + self.name.upper()


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _host(text: str) -> str:
    if any(c.isspace() or c == "/" for c in text):
        raise ValueError("must be a host name or an address such as 127.0.0.1")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise ValueError("must be a whole number from 0 (any free port) to 65535")
    return int(text)


def _origins(text: str) -> tuple[str, ...]:
    found = tuple(part.strip().lower().rstrip("/") for part in text.split(",") if part.strip())
    if not found or not all(_ORIGIN.fullmatch(one) for one in found):
        raise ValueError("must be origins such as https://intranet.example, with commas between them")
    return found


RULES: tuple[Rule, ...] = (
    Rule("corpus", "the folder or file of tables to answer from", Path(__file__).parent / "data", _path),
    Rule("index", "the folder that the index is kept in", Path(".rowcite"), _path),
    Rule("host", "the address that `rowcite serve` answers at", "127.0.0.1", _host),
    Rule("port", "the port that `rowcite serve` answers at", 7860, _port),
    Rule("embed_origins", "the origins whose pages may embed the chat", (), _origins),
)


def load_settings(flags: Mapping[str, object], environ: Mapping[str, str] = NO_ENVIRONMENT) -> Settings:
    """The settings: a flag wins over its environment variable, which wins over the default.

    A flag that is None was not given; an empty environment variable counts as unset. Only entry points
    pass `os.environ`: a library call without it is the same on every machine.

    Raises:
        SettingError: a value is not legal; the message names the flag or the variable.

    >>> settings = load_settings({"port": "8000"}, {"ROWCITE_HOST": "localhost"})
    >>> settings.port, settings.host, settings.origins["port"], settings.origins["host"]
    (8000, 'localhost', 'flag', 'environment')
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for rule in RULES:
        given = flags.get(rule.name)
        if given is not None:
            values[rule.name] = _read(rule, str(given), f"--{rule.name}")
            origins[rule.name] = "flag"
        elif text := environ.get(rule.variable, "").strip():
            values[rule.name] = _read(rule, text, rule.variable)
            origins[rule.name] = "environment"
        else:
            values[rule.name] = rule.default
            origins[rule.name] = "default"
    known = {rule.variable for rule in RULES}
    unused = tuple(sorted(name for name in environ if name.startswith(PREFIX) and name not in known))
    return Settings(**values, origins=origins, unused=unused)


def _read(rule: Rule, text: str, place: str) -> Any:
    if not text.strip():
        raise SettingError(f"{place} is empty: it names {rule.purpose}.")
    try:
        return rule.read(text)
    except ValueError as error:
        raise SettingError(f"{place} is {text!r}: it {error}.") from None

"""Flags and environment variables in, every setting with its value and where it came from out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import SettingError

MAX_FILE_MB = 100
_MOST_MB = 100_000
PREFIX = "ROWCITE_"
LOGS = ("off", "requests", "questions")  # the last with the questions' text
ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
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
    encoder: str
    chroma_url: str
    root_path: str
    api_keys: tuple[str, ...] = field(repr=False)  # a traceback or a log must not show them
    allow_anonymous: bool
    rate_limit: int
    log: str
    llm_url: str
    llm_model: str
    max_file_mb: int = MAX_FILE_MB
    embed_origins: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How one setting is read: what it is for, its default, the reader of its text, whether it is secret.

    A secret comes from its variable alone: command lines are seen by everyone on the machine.
    """

    name: str
    purpose: str
    default: Any
    read: Callable[[str], Any]
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it.

        >>> Rule("port", "", 7860, int).variable
        'ROWCITE_PORT'
        """
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """The flag that sets it.

        >>> Rule("root_path", "", "", str).flag
        '--root-path'
        """
        return "--" + self.name.replace("_", "-")


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _text(text: str) -> str:
    return text.strip()


def _chroma_url(text: str) -> str:
    parts = urlsplit(text.strip())
    path = [part for part in parts.path.split("/") if part]
    if parts.scheme not in ("http", "https") or not parts.hostname or len(path) not in (0, 2):
        raise ValueError("must be an address such as http://localhost:8000, or that with /TENANT/DATABASE")
    return text.strip().rstrip("/")


def _host(text: str) -> str:
    if any(c.isspace() or c == "/" for c in text):
        raise ValueError("must be a host name or an address such as 127.0.0.1")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise ValueError("must be a whole number from 0 (any free port) to 65535")
    return int(text)


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _MOST_MB:
        raise ValueError(f"must be a whole number from 1 to {_MOST_MB}")
    return int(text)


def _root_path(text: str) -> str:
    if not ROOT_PATH.fullmatch(text):
        raise ValueError("must be a path such as /rowcite, without a slash at its end")
    return text


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(key for part in text.split(",") if (key := part.strip()))
    if not keys or not all(key.isascii() and key.isprintable() and " " not in key for key in keys):
        raise ValueError("must be keys of printable ASCII without spaces, with commas between them")
    return keys


def _yes_no(text: str) -> bool:
    if text.lower() not in ("1", "yes", "true", "0", "no", "false"):
        raise ValueError("must be yes or no")
    return text.lower() in ("1", "yes", "true")


def _rate(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1_000_000:
        raise ValueError("must be a whole number from 1 to 1000000")
    return int(text)


def _log(text: str) -> str:
    if text not in LOGS:
        raise ValueError(f"must be one of {', '.join(LOGS)}")
    return text


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or any(c.isspace() for c in text):
        raise ValueError("must be a URL such as http://127.0.0.1:8080/v1")
    return text


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
    Rule("max_file_mb", "the most megabytes that one file may have, unpacked", MAX_FILE_MB, _megabytes),
    Rule("encoder", "the model that makes vectors: a name or a folder", "all-MiniLM-L6-v2", _text),
    Rule("chroma_url", "the Chroma server that keeps the vectors; empty: the index folder", "", _chroma_url),
    Rule("root_path", "the path below which a reverse proxy shows the server", "", _root_path),
    Rule("api_keys", "the keys that the server asks for", (), _keys, is_secret=True),
    Rule("allow_anonymous", "whether to serve other machines without keys", False, _yes_no),
    Rule("rate_limit", "how many questions a key may ask in a minute", 120, _rate),
    Rule("log", f"what the server logs: {', '.join(LOGS)}", "requests", _log),
    Rule("llm_url", "a language model's address; named by `rowcite models`, asked for no answer", "", _url),
    Rule("llm_model", "that model's name", "", str),
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
        given = None if rule.is_secret else flags.get(rule.name)
        if given is not None:
            values[rule.name] = _read(rule, str(given), rule.flag)
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
        shown = "not legal" if rule.is_secret else repr(text)
        raise SettingError(f"{place} is {shown}: it {error}.") from None

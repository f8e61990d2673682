"""How text goes to a terminal: colours where they are wanted, and no control characters from cells."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Palette:
    """Styles a piece of text, or leaves it alone where colours are not wanted."""

    is_on: bool

    def bold(self, text: str) -> str:
        """The text in bold."""
        return self._wrap(text, "1")

    def quiet(self, text: str) -> str:
        """The text dimmed, for what need not be read."""
        return self._wrap(text, "2")

    def accent(self, text: str) -> str:
        """The text in the colour of citation markers."""
        return self._wrap(text, "36")

    def warn(self, text: str) -> str:
        """The text in the colour of refusals and warnings."""
        return self._wrap(text, "33")

    def _wrap(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on and text else text


def palette_for(stream: TextIO, environ: Mapping[str, str]) -> Palette:
    """Colours on a terminal only, and never against the user's `NO_COLOR` or a dumb terminal."""
    is_wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Palette(is_on=is_wanted and stream.isatty())


def printable(text: str) -> str:
    r"""The text with every control character but line breaks and tabs shown as `�`.

    A cell is foreign text: an escape sequence in it must not reach the terminal.

    >>> printable("a\x1b[31mb\n")
    'a�[31mb\n'
    """
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else "�" for c in text)


def say(line: str) -> None:
    """One line on stderr: what happens, as against what was asked for."""
    print(printable(line), file=sys.stderr, flush=True)

"""Text in, comparable words out: the one normalisation that catalogs and questions share."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_RUN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_SPECIAL = re.compile(r"['’]|\d[sS]|\d[.,]\d|[^\x00-\x7f]")
_PLAIN = re.compile(r"[a-z]+|[0-9]+")
_SLUG = re.compile(r"[\W_]+")


class _Stemmer(threading.local):
    """A stemmer for each thread: it keeps the word it works on, so two threads in one give wrong stems."""

    def __init__(self) -> None:
        self.stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord


_STEMMER = _Stemmer()
_MONTHS = frozenset(
    ("january", "february", "june", "july", "august", "september", "sept", "october", "november", "december")
)
_SLUG_LIMIT = 80  # the contract's limit on row and table slugs


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its characters `text[start:end]`, folded form and stem."""

    start: int
    end: int
    folded: str
    stem: str


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents dropped.

    >>> fold("Café ﬁne")
    'cafe fine'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """The Snowball English stem of one folded word; digits and short words stay as they are.

    >>> stem("prices"), stem("pricing")
    ('price', 'price')
    """
    if len(folded) < 3 or not folded.isascii() or not folded.isalpha():
        return folded
    if folded in _MONTHS:
        return folded[:3]  # “July” meets “Jul”
    if len(folded) > 3 and folded.endswith("us"):
        return folded[:-1]  # “GPUs” meets “GPU”; “campus” loses its s on both sides, which harms nothing
    return str(_STEMMER.stem(folded))


@lru_cache(maxsize=8192)  # questions, names and cells come again and again
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order: runs of letters or of digits, so `H100` is `h` and `100`.

    Thousands separators are dropped from numbers (`1,250` is `1250`).
    """
    return tuple(Word(start, end, folded, stem(folded)) for start, end, folded in _runs(text))


def _runs(text: str) -> list[tuple[int, int, str]]:
    """Where each word begins and ends, and its folded form."""
    found: list[tuple[int, int, str]] = []
    for run in _RUN.finditer(text):
        word, (start, end) = run.group(), run.span()
        folded = _digits(word) if word[0].isdigit() else fold(word)
        if folded in ("s", "t") and text[max(0, start - 1) : start] in ("'", "’"):
            continue  # the possessive and the clipped “not” of “doesn't” are no words of their own
        if folded == "s" and found and found[-1][1] == start and found[-1][2][0].isdigit():
            continue  # “H100s” is the plural of “H100”
        found.append((start, end, folded))
    return found


def folded_words(text: str) -> list[str]:
    """The folded words of a text: in one go where no rule of `_runs` can apply, which is most of the time."""
    if _SPECIAL.search(text):
        return [folded for _, _, folded in _runs(text)]
    return _PLAIN.findall(text.lower())


@lru_cache(maxsize=8192)  # the names of a schema are compared with every question
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order.

    >>> stems("On-demand pricing, TPU v5p")
    ('on', 'demand', 'price', 'tpu', 'v', '5', 'p')
    """
    return tuple(map(stem, folded_words(text)))


@lru_cache(maxsize=8192)  # names and cells come again and again while an answer is checked
def folded(text: str) -> str:
    """The folded words of a text joined by spaces: equal texts up to case, accents and punctuation."""
    return " ".join(folded_words(text))


def slug(text: str) -> str:
    """The contract's slug: NFKC, lower case, other characters to single hyphens, at most 80 long.

    >>> slug("vLLM (UC Berkeley)")
    'vllm-uc-berkeley'
    """
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
    return _SLUG.sub("-", plain).strip("-")[:_SLUG_LIMIT].strip("-")


def _digits(text: str) -> str:
    if "," in text and all(len(part.split(".")[0]) == 3 for part in text.split(",")[1:]):
        text = text.replace(",", "")
    return text

"""A table's own names and values in, questions about them as a person would put them out."""

from __future__ import annotations

import re

from assistant.draft import is_singular_noun, phrase
from assistant.lexicon import is_agent, parts_of_speech
from corpus.types import Column, Kind, Table
from corpus.words import fold

_BRACKET = re.compile(r"\s*[(\[].*?[)\]]\s*$")  # a unit or a remark at the end of a name
_MISSING = {"died": "die", "arrived": "arrive", "departed": "depart", "retired": "retire", "ended": "end"}
YES_NO = ("yes", "no")
_PERSONS = (
    "er",
    "or",
    "ist",
    "ian",
    "ent",
    "ant",
    "head",
    "lead",
    "man",
)  # a country is an agent, and no “who”
_WHEN = ("year", "date", "day", "time")
_PREPOSITIONS = frozenset(["at", "by", "for", "from", "in", "of", "on", "since", "to", "until", "with"])


def look_up(column: Column, name: str) -> str:
    """A question for one cell of the row of that name."""
    words = _called(column)
    last = fold(words).split()[-1]
    match column.kind:
        case Kind.YES_NO if _is_adjective(words):
            return f"Is {name} {words}?"
        case Kind.YES_NO:
            return f"Does {name} have {_with_article(words)}?"
        case Kind.NUMBER if _is_plural(last):
            return f"How many {words} does {name} have?"
        case Kind.DATE | Kind.NUMBER if last in _MISSING:
            return f"When did {name} {_MISSING[last]}?"
        case Kind.DATE | Kind.NUMBER if _is_participle(last):
            first, _, rest = words.partition(" ")
            return f"When was {name} {rest if first in _WHEN else words}?"
        case Kind.TEXT | Kind.CATEGORY if is_agent(last) and last.endswith(_PERSONS):
            return f"Who is the {words} of {name}?"
    if _is_plural(last):
        return f"What are the {words} of {name}?"
    if not _is_noun(words):
        return f"What is in the column {column.name} for {name}?"
    return f"What is the {words} of {name}?"


def having(column: Column, value: str, *, is_denied: bool = False) -> str:
    """The rest of “Which rows …” for the rows that have a value, or have it not."""
    words = _called(column)
    if column.kind is Kind.YES_NO and fold(value) in YES_NO:
        is_denied ^= fold(value) == "no"
        if _is_adjective(words):
            return f"are not {words}" if is_denied else f"are {words}"
        return f"{_have(is_denied)} {_with_article(words)}"
    if column.kind is Kind.LIST and _is_plural(fold(words).split()[-1]):
        return f"{_have(is_denied)} {value} among their {words}"
    if not _is_noun(words):
        return f"{_have(is_denied)} “{value}” under “{column.name}”"
    return f"{_have(is_denied)} {value} as their {words}"


def rows_called(table: Table) -> str:
    """What the rows of a table are called, in the plural.

    >>> from corpus.types import Table
    >>> [rows_called(Table("t", name, "", (), (), "")) for name in ("Cloud Providers", "ship-logs", "Staff")]
    ['cloud providers', 'ship logs', 'rows of Staff']
    """
    name = re.sub(r"[-_]+", " ", table.name)
    return phrase(name) if _is_plural(fold(name).split()[-1]) else f"rows of {table.name}"


def _called(column: Column) -> str:
    """A column's name inside a sentence, without its unit."""
    return phrase(re.sub(r"_+", " ", _BRACKET.sub("", column.name) or column.name))


def _have(is_denied: bool) -> str:
    return "do not have" if is_denied else "have"


def _with_article(words: str) -> str:
    """One word with its article; several are often of a kind that takes none."""
    if " " in words or _is_plural(words):
        return words
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _is_adjective(words: str) -> bool:
    first = words.split()[0]
    return "-" in first or _is_participle(fold(words).split()[-1]) or parts_of_speech(fold(first)) == "a"


def _is_participle(word: str) -> bool:
    is_regular = word.endswith("ed") and "n" not in parts_of_speech(word)  # “speed” is a noun
    return is_regular or word in ("built", "born", "made", "begun", "held")


def _is_noun(words: str) -> bool:
    last = fold(words).split()[-1]
    return (is_singular_noun(words) or "n" in parts_of_speech(last)) and last not in _PREPOSITIONS


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and word[-2] not in "sui"

"""An English word in; its base form, its derived words and synonyms, and what an adjective measures, out.

Everything here is general English from `data/` (see the README there). Words go in and come out folded
(`corpus.words.fold`). The word file is read once, and its sorted lines are searched, so that opening costs
a few milliseconds and each new word some microseconds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from corpus.words import stem

DATA = Path(__file__).with_name("data")
_DEGREE = re.compile(r"([a-z]+)\t.*\b[ct]:([a-z]+)")
_NEEDS_DOUBLING = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")  # “plan” makes “planning”, never “planing”


class Relation(StrEnum):
    """How a word is near another, the nearer first: formed from it (or its agent, or act), or alike."""

    DERIVED = "d"
    SYNONYM = "s"


class Attribute(NamedTuple):
    """A noun that an adjective measures; `direction` is +1 where the adjective is its high end, else -1."""

    noun: str
    direction: int


@lru_cache(maxsize=16384)
def lemma(word: str) -> str:
    """The base of an irregular form, comparative or superlative; any other word as it is.

    Regular plurals and verb forms share their base's stem and are left to it. Where a form is also a word of
    its own, the more frequent reading decides (`found` is `find`, `data` and `ground` stay).

    >>> lemma("children"), lemma("built"), lemma("cheapest"), lemma("prices")
    ('child', 'build', 'cheap', 'prices')
    """
    fields = _fields(word)
    return fields.get("l") or fields.get("t") or fields.get("c") or word


def parts_of_speech(word: str) -> str:
    """The letters of the parts of speech of a base form: n, v, a and r (adverb); `""` where it is unknown.

    >>> parts_of_speech("explicitly"), parts_of_speech("lead")
    ('r', 'nv')
    """
    return _fields(word).get("p", "")


@lru_cache(maxsize=16384)
def is_agent(noun: str) -> bool:
    """Whether a noun, in any number, means persons or organisations: whether “who” may ask for it.

    >>> is_agent("vendors"), is_agent("staff"), is_agent("rooms"), is_agent("trainings")
    (True, True, False, False)
    """
    return any("a" in _fields(base) for base in (noun, lemma(noun), *_detached(noun)))


@lru_cache(maxsize=16384)
def asked_for(phrase: str) -> tuple[str, ...]:
    """What columns are called that answer a verb, agent or phrase, in the order of the letters.

    One way only: “who speaks Dutch” asks a column Languages; a question on languages asks no column Speaks.

    >>> asked_for("speaks"), asked_for("turned down")[:2], asked_for("zzyzx")
    (('language', 'tongue'), ('decision', 'outcome'), ())
    """
    first, space, rest = phrase.partition(" ")
    found = (_fields(base + space + rest).get("q", "") for base in (first, lemma(first), *_bases(first)))
    return tuple(name.replace("_", " ") for name in next(filter(None, found), "").split())


@lru_cache(maxsize=16384)
def places(adjective: str) -> tuple[str, ...]:
    """The folded names of the place that an adjective says something is of, or its people are of.

    >>> places("german")[-1], places("south korean"), places("cheap")
    ('germany', ('republic of korea', 'south korea'), ())
    """
    names = next(
        (found for word in (adjective, *_detached(adjective)) if (found := _fields(word).get("g"))), ""
    )
    return tuple(names.split(",")) if names else ()


@lru_cache(maxsize=16384)
def comparative_base(word: str) -> str:
    """The adjective or adverb that a comparative belongs to, `""` where the word is none.

    >>> comparative_base("cheaper"), comparative_base("further"), comparative_base("number")
    ('cheap', 'far', '')
    """
    return _fields(word).get("c", "") or _graded(word, "er")


@lru_cache(maxsize=16384)
def superlative_base(word: str) -> str:
    """The adjective or adverb that a superlative belongs to, `""` where the word is none.

    >>> superlative_base("cheapest"), superlative_base("worst"), superlative_base("forest")
    ('cheap', 'bad', '')
    """
    return _fields(word).get("t", "") or _graded(word, "est")


def _graded(word: str, ending: str) -> str:
    """The adjective of measure that a regular form in -er or -est belongs to, `""` where there is none."""
    trunk = word.removesuffix(ending)
    if trunk == word or len(trunk) < 3:
        return ""
    bases = (trunk, trunk + "e", trunk[:-1] + "y" if trunk[-1] == "i" else "", trunk[:-1])
    return next((base for base in bases if base in attributes()), "")


@lru_cache(maxsize=16384)
def related(word: str) -> Mapping[str, Relation]:
    """The words that may stand for this one, each with its relation, in alphabetical order.

    Inflected forms have the relatives of their base, and the base itself; each relative comes with its
    irregular forms (`write` with `wrote`). Words of the same stem are left out (stems meet without help), so
    are rare senses; nothing is transitive. Comparatives and superlatives have no relatives, and an adjective
    is none of what it measures: it says more than the noun, see `attribute`.

    >>> related("cost")["price"], "founder" in related("founded"), dict(related("shore"))
    (<Relation.SYNONYM: 's'>, True, {})
    """
    found: dict[str, Relation] = {}
    if not _fields(word).keys().isdisjoint("ct"):
        return found
    for source in (word, *_bases(word)):
        found.setdefault(source, Relation.DERIVED)
        fields = _fields(source)
        for form in fields.get("i", "").split():
            found.setdefault(form, Relation.DERIVED)
        for relation in Relation:
            for other in fields.get(relation.value, "").split():
                for form in (other, *_fields(other).get("i", "").split()):
                    found.setdefault(form, relation)
    return {other: found[other] for other in sorted(found) if stem(other) != stem(word)}


@lru_cache(maxsize=16384)
def is_english(word: str) -> bool:
    """Whether this is a common English word or well-known name, in any inflection: not a slip to correct.

    >>> is_english("pricing"), is_english("organisations"), is_english("pricng")
    (True, True, False)
    """
    return bool(_line(word)) or any(True for _ in _detached(word))


@lru_cache(maxsize=16384)
def attribute(adjective: str) -> tuple[Attribute, ...]:
    """The nouns that an adjective (or its comparative or superlative) measures, its own dimension first.

    Directions are the base's: both `cheap` and `cheapest` are the low end of price. Unknown gives `()`.

    >>> attribute("cheap")[0]
    Attribute(noun='price', direction=-1)
    >>> [tuple(each) for each in attribute("oldest")]
    [('age', 1), ('date', -1), ('year', -1)]
    """
    base = superlative_base(adjective) or comparative_base(adjective)
    return attributes().get(adjective) or attributes().get(base, ())


@lru_cache(maxsize=1)
def asking_words() -> frozenset[str]:
    """The words that ask for a column without naming it: adjectives in each degree, verbs, agents."""
    lines = (line.split("\t") for line in _lines() if "\tq:" in line)
    verbs = {word for word, *_ in lines if " " not in word}
    graded = {found[1] for line in _lines() if (found := _DEGREE.match(line)) and found[2] in attributes()}
    regular = {
        form
        for adjective in attributes()
        for trunk in (
            adjective.removesuffix("e"),
            adjective.removesuffix("y") + "i" * adjective.endswith("y"),
        )
        for form in (trunk + "er", trunk + "est")
        if attribute(form)
    }
    inflected = {f"{verb.removesuffix('e')}ed" for verb in verbs} | {f"{verb}s" for verb in verbs}
    return frozenset({*attributes(), *graded, *regular, *verbs, *inflected})


def inflected_from(word: str) -> Iterator[tuple[str, str]]:
    """The (base, part of speech) pairs that English spelling allows for a regular inflection, real or not.

    >>> sorted(inflected_from("rated"))
    [('rate', 'v')]
    """
    if len(word) < 4:
        return
    if word.endswith("ies"):
        yield from ((word[:-3] + "y", part) for part in "nv")
    elif word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield from ((word[:-2], part) for part in "nv")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield from ((word[:-1], part) for part in "nv")
    for ending in ("ed", "ing"):
        trunk = word.removesuffix(ending)
        if trunk == word or len(trunk) < 2:
            continue
        if ending == "ed" and trunk.endswith("i"):
            yield trunk[:-1] + "y", "v"
        if not _NEEDS_DOUBLING.fullmatch(trunk):
            yield trunk, "v"
        if trunk[-1] not in "aiou":
            yield trunk + "e", "v"
        if trunk[-1] == trunk[-2] and trunk[-1] not in "aeiou":
            yield trunk[:-1], "v"


def _detached(word: str) -> Iterator[str]:
    """The words of the lexicon that this one is a regular inflection of."""
    for base, part in inflected_from(word):
        if part in _fields(base).get("p", ""):
            yield base


def _bases(word: str) -> tuple[str, ...]:
    """What a form comes from; a word of its own (`news`) only where its stem leads there (`pricing`)."""
    irregular = () if lemma(word) == word else (lemma(word),)
    is_own = "p" in _fields(word)
    regular = (base for base in _detached(word) if not is_own or stem(base) == stem(word))
    return tuple(dict.fromkeys((*irregular, *regular)))


@lru_cache(maxsize=1)
def _lines() -> Sequence[str]:
    """The lines of the word file, in the order of their words."""
    lines = (DATA / "lexicon.txt").read_text("utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def _line(word: str) -> str:
    """The word's line, `""` where it has none."""
    lines = _lines()
    at = bisect_left(lines, word)
    return lines[at] if at < len(lines) and lines[at].split("\t", 1)[0] == word else ""


@lru_cache(maxsize=16384)
def _fields(word: str) -> Mapping[str, str]:
    """The fields of a word's line by their letter; the file's header names the letters."""
    parts = _line(word).split("\t")[1:]
    return {part[0]: part[2:] for part in parts}


@lru_cache(maxsize=1)
def attributes() -> Mapping[str, tuple[Attribute, ...]]:
    """All adjectives of the hand-checked table, in their base form, with what they measure."""
    table = {}
    for line in (DATA / "adjectives.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            adjective, nouns = line.split("\t")
            table[adjective] = tuple(Attribute(n[1:], 1 if n[0] == "+" else -1) for n in nouns.split())
    return table

"""The closed classes of English that the assistant knows, read once from `data/english.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from assistant.lexicon import asking_words, is_agent, is_english, lemma, parts_of_speech
from corpus.words import fold, stem, words

YES = frozenset(("yes", "y", "true"))  # what cells have for it
_NOMINAL = ("er", "or", "ion", "ment", "ance", "ence", "age")  # the endings of nouns that verbs give


@dataclass(frozen=True, slots=True)
class English:
    """Soft words by folded form, light verbs by stem, trigger and other phrases as folded words.

    `codes` has what a word or letter means in cells of codes (`w`: `results.win`).
    A trigger's kind may carry a detail after a colon: `bound:>=`, `rank:high`, `function:sum`.
    """

    soft: frozenset[str]
    light: frozenset[str]
    light_words: frozenset[str]
    telling: frozenset[str]
    generic: frozenset[str]
    anaphora: frozenset[str]
    denials: frozenset[str]
    sites: frozenset[str]
    phrasal: frozenset[str]
    instructions: frozenset[str]
    tellers: frozenset[str]
    weekdays: frozenset[str]
    turning: frozenset[str]
    times: frozenset[str]
    weak: frozenset[str]
    faint: frozenset[str]
    faint_words: frozenset[str]
    functions: frozenset[str]
    gaining: frozenset[str]
    beginnings: frozenset[str]
    endings: frozenset[str]
    terms: frozenset[str]
    dating: frozenset[str]
    column_nouns: frozenset[str]
    row_nouns: frozenset[str]
    persons: frozenset[str]
    person_tables: frozenset[str]
    kind_nouns: dict[str, frozenset[str]]
    inverse: frozenset[str]
    abbreviations: dict[str, frozenset[str]]
    currencies: dict[str, str]
    codes: dict[str, frozenset[str]]
    labels: frozenset[str]
    short_forms: dict[str, str]
    triggers: dict[tuple[str, ...], tuple[str, ...]]
    polite: frozenset[tuple[str, ...]]
    whether: frozenset[tuple[str, ...]]
    shorthand: dict[str, str]
    yes_no: frozenset[str]
    help: frozenset[tuple[str, ...]]
    small_talk: frozenset[str]
    talk_fillers: frozenset[str]
    ability: frozenset[str]
    ability_fillers: frozenset[str]
    continuations: frozenset[tuple[str, ...]]
    corrections: frozenset[tuple[str, ...]]
    explaining: frozenset[tuple[str, ...]]
    sorting: frozenset[str]
    dropping: frozenset[tuple[str, ...]]
    numbers: dict[str, int]
    winning: dict[str, int]
    ordinals: dict[str, int]
    longest_phrase: int

    def is_faint(self, folded: str) -> bool:
        """Whether a plan may leave this word unused where nothing explains it, at a cost."""
        is_manner = folded.endswith("ly") and parts_of_speech(folded) == "r"
        # As with soft words: “provide” says little, a “provider” is a thing.
        is_doer = (
            is_agent(folded)
            and folded.endswith(("er", "or", "ers", "ors"))
            and folded not in self.faint_words
        )
        return is_manner or (stem(lemma(folded)) in self.faint and not is_doer)

    def is_row_noun(self, folded: str) -> bool:
        """Whether people use this noun for the rows of a table of any name."""
        return stem(lemma(folded)) in self.row_nouns

    def is_soft(self, folded: str) -> bool:
        """Whether a plan may leave this word unused."""
        if folded in self.soft or folded in self.generic:
            return True
        if folded in self.light_words or folded.removesuffix("s") in self.light_words:
            return True
        # A “provider” is a thing and “provide” is not: no more is “location” as empty as “located”.
        return stem(lemma(folded)) in self.light and not folded.removesuffix("s").endswith(_NOMINAL)


@lru_cache(maxsize=1)
def english() -> English:
    """The classes, parsed on first use."""
    data = tomllib.loads(files("assistant").joinpath("data/english.toml").read_text("utf-8"))
    triggers: dict[tuple[str, ...], list[str]] = {}
    for kind, phrases in data["triggers"].items():
        for phrase in phrases:
            triggers.setdefault(phrase_words(phrase), []).append(kind)
    details = (
        ("bound", "relations"),
        ("dated", "dated"),
        ("trailing", "trailing"),
        ("rank", "ranks"),
        ("count rank", "count_ranks"),
        ("function", "functions"),
        ("nth", "places"),
        ("neighbour", "neighbours"),
        ("degree", "degrees"),
        ("direction", "directions"),
    )
    for name, section in details:
        for detail, phrases in data[section].items():
            for phrase in phrases:
                triggers.setdefault(phrase_words(phrase), []).append(f"{name}:{detail}")
    polite = frozenset(phrase_words(phrase) for phrase in data["polite"]["phrases"])
    whether = frozenset(phrase_words(phrase) for phrase in data["polite"]["whether"])
    help_phrases = frozenset(phrase_words(phrase) for phrase in data["help"]["phrases"])
    return English(
        soft=frozenset(fold(data["soft"]).split()),
        light=frozenset(stem(word) for word in fold(data["light"]).split()),
        telling=frozenset(stem(word) for word in fold(data["telling"]).split()),
        light_words=frozenset(fold(data["light"]).split()),
        generic=frozenset(fold(data["generic"]).split()),
        anaphora=frozenset(fold(data["anaphora"]).split()),
        denials=frozenset(stem(word) for word in fold(data["denials"]).split()),
        sites=frozenset(data["sites"].split()),
        phrasal=frozenset(stem(word) for word in fold(data["phrasal"]).split()),
        instructions=frozenset(fold(data["instructions"]).split()),
        tellers=frozenset(fold(data["tellers"]).split()),
        weekdays=frozenset(fold(data["weekdays"]).split()),
        turning=frozenset(fold(data["turning"]).split()),
        times=frozenset(fold(data["times"]).split()),
        weak=frozenset(fold(data["weak"]).split()),
        faint_words=frozenset(fold(data["faint"]).split()),
        faint=frozenset(stem(word) for word in fold(data["faint"]).split()),
        gaining=frozenset(stem(word) for word in fold(data["gaining"]).split()),
        beginnings=frozenset(stem(word) for word in fold(data["beginnings"]).split()),
        endings=frozenset(stem(word) for word in fold(data["endings"]).split()),
        column_nouns=frozenset(data["column_nouns"].split()),
        dating=frozenset(stem(word) for word in fold(data["dating"]).split()),
        terms=frozenset(stem(word) for word in fold(data["terms"]).split()),
        abbreviations={k: frozenset(stem(w) for w in v.split()) for k, v in data["abbreviations"].items()},
        currencies={word: code for code, names in data["currencies"].items() for word in names},
        kind_nouns={
            stem(noun): frozenset(kinds.split())
            for kinds, nouns in data["kind_nouns"].items()
            for noun in nouns.split()
        },
        codes=_codes(data["codes"]),
        inverse=frozenset(data["inverse"]["columns"].split()),
        labels=frozenset(data["labels"]["columns"].split()),
        short_forms=dict(data["short_forms"]),
        persons=frozenset(stem(word) for word in fold(data["persons"]).split()),
        person_tables=frozenset(stem(word) for word in fold(data["person_tables"]).split()),
        row_nouns=frozenset(stem(word) for word in fold(data["row_nouns"]).split()),
        triggers={phrase: tuple(kinds) for phrase, kinds in triggers.items()},
        functions=frozenset(word for words in data["functions"].values() for word in words),
        polite=polite,
        whether=whether,
        shorthand=dict(data["shorthand"]),
        yes_no=frozenset(data["polite"]["yes_no"]),
        help=help_phrases,
        small_talk=frozenset(data["help"]["small_talk"].split()),
        talk_fillers=frozenset(data["help"]["talk_fillers"].split()),
        ability=frozenset(data["help"]["ability"].split()),
        ability_fillers=frozenset(data["help"]["ability_fillers"].split()),
        continuations=frozenset(phrase_words(phrase) for phrase in data["dialogue"]["continuations"]),
        corrections=frozenset(phrase_words(phrase) for phrase in data["dialogue"]["corrections"]),
        explaining=frozenset(phrase_words(phrase) for phrase in data["dialogue"]["explaining"]),
        sorting=frozenset(data["dialogue"]["sorting"]),
        dropping=frozenset(phrase_words(phrase) for phrase in data["dialogue"]["dropping"]),
        winning=dict(data["winning"]),
        ordinals=dict(data["ordinals"]),
        numbers={word: value for value, word in enumerate(data["numbers"]["words"])},
        longest_phrase=max(len(phrase) for phrase in (*triggers, *polite, *whether)),
    )


def _codes(families: dict[str, dict[str, str]]) -> dict[str, frozenset[str]]:
    """What each word or letter means in the families of codes (`results.win`)."""
    found: dict[str, set[str]] = {}
    for family, meanings in families.items():
        for meaning, said in meanings.items():
            for word in said.split():
                found.setdefault(word, set()).add(f"{family}.{meaning}")
    return {word: frozenset(meanings) for word, meanings in found.items()}


@lru_cache(maxsize=4096)
def head(name: str) -> str:
    """The noun that the name of a column turns on: its last word before a preposition or a bracket.

    >>> head("Time as manager"), head("Pick #"), head("Number of stars (total)")
    ('time', '#', 'stars')
    """
    parts = re.split(r"[(\[,]", name)[0].strip()
    if parts.endswith(("#", "№")):
        return "#"
    found = [word.folded for word in words(parts)]
    while len(found) > 2 and found[0] in ("total", "number", "amount", "count", "quantity", "of", "no"):
        found = found[1:]
    ends = [
        i
        for i, word in enumerate(found)
        if i and word in ("of", "as", "in", "for", "per", "at", "by", "to", "from", "on")
    ]
    found = found[: min(ends)] if ends else found
    return found[-1] if found else ""


@lru_cache(maxsize=4096)
def nearest_word(word: str) -> str:
    """The word of these classes that an unknown word is a slip of, `""` where it is none or may be several.

    Then also the words that ask for a column: adjectives of measure in each degree, verbs, agents.

    >>> nearest_word("wich"), nearest_word("diffrence"), nearest_word("strongst"), nearest_word("paris")
    ('which', 'difference', 'strongest', '')
    """
    classes = english()
    if word in classes.shorthand:
        return classes.shorthand[word]
    if len(word) < 3 or is_english(word):
        return ""
    own, asking = _spellings()
    return _nearest(word, own) or (_nearest(word, asking) if len(word) >= 4 else "")


@lru_cache(maxsize=1)
def _spellings() -> tuple[Sequence[str], Sequence[str]]:
    """The longer words of the classes, and the words that ask for a column, both in their order."""
    classes = english()
    triggers = {part for phrase in classes.triggers for part in phrase}
    known = classes.soft | classes.light_words | classes.faint_words | triggers
    return sorted(word for word in known if len(word) >= 4), sorted(asking_words())


def _nearest(word: str, known: Sequence[str]) -> str:
    """The only nearest of some words within a slip or, for a long word, two."""
    allowed = 1 if len(word) < 7 else 2
    found = extract(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=3)
    asking = [str(w) for w, _, _ in found if w in ("what", "which", "where", "when", "many")]
    nearest = [str(w) for w, distance, _ in found if distance == found[0][1]]
    is_one = len({stem(w) for w in nearest}) == 1  # “own” and “owned” are one word
    return asking[0] if asking else nearest[0] if is_one else ""


def is_denied(part: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether a denial stands before the phrase in a part of a text (“does not take cash”).

    Both are stems in order; a phrase with a denial of its own is not denied.
    """
    denials = english().denials
    if denials & set(phrase):
        return False
    size = len(phrase)
    starts = [i for i in range(len(part) - size + 1) if tuple(part[i : i + size]) == tuple(phrase)]
    return bool(starts) and all(denials & set(part[:start]) for start in starts)


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase; a bare sign such as `&` is its own word."""
    return tuple(word.folded for word in words(phrase)) or (phrase,)

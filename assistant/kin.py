"""Words that the catalog does not have as they stand: relatives in general English, measures, and slips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.calling import Place, calling, heads, is_cut
from assistant.english import english, head
from assistant.lexicon import (
    Relation,
    asked_for,
    attribute,
    comparative_base,
    is_agent,
    is_english,
    lemma,
    related,
    superlative_base,
)
from assistant.memo import remembered
from assistant.question import Token, is_purpose
from assistant.senses import Sense, Source, Tier
from assistant.spelling import SHORTEST_NAME, SHORTEST_WORD, names, vocabulary
from corpus.conversion import dimension, factor
from corpus.types import Column, Kind, Table
from corpus.units import is_unit
from corpus.words import folded, stem, stems

_WHO = frozenset(("who", "whom", "whose", "nobody", "anybody", "anyone", "somebody", "someone"))
_SUMS = frozenset(("Total", "total", "TOTAL"))  # short for any noun that is counted, medals above all
_LONGEST_ASKED = 2  # words: “look after”
_DEGREES = frozenset(("how", "as", "so", "most", "least", "more", "less", "than"))
_BEING = frozenset(("it", "they", "he", "she", "is", "are", "was", "were"))
_MEASURED = {"cost": "cost", "price": "cost", "date": "date"}  # nouns of measure, as the stems of words

# What the units of a column must measure for the column to answer a noun of measure.
_DIMENSION_OF = {"duration": "time", "weight": "mass", "mass": "mass", "speed": "speed", "area": "area"}


# Columns of when something began, from which its age follows.
_ORIGINS = frozenset(
    stem(word)
    for word in [
        "year",
        "built",
        "founded",
        "born",
        "established",
        "made",
        "opened",
        "created",
        "birth",
        "released",
    ]
)


def is_origin(column: Column) -> bool:
    """Whether a column says when something began."""
    names = {word for name in (column.name, *column.aliases) for word in stems(name)}
    return bool(names & _ORIGINS)


def measures(column: Column, noun: str) -> bool:
    """Whether a column holds what a noun of measure names (price, age, length), by its name or its kind."""
    if not column.kind.is_ordered:
        return False
    names = {
        stem(word)
        for name in (column.name, *column.aliases)
        for word in folded(name).split()
        if word != "times"  # which are counted
    }
    if stem(noun) in names:
        return True
    began = is_origin(column) and column.kind in (Kind.DATE, Kind.NUMBER)
    is_price = noun in ("price", "cost") and column.kind is Kind.MONEY
    is_date = noun in ("date", "year") and (began or column.kind is Kind.DATE)
    is_age = stem("age") in names  # which is in years, and no duration
    is_size = bool(column.unit) and not is_age and dimension(column.unit) == _DIMENSION_OF.get(noun, "-")
    return is_price or is_date or is_size or (noun == "age" and began)


def measuring(noun: str, source: Source) -> tuple[Place, ...]:
    """The columns that hold what a noun of measure names, in order."""

    def read() -> tuple[Place, ...]:
        return tuple(
            (at, place)
            for at, table in enumerate(source.tables)
            for place, column in enumerate(table.columns)
            if measures(column, noun)
        )

    return remembered(source, ("measuring", noun), read)


def is_in_hours(column: Column) -> bool:
    """Whether a figure without a unit has one of time in its name: “Hours taken”, and no “Hours / week”."""
    words = () if column.unit or "/" in column.name else folded(column.name).split()
    return column.kind is Kind.NUMBER and any(w.endswith("s") and dimension(w) == "time" for w in words)


def _measured_in(position: int, token: Token, source: Source) -> Iterator[Sense]:
    """The columns that a word is the unit of: “most kilometres”."""
    if len(token.folded) <= 3 or not dimension(token.folded):
        return
    for at, table in enumerate(source.tables):
        for place, column in enumerate(table.columns):
            if column.unit and column.kind.is_ordered and factor(token.folded, column.unit) is not None:
                yield Sense(
                    "column", position, position + 1, at, Tier.RELATED, column.name, (place,), is_whole=False
                )


def related_names(tokens: Sequence[Token], senses: Sequence[Sense], source: Source) -> list[Sense]:
    """Names of tables and columns that general English relates to a word without a whole name of its own.

    Light verbs are looked up too: “who made” asks for a maker.
    """
    after = {s.end for s in senses if s.kind == "column" and s.is_whole}  # “gold medals” are no total
    named = {i for s in senses if s.is_whole and s.tier <= Tier.INFLECTED for i in range(s.start, s.end)}
    found = []
    # “does X look after Y”: X is who does it.
    asks_agent = any(token.folded in _WHO for token in tokens) or any(
        token.is_name_like and tokens[i].folded in ("do", "does", "did") for i, token in enumerate(tokens[1:])
    )
    functions = english().functions
    for i, token in enumerate(tokens):
        is_passive = i + 1 < len(tokens) and tokens[i + 1].folded == "by"
        is_graded = bool(superlative_base(token.folded) or comparative_base(token.folded))
        is_done = i == 1 and tokens[0].folded in _WHO  # “who teaches X” asks for a teacher too
        if (
            is_graded
            or (i in named and not is_done)
            or token.folded in english().soft
            or token.folded in english().generic
        ):
            continue
        if token.folded in functions:
            continue  # a sum is reckoned, and is no column called Total
        kin = related(token.folded)
        derived = {
            stem(word) for word, relation in kin.items() if relation is Relation.DERIVED or not token.is_soft
        }
        if not (asks_agent or is_passive):  # “made of” asks for no maker
            agents = {stem(word) for word in kin if word.endswith(("er", "or"))}
            derived -= agents
        derived -= {stem(word) for word in kin if token.folded in (f"un{word}", f"in{word}", f"non{word}")}
        before = tokens[i - 1] if i else token
        # “how late”, and not “returned late”
        is_asking = _led_by(tokens[:i]) in _DEGREES or is_unit(before.text)
        nouns = [noun for noun, _ in attribute(token.folded)] if is_asking and not token.is_soft else []
        if token.stem in _MEASURED:
            nouns.append(_MEASURED[token.stem])
        found += _called(i, token, derived, nouns, source)
        found += _measured_in(i, token, source)
    return [
        *found,
        *(one for one in _spelt_out(tokens, named, source) if not (one.text in _SUMS and one.start in after)),
        *_conjugated(tokens, source),
        *_answering(tokens, named, source, has_who=asks_agent),
    ]


def _called(i: int, token: Token, derived: set[str], nouns: Sequence[str], source: Source) -> list[Sense]:
    """What is called by words derived from one of a question, or holds what its nouns name, in order."""
    known = calling(source)
    columns = {place for word in derived for place in known.columns.get(word, ())}
    held = [measuring(noun, source) for noun in nouns]
    # its own dimension first: how old is told by an age, where there is one
    for at in range(len(source.tables)):
        own = ([place for place in places if place[0] == at] for places in held)
        columns |= set(next(filter(None, own), ()))
    tables = {at for word in derived for at in known.tables.get(word, ()) if not token.is_soft}
    alone = known.alone.get(token.stem, []) if token.is_soft and token.stem in english().light else []
    alone = [*alone, *known.done.get(token.stem, [])] if token.is_soft else alone
    senses = [_asked(i, i + 1, place, source, tier=Tier.INFLECTED) for place in alone]
    senses += [_asked(i, i + 1, place, source, is_whole=False) for place in sorted(columns)]
    senses += [Sense("table", i, i + 1, at, Tier.RELATED, source.tables[at].name) for at in sorted(tables)]
    return sorted(senses, key=lambda sense: (sense.table, sense.kind == "table", sense.columns, sense.tier))


def _asked(
    start: int, end: int, place: Place, source: Source, *, tier: Tier = Tier.RELATED, is_whole: bool = True
) -> Sense:
    at, column = place
    name = source.tables[at].columns[column].name
    return Sense("column", start, end, at, tier, name, (column,), is_whole=is_whole)


def _spelt_out(tokens: Sequence[Token], named: set[int], source: Source) -> Iterator[Sense]:
    """Columns whose header is short for the words: “Qty”, “Suppl.”, “Max temp”."""
    for place, words in calling(source).shortened:
        for start in range(len(tokens) - len(words) + 1):
            said = tokens[start : start + len(words)]
            is_short = [_is_short_for(word, token) for word, token in zip(words, said, strict=True)]
            fits = all(
                short or stem(word) == token.stem
                for short, word, token in zip(is_short, words, said, strict=True)
            )
            if fits and any(is_short) and start not in named:
                yield _asked(start, start + len(words), place, source, tier=Tier.INFLECTED)


def _is_short_for(word: str, token: Token) -> bool:
    """Whether a word of a header is short for one of the question: a known abbreviation, or its beginning."""
    if token.is_name_like or token.is_soft:
        return False
    bare = word.rstrip(".")
    if token.stem in english().abbreviations.get(bare, ()):
        return True
    is_longer = len(token.folded) > len(word) and token.folded.startswith(bare)
    return is_longer and is_cut(word) and is_english(token.folded)


def _led_by(tokens: Sequence[Token]) -> str:
    """The last word but for “it is”, “they are”: “as wide as it is high”."""
    return next((token.folded for token in reversed(tokens) if token.folded not in _BEING), "")


def _conjugated(tokens: Sequence[Token], source: Source) -> Iterator[Sense]:
    """Columns called by several words, one in another form (“when did X take office”: Took office)."""

    def read() -> Sequence[tuple[Place, tuple[str, ...]]]:
        columns = (
            (at, i, c.name) for at, table in enumerate(source.tables) for i, c in enumerate(table.columns)
        )
        named = (((at, i), folded(name).split()) for at, i, name in columns)
        return [(place, tuple(stem(lemma(word)) for word in name)) for place, name in named if len(name) > 1]

    said = tuple(stem(lemma(token.folded)) for token in tokens)
    for (at, i), name in remembered(source, "conjugated", read):
        for start in range(len(said) - len(name) + 1) if name[0] in said else ():
            if said[start : start + len(name)] == name:
                text = source.tables[at].columns[i].name
                yield Sense("column", start, start + len(name), at, Tier.INFLECTED, text, (i,))


def acting(tokens: Sequence[Token], senses: Sequence[Sense], source: Source) -> set[int]:
    """Verbs that what someone is called in its column says (“did X win”, where X stands under Winner)."""
    found = set()
    for sense in senses:
        if sense.kind in ("row", "value") and sense.is_whole:
            table = source.tables[sense.table]
            named = sense.columns if sense.kind == "value" else (table.key,)
            turns = {head for c in named if c is not None for head in heads(table.columns[c])}
            found |= {i for i, t in enumerate(tokens) if turns & set(map(stem, asked_for(t.folded)))}
    return found


def _answering(tokens: Sequence[Token], named: set[int], source: Source, *, has_who: bool) -> Iterator[Sense]:
    """Columns that answer a verb or phrase (“speaks”, “looks after”), of persons if one is asked."""
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + _LONGEST_ASKED) + 1):
            phrase = " ".join([token.folded for token in tokens[start:end]])
            if end == start + 1 == len(tokens) and is_purpose(tokens):
                phrase = "used for"
            elif end == start + 1 == len(tokens) and phrase == "about" and tokens[0].folded == "what":
                phrase = "is about"
            names = asked_for(phrase)
            if not names or named.intersection(range(start, end)):
                continue
            is_passive = end < len(tokens) and tokens[end].folded == "by"
            if not (has_who or is_passive or is_agent(tokens[start].folded)):
                names = tuple(name for name in names if not is_agent(name))
            wanted = {name if " " in name else stem(name) for name in names}
            persons = {stem(name) for name in names if is_agent(name)}
            for at, table in enumerate(source.tables):
                for i, column in enumerate(table.columns):
                    # a price per head is no boss
                    said = wanted - persons if column.kind.is_ordered else wanted
                    if said & (heads(column) | _firsts(column)) or said & _wholes(column):
                        yield _asked(start, end, (at, i), source)


def _firsts(column: Column) -> set[str]:
    """The first words of the names of figures, dates and persons: “Start date”, “Head nurse”."""
    return {
        stems(name)[0]
        for name in (column.name, *column.aliases)
        if stems(name) and (column.kind.is_ordered or all(map(is_agent, folded(name).split())))
    }


def _wholes(column: Column) -> set[str]:
    return {folded(name) for name in (column.name, *column.aliases)}


def misspelt_names(tokens: Sequence[Token], unknown: Sequence[int], source: Source) -> list[Sense]:
    """Names of several words that a span with an unknown word in it is a slip of (“The Ice Leger”)."""
    spans = sorted(
        {
            (start, end)
            for i in unknown
            if tokens[i].folded.isalpha()
            for start in range(max(0, i - 3), i + 1)
            for end in range(max(i, start + 1) + 1, min(len(tokens), i + 4) + 1)
        }
    )
    if not spans:
        return []
    known = names(source)
    found = []
    for start, end in spans:
        squashed = "".join(token.folded for token in tokens[start:end])
        slips = 1 if len(squashed) < 12 else 2
        if len(squashed) < SHORTEST_NAME or any(c.isdigit() for c in squashed):
            continue
        near = known.spelt.near(squashed, slips=slips, limit=2)
        if near and (len(near) == 1 or near[0][1] < near[1][1]):
            table, row, target = known.targets[near[0][0]]
            found.append(Sense("row", start, end, int(table), Tier.SPELLING, str(target), (), (int(row),)))
    return found


def corrections(tokens: Sequence[Token], unknown: Sequence[int], source: Source) -> dict[int, str]:
    """The catalog's word nearest to each unknown word that is no English word and holds no digit."""
    candidates = [
        i
        for i in unknown
        if len(tokens[i].folded) >= SHORTEST_WORD
        and tokens[i].folded.isalpha()
        and not is_english(tokens[i].folded)
    ]
    if not candidates:
        return {}
    words, spelt = vocabulary(source)
    corrections = {}
    for i in candidates:
        word = tokens[i].folded
        allowed = 1 if len(word) < 8 else 2
        near = [(words[place], slips) for place, slips in spelt.near(word, slips=allowed, limit=3)]
        if not near and word.endswith("s"):  # a plural of a word that the catalog has in the singular
            near = [(words[at], slips) for at, slips in spelt.near(word[:-1], slips=allowed, limit=3)]
        if near and (len(near) == 1 or near[0][1] < near[1][1] or stem(near[0][0]) == stem(near[1][0])):
            corrections[i] = near[0][0]
    return corrections


def is_of_agents(table: Table) -> bool:
    """Whether rows may be persons or organisations, by what their table and its names are called."""
    key = "" if table.key is None else table.columns[table.key].name
    return head(key) in ("", "name") or any(
        is_agent(head(noun)) for noun in (key, table.name, *table.aliases)
    )

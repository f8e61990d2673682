"""WordNet's dictionary files, word lists and `data/relations.tsv` in; `data/lexicon.txt` out.

Run: `python -m assistant.derive_lexicon WORDNET_DICT WORD_LIST...` (see `data/README.md` for the sources).
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from assistant.lexicon import DATA, attributes, inflected_from
from corpus.words import fold, folded, stem

_PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_TYPES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_WORD = re.compile(r"[a-z]{2,}")
# A synonym's sense must be this share of all uses of both words: .25 lets half as many pairs in again,
# from lesser senses.
_DOMINANT = 0.4
_TAGS = 2  # … and be seen this often in WordNet's tagged texts: 1 doubles the pairs, by literary words mostly
_AGENTS = ("person", "organization", "social_group", "people")  # in their first sense, and all under them
_AGENT = 0.2  # a noun is an agent where this share of its uses is: .1 lets in “service”, .3 leaves out “star”
_PLACES = "15"  # WordNet's file of places
_RARE = 0.1  # a derivation counts where either sense is the first or has this share of its word's uses
# British and American spellings of one word.
_VARIANTS = (
    *(("our", "or"), ("is", "iz"), ("ys", "yz"), ("re", "er"), ("nce", "nse")),
    *(("ogue", "og"), ("ae", "e"), ("ll", "l"), ("amme", "am")),
)
_HEADER = """\
# Made by assistant/derive_lexicon.py; do not edit. Sources and licences: README.md and the files beside it.
# A word, then p: parts of speech, l: lemma, i: irregular forms, c: comparative of, t: superlative of,
# d: derived words, s: synonyms, a: a person or an organisation, g: names of the place that it is of,
# q: what columns that answer it are called.
"""

Pair: TypeAlias = tuple[str, str]
Sense: TypeAlias = tuple[str, str]  # part of speech and the offset of its synset


@dataclass(frozen=True, slots=True)
class Synset:
    """The words of one meaning, the file that it stands in, what it is a kind of, and pointers between words.

    A pointer is a symbol, the position of the own word, the other synset and the position of its word.
    """

    words: tuple[str, ...]
    file: str
    kinds: tuple[Sense, ...]
    pointers: tuple[tuple[str, int, Sense, int], ...]


@dataclass(frozen=True, slots=True)
class WordNet:
    """WordNet's files in memory; `senses` has a word's senses, most frequent first, `tags` their counts."""

    synsets: Mapping[Sense, Synset]
    senses: Mapping[Pair, tuple[str, ...]]
    tags: Mapping[tuple[str, str, int], int]
    totals: Mapping[str, int]
    exceptions: tuple[tuple[str, str, str], ...]

    def rank(self, word: str, sense: Sense) -> int:
        """The position of a sense among the senses of its word and part of speech, from 1."""
        return self.senses[word.lower(), sense[0]].index(sense[1]) + 1

    def use(self, word: str, sense: Sense) -> tuple[int, float]:
        """How often the word was seen in this sense, and which share of all its uses that is."""
        count = self.tags.get((word, sense[0], self.rank(word, sense)), 0)
        return count, count / max(1, self.totals.get(word, 0))


def read_wordnet(folder: Path) -> WordNet:
    """WordNet 3.0's index, data, exception and count files."""
    synsets: dict[Sense, Synset] = {}
    senses: dict[Pair, tuple[str, ...]] = {}
    exceptions = []
    for part, name in _PARTS.items():
        for line in _lines(folder / f"index.{name}"):
            fields = line.split()
            senses[fields[0], part] = tuple(fields[-int(fields[2]) :])
        for line in _lines(folder / f"data.{name}"):
            fields = line.split(" | ")[0].split()
            synsets[part, fields[0]] = _synset(fields)
        for line in _lines(folder / f"{name}.exc"):
            form, *bases = line.split()
            exceptions += [(form, part, base) for base in bases]
    tags: dict[tuple[str, str, int], int] = {}
    totals: Counter[str] = Counter()
    for line in _lines(folder / "cntlist.rev"):
        key, number, count = line.split()
        word, rest = key.split("%")
        tags[word, _TYPES[rest[0]], int(number)] = int(count)
        totals[word] += int(count)
    return WordNet(synsets, senses, tags, totals, tuple(exceptions))


def _synset(fields: list[str]) -> Synset:
    end = 4 + 2 * int(fields[3], 16)
    names = tuple(re.sub(r"\(.*\)", "", word) for word in fields[4:end:2])
    kinds, pointers = [], []
    for at in range(end + 1, end + 1 + 4 * int(fields[end]), 4):
        symbol, offset, part, ends = fields[at : at + 4]
        sense = ("a" if part == "s" else part, offset)
        if ends != "0000":  # a relation of two words, not of two meanings
            pointers.append((symbol, int(ends[:2], 16) - 1, sense, int(ends[2:], 16) - 1))
        elif symbol in ("@", "@i"):
            kinds.append(sense)
    return Synset(names, fields[1], tuple(kinds), tuple(pointers))


def synonyms(net: WordNet, vocabulary: set[str]) -> set[Pair]:
    """Pairs of one synset that is a dominant, well attested sense of both.

    No adverbs: they mostly grade what is said (just, only, pretty) and name nothing.
    """
    return {
        pair
        for sense, synset in net.synsets.items()
        for pair in _pairs(synset, vocabulary)
        if sense[0] != "r" and all(_is_dominant(*net.use(word, sense)) for word in pair)
    }


def variants(net: WordNet, vocabulary: set[str]) -> set[Pair]:
    """Pairs of one synset that are the British and the American spelling of one word, of two stems."""
    synsets = net.synsets.values()
    return set(_apart(pair for each in synsets for pair in _pairs(each, vocabulary) if _is_variant(*pair)))


def agents(net: WordNet, vocabulary: set[str]) -> set[str]:
    """The nouns that mostly, or often enough, mean persons or organisations: those that “who” may ask for."""
    under = {net.senses[word, "n"][0] for word in _AGENTS if (word, "n") in net.senses}

    @cache
    def is_under(offset: str) -> bool:
        return offset in under or any(is_under(kind) for _, kind in net.synsets["n", offset].kinds)

    found = set()
    for word in vocabulary:
        offsets = net.senses.get((word, "n"), ())
        uses = [net.tags.get((word, "n", rank), 0) for rank in range(1, len(offsets) + 1)]
        meant = sum(count for count, offset in zip(uses, offsets, strict=True) if is_under(offset))
        if meant >= _AGENT * sum(uses) if sum(uses) else offsets and is_under(offsets[0]):
            found.add(word)
    return found


def places(net: WordNet) -> set[Pair]:
    """Adjectives of places (german, south african) with each name of the place, all folded."""
    found = set()
    for sense, synset in net.synsets.items():
        for symbol, own, target, _ in synset.pointers:
            of = net.synsets[target]
            if symbol == "\\" and of.file == _PLACES and sense[0] == "a" and synset.words[own][0].isupper():
                names = (folded(name.replace("_", " ")) for name in of.words if "apital" not in name)
                found |= {(folded(synset.words[own].replace("_", " ")), name) for name in names}
    return {(one, name) for one, name in found if one != name}


def _pairs(synset: Synset, vocabulary: set[str]) -> Iterator[Pair]:
    known = sorted({word for word in synset.words if word in vocabulary and _WORD.fullmatch(word)})
    return itertools.combinations(known, 2)


def _is_dominant(count: int, share: float) -> bool:
    return count >= _TAGS and share >= _DOMINANT


def _is_variant(one: str, other: str) -> bool:
    spellings = {a.replace(long, short) for a in (one, other) for long, short in _VARIANTS if long in a}
    return len(one) > 4 and any(a in spellings for a in (one, other))


def derivations(net: WordNet, vocabulary: set[str]) -> set[Pair]:
    """Pairs that WordNet calls derivationally related (or adverb and adjective), in a sense of some use."""
    pairs = set()
    for sense, synset in net.synsets.items():
        for symbol, own, target, theirs in synset.pointers:
            one, other = synset.words[own], net.synsets[target].words[theirs]
            if symbol not in "+\\" or not {one, other} <= vocabulary or one[:2] != other[:2]:
                continue  # other beginnings are other words (dental–tooth), rarely what a question means
            if not net.totals.get(one) and not net.totals.get(other):
                continue
            if one.endswith("less") or other.endswith("less") or _measures(one, other):
                continue  # “cordless” denies the cord; “long” says more of a length than that it is asked for
            ends = ((one, sense), (other, target))
            if 1 in {net.rank(*end) for end in ends} or any(net.use(*end)[1] >= _RARE for end in ends):
                pairs.add((min(one, other), max(one, other)))
    return pairs


def _measures(one: str, other: str) -> bool:
    return any(
        noun == name for word, name in ((one, other), (other, one)) for noun, _ in attributes().get(word, ())
    )


def lemmas(net: WordNet, vocabulary: set[str]) -> dict[str, str]:
    """Irregular nouns and verbs to the base that is meant more often than the form's own entry.

    Where the most frequent base has the form's stem (`taxes`, tax), the form is not irregular.
    """
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    compounds = ((form, "n", form[:-2] + "an") for form in sorted(vocabulary) if form.endswith("men"))
    for form, part, base in (*net.exceptions, *compounds):
        if part in "nv" and form != base and base in vocabulary and (base, part) in net.senses:
            senses = range(1, len(net.senses.get((base, part), ())) + 1)
            weights[form][base] = sum(net.tags.get((base, part, rank), 0) for rank in senses)
    best = {form: max(sorted(bases), key=bases.__getitem__) for form, bases in weights.items()}
    own = {word for word, _ in net.senses}
    return {
        form: base
        for form, base in best.items()
        if stem(form) != stem(base) and (form not in own or weights[form][base] > net.totals.get(form, 0))
    }


def gradations(net: WordNet, vocabulary: set[str]) -> dict[str, str]:
    """Comparatives and superlatives to their base, where both forms are words and mean nothing else."""
    bases = {word for word, part in net.senses if part in "ar" and len(word) > 2 and _WORD.fullmatch(word)}
    found: dict[str, str] = {}
    for base in sorted(
        bases, key=lambda word: (net.totals.get(word, 0), word)
    ):  # the more frequent base wins
        for trunk in _trunks(base):
            forms = (trunk + "er", trunk + "est")
            if vocabulary.issuperset(forms):
                found |= {form: base for form in forms if not _is_own_word(net, form)}
    return found


def _trunks(base: str) -> Iterator[str]:
    if base.endswith("e"):
        yield base[:-1]
    elif base.endswith("y"):
        yield from (base[:-1] + "i", base)
    else:
        yield base
        if re.fullmatch(r".*[^aeiou][aeiou][^aeiouwxy]", base):
            yield base + base[-1]


def _is_own_word(net: WordNet, form: str) -> bool:
    parts = {part for part in _PARTS if (form, part) in net.senses}
    return bool(parts) and not parts & {"a", "r"}


def derive(net: WordNet, names: Iterable[str], relations: Iterable[str]) -> str:
    """The whole text of the lexicon file."""
    vocabulary = {word for name in names if (word := fold(name)).isascii() and word.isalpha()}
    vocabulary |= {word for word in net.totals if _WORD.fullmatch(word)}
    rules = _rules(relations)
    graded = gradations(net, vocabulary) | dict(rules["comparative"])
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for form, base in (lemmas(net, vocabulary) | graded).items():
        if (form, base) not in rules["refused"]:
            letter = "l" if form not in graded else "t" if form.endswith("st") else "c"
            fields[form][letter].add(base)
            if letter == "l" and (form, "v") not in net.senses:  # “find” must not lead to “found, founded”
                fields[base]["i"].add(form)
    spellings = variants(net, vocabulary) - rules["refused"]
    alike = (synonyms(net, vocabulary) - rules["refused"]) | rules["synonym"]
    for one, other in _spelt(alike, spellings) | spellings:
        fields[one]["s"].add(other)
        fields[other]["s"].add(one)
    ruled, refused = ({word for word, _ in rules[kind]} for kind in ("agent", "no agent"))
    for noun in agents(net, vocabulary) - refused | ruled:
        fields[noun]["a"].add("y")
    for adjective, name in places(net) - rules["no place"] | rules["place"]:
        fields[adjective]["g"].add(name)
    for phrase, name in rules["asks"]:
        fields[phrase]["q"].add(name)
    doers = _doers(net, vocabulary)
    formed = (derivations(net, vocabulary) - rules["refused"]) | rules["derived"]
    for one, other in _spelt(formed, spellings):
        for word, near in ((one, other), (other, one)):
            misleads = doers.get(stem(near), word) != word and (near, "v") in net.senses
            if not {word, near} & graded.keys() and ((word, "v") in net.senses or not misleads):
                fields[word]["d"].add(near)
    return _HEADER + "".join(_written(net, vocabulary, fields))


def _doers(net: WordNet, vocabulary: set[str]) -> Mapping[str, str]:
    """The agent noun that shares a verb's stem: other nouns must not reach the agent by way of the verb.

    “Employee” would lead to “employ”, whose stem is also the employer's, and so to the wrong side.
    """
    verbs = {stem(word) for word, part in net.senses if part == "v"}
    nouns = (word for word in sorted(vocabulary) if word.endswith(("er", "or")) and (word, "n") in net.senses)
    return {stem(noun): noun for noun in nouns if stem(noun) in verbs}


def _written(
    net: WordNet, vocabulary: set[str], fields: Mapping[str, Mapping[str, set[str]]]
) -> Iterator[str]:
    """The file's lines in order, without the words that say nothing but that they are regular inflections."""
    parts = {word: "".join(p for p in _PARTS if (word, p) in net.senses) for word in vocabulary | set(fields)}
    for word in sorted(parts):
        own = {"p": parts[word]}
        own |= {
            letter: ("," if letter == "g" else " ").join(sorted(fields[word][letter]))
            for letter in "lictdsagq"
        }
        text = "".join(f"\t{letter}:{value}" for letter, value in own.items() if value)
        if text or not any(part in parts.get(base, "") for base, part in inflected_from(word)):
            yield f"{word}{text}\n"


def _spelt(pairs: Iterable[Pair], spellings: Iterable[Pair]) -> set[Pair]:
    """The pairs that no stem joins, each in all spellings of its words."""
    ways: dict[str, set[str]] = defaultdict(set)
    for one, other in spellings:
        ways[one].add(other)
        ways[other].add(one)
    both = (itertools.product({one} | ways[one], {other} | ways[other]) for one, other in pairs)
    return set(_apart(itertools.chain.from_iterable(both)))


def _apart(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs that no stem joins, each in alphabetical order."""
    return ((min(pair), max(pair)) for pair in pairs if stem(pair[0]) != stem(pair[1]))


def _rules(lines: Iterable[str]) -> Mapping[str, set[Pair]]:
    """The lines of `relations.tsv` as pairs by kind; refusals in both orders, single words twice."""
    rules: dict[str, set[Pair]] = defaultdict(set)
    for line in lines:
        if not line.startswith("#"):
            kind, text = line.rstrip("\n").split("\t")
            head, *others = text.split()
            pairs = [(head, other) for other in others]
            if kind == "synonym":
                pairs = list(itertools.combinations((head, *others), 2))
            elif kind in ("agent", "no agent"):
                pairs = [(word, word) for word in (head, *others)]
            elif kind in ("place", "no place"):
                pairs = [(head.replace("_", " "), other.replace("_", " ")) for other in others]
            elif kind == "asks":
                pairs = [(head.replace("_", " "), other) for other in others]
            elif kind == "refused":
                pairs += [(other, head) for other in others]
            rules[kind].update(pairs)
    return rules


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if not line.startswith(" "))


def main() -> None:
    """Derive the lexicon from the folder and word lists on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wordnet", type=Path, help="the folder of WordNet 3.0's dictionary files")
    parser.add_argument("lists", type=Path, nargs="+", help="word lists, one word a line")
    parser.add_argument("--relations", type=Path, default=DATA / "relations.tsv")
    parser.add_argument("--output", type=Path, default=DATA / "lexicon.txt")
    chosen = parser.parse_args()
    names = (name.strip() for path in chosen.lists for name in _lines(path))
    text = derive(read_wordnet(chosen.wordnet), names, _lines(chosen.relations))
    chosen.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

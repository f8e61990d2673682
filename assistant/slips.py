"""Words that nothing explains in, slips of the catalog's words that are told by the words beside them out.

Also slips of four letters, which have too many neighbours for any but the only word one slip away. What is
one slip away is made and looked up, so that the work is the same in a catalog of any size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from assistant.containing import terms_with
from assistant.english import nearest_word
from assistant.lexicon import is_english
from assistant.question import Token
from assistant.senses import Source
from assistant.spelling import known_stems, vocabulary
from corpus.words import stem, words

_SHORTEST = 4  # letters
_LONGEST = 24  # letters
_MOST_WORDS = 12  # of a message; one in another language has hundreds
_WHOLE = "('table', 'column', 'row', 'value', 'qualifier')"


def slips_told(
    tokens: Sequence[Token], unknown: Sequence[int], mended: Mapping[int, str], source: Source
) -> dict[int, str]:
    """The catalog's word for each unknown word that its neighbours or its length make sure, by position.

    `mended` has the words that are corrected already. Beside the right word an English word may be a slip too
    (“account manger”), where both are the whole name of something.
    """
    found: dict[int, str] = {}
    candidates = [i for i in unknown if i not in mended and _is_spellable(tokens[i])]
    for i in candidates[:_MOST_WORDS]:
        token = tokens[i]
        known = {**{at: other.folded for at, other in enumerate(tokens)}, **mended, **found}
        beside = _beside(token.folded, source)
        is_short = _is_short_slip(token)
        is_lone = is_short and len({stem(word) for word in beside}) < 2
        # Stemming all that is one slip away takes long, and mostly leads nowhere.
        near = _near(token.folded, source) if is_lone or _naming(i, beside, known, source) else []
        named = _naming(i, near, known, source)
        if len(named) == 1:
            found[i] = named[0]
        elif is_short and len(near) == 1 and _is_sure(token, near[0], source):
            found[i] = near[0]
    return found


def _is_spellable(token: Token) -> bool:
    return _SHORTEST <= len(token.folded) <= _LONGEST and token.folded.isascii() and token.folded.isalpha()


def _is_short_slip(token: Token) -> bool:
    """Whether a word has four letters that are no word of their own."""
    is_own = token.text.isupper() or is_english(token.folded)
    return len(token.folded) == _SHORTEST and not is_own and not nearest_word(token.folded)


def _is_sure(token: Token, word: str, source: Source) -> bool:
    """Whether the word that is near four letters is of the schema or a name.

    What is written as a name may be one that the catalog lacks: only two letters swapped are a slip then.
    """
    is_swapped = sorted(token.folded) == sorted(word)
    return (is_swapped or not token.is_name_like) and _is_name(word, source)


def _is_name(word: str, source: Source) -> bool:
    return any(
        kind in ("table", "column", "row")
        or any(w.stem == stem(word) and str(target)[w.start].isupper() for w in words(str(target)))
        for kind, _, _, _, target, _, _ in terms_with(stem(word), source)
    )


def _beside(word: str, source: Source) -> list[str]:
    """The catalog's words one slip away as they stand, which `_near` has by other words of their stems."""
    words, spelt = vocabulary(source)
    return [words[place] for place, slips in spelt.near(word, slips=1, limit=len(words)) if slips]


def _near(word: str, source: Source) -> list[str]:
    """The catalog's words one slip away, one for each stem, in alphabetical order."""
    by_stem = {stem(edited): edited for edited in sorted(_edits(word), reverse=True)}
    return sorted(by_stem[term] for term in known_stems(by_stem.keys(), source))


def _edits(word: str) -> set[str]:
    """All words with a letter more, less or otherwise, or two letters swapped."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    less = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    other = {a + c + b[1:] for a, b in splits if b for c in ascii_lowercase}
    more = {a + c + b for a, b in splits for c in ascii_lowercase}
    return {each for each in less | swapped | other | more if len(each) >= _SHORTEST and each != word}


def _naming(at: int, near: Sequence[str], known: Mapping[int, str], source: Source) -> list[str]:
    """Those of the near words that with the word before or after are a whole name or value."""
    phrases = {
        squashed: word
        for word in near
        for squashed in (known.get(at - 1, "") + word, word + known.get(at + 1, ""))
        if squashed != word
    }
    if not phrases:
        return []
    found = source.query(
        f"SELECT DISTINCT squashed FROM terms WHERE squashed IN ({','.join('?' * len(phrases))}) "
        f"AND kind IN {_WHOLE}",
        sorted(phrases),
    )
    return sorted({phrases[str(squashed)] for (squashed,) in found})

"""A word in, the other ways out in which English writes it: “organise” and “organize”, “Friday” and “Fri”."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.english import english

_LONG = 7  # letters: “rise”, “size” and “prize” have no other spelling
_ENDINGS = r"(e|es|ed|er|ers|ing|ation|ations)$"
_BRITISH, _AMERICAN = re.compile(r"is" + _ENDINGS), re.compile(r"iz" + _ENDINGS)


@lru_cache(maxsize=4096)
def variants(word: str) -> tuple[str, ...]:
    """The other ways to write a folded word.

    >>> variants("organisations"), variants("optimize"), variants("fridays"), variants("size")
    (('organizations',), ('optimise',), ('fri',), ())
    """
    short = english().short_forms.get(word) or english().short_forms.get(word.removesuffix("s"))
    found = [short] if short else []
    if len(word) >= _LONG:
        found += [_BRITISH.sub(r"iz\1", word), _AMERICAN.sub(r"is\1", word)]
    return tuple(other for other in found if other != word)

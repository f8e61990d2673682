"""A question's words, each soft or hard, with the form that the question has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from assistant.english import english
from assistant.lexicon import parts_of_speech
from corpus.words import stem, words

_CONTRACTIONS = (  # clipped forms that hide a negation or a verb, and “just the one” of something
    (
        re.compile(r"\b(?:just|only) the one\b(?=\s+(?!with|that|which|who|in|from|of|for|on|by)\w)", re.I),
        "only one",
    ),
    (re.compile(r"\bcan['’]t\b", re.I), "can not"),
    (re.compile(r"\bwon['’]t\b", re.I), "will not"),
    (re.compile(r"n['’]t\b", re.I), " not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)nt\b", re.I), r"\1 not"),
    (re.compile(r"\bcant\b", re.I), "can not"),
    (re.compile(r"\bwont\b", re.I), "will not"),
    (re.compile(r"\bain['’]?t\b", re.I), "is not"),
    (re.compile(r"(?<![\w\"“'])w/o\b(?![\"”'])", re.I), "without"),  # a quoted “w/o” is a value
    (re.compile(r"\bw/(?!o\b)(?=\s*\w)", re.I), "with "),
    (re.compile(r"['’](?:re|ve|ll|d|m)\b", re.I), ""),
    (re.compile(r"\b(what|who|where|how|when|that)s\b", re.I), r"\1 is"),
)
_SENTENCE = re.compile(
    r"(?:^|(?<=[\s:]))\(?\d{1,2}\)\s+|(?<=[.?!])(?<!\b(?:Dr|Mr|Ms|St|No|vs)\.)(?<!\b(?:Mrs|Inc|Ltd)\.)(?<!\bProf\.)\s+(?=[A-Z“\"'¿])|\n+|(?<=[?!])\s+"
)


_VERBS = r"(?:does|do|did|is|are|was|were|has|can)"
_SUBJECTS = r"(?:it|they|he|she|there|the|this|that|these|those|any|its|their|his|her|you|we|i|(?-i:[A-Z]))"
# A verb asks anew only before who or what it is asked of: “and are under 4 %” goes on.
_JOINED_QUESTION = re.compile(
    rf",?\s+(?:and|but)\s+(?=(?:(?:what|which|who|how|where|when)\b(?!\s*$)|{_VERBS}\s+{_SUBJECTS}))|;\s+",
    re.I,
)
_SPLICE = re.compile(r",\s+(?=(?:what|how|who|where|when)\s+\w+\s+\w)", re.I)  # “what does A cost, what …”
_OPENERS = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "where",
        "when",
        "how",
        "name",
        "list",
        "did",
        "does",
        "is",
        "are",
        "was",
    ]
)
_FRONTS = frozenset(
    [
        "in",
        "of",
        "for",
        "from",
        "on",
        "at",
        "under",
        "over",
        "since",
        "before",
        "after",
        "between",
        "during",
        "besides",
        "other",
        "except",
        "among",
        "within",
        "by",
        "until",
        "with",
        "without",
        "out",
        "apart",
        "aside",
        "excluding",
        "to",
    ]
)
_OF_WHOLE = frozenset(("the", "all", "these", "those", "them", "our", "its", "their"))
_TAG = re.compile(r",\s*(?:right|correct|isn['’]t it|is that right|no|yes)\s*\?\s*$", re.I)
ASKING = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "where",
        "when",
        "how",
        "list",
        "show",
        "give",
        "tell",
        "name",
        "find",
        "compare",
        "describe",
        "count",
    ]
)


class Form(StrEnum):
    """What kind of sentence a question is."""

    OPEN = "open"
    YES_NO = "yes/no"


class Token(Struct, frozen=True, gc=False):
    """One word of a question. `start` and `end` index the question's `text`."""

    text: str
    start: int
    end: int
    folded: str
    stem: str
    is_soft: bool
    is_name_like: bool
    is_possessive: bool
    is_glued: bool  # no space before it: a part of the word before, as the 100 of H100
    is_after_comma: bool


class Question(Struct, frozen=True, cache_hash=True, gc=False):
    """A question as asked (contractions undone), its words without a polite opening, and its form."""

    text: str
    tokens: tuple[Token, ...]
    form: Form
    has_opening: bool = False

    def without_first(self, count: int) -> Question:
        """The question without its first words; its form is that of what remains."""
        return _question(self.text, self.tokens[count:])

    def without(self, places: Collection[int]) -> Question:
        """The question without the words at some places; its form is that of what remains."""
        return _question(self.text, tuple(t for i, t in enumerate(self.tokens) if i not in places))

    def unfronted(self) -> Question | None:
        """The question with a phrase before its asking word put last (“in 2004, how many …”), if any."""
        starts = [i for i, token in enumerate(self.tokens) if token.folded in _OPENERS]
        if not starts or starts[0] == 0 or self.tokens[0].folded not in _FRONTS:
            return None
        return _question(self.text, (*self.tokens[starts[0] :], *self.tokens[: starts[0]]))

    def with_words(self, repairs: Mapping[int, str]) -> Question:
        """The question with some of its words replaced by well-spelt ones."""
        classes = english()
        tokens = tuple(
            replace(
                token,
                folded=repairs[i],
                stem=stem(repairs[i]),
                is_soft=classes.is_soft(repairs[i]),
                is_name_like=False,
            )
            if i in repairs
            else token
            for i, token in enumerate(self.tokens)
        )
        return _question(self.text, tokens)

    def span(self, start: int, end: int) -> str:
        """The text of the words from `start` up to `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def sentences(message: str) -> tuple[str, ...]:
    """The sentences of a message, split only where a new one clearly begins."""
    return tuple(part.strip() for part in _SENTENCE.split(message) if part and part.strip())


_PREAMBLE = re.compile(
    r"^(?:(?:hi|hello|hey|good \w+)\b[,!.]*\s+)?(?:i|we|my|our)\b[^?]*?(?:,?\s+(?:so|and|but)\s+(?:now\s+)?|"
    r"[,:]\s+|\s[–—-]\s+)(?=(?:please\s+)?(?:list|show|give|tell|name|find|need|want|could|can|what|which|who|how|"
    r"(?:i|we)(?:'d|\s+would|\s+need|\s+want))\b)",
    re.I,
)
_NEEDING = re.compile(r"\b(?:need|needs|want|wants|looking|search|after|require|must|prefer|like)\b", re.I)


def preamble(clause: str) -> str:
    """What someone says of themselves before the request: “I'm writing a memo and need …”; often nothing.

    What says what is needed is no preamble.
    """
    found = _PREAMBLE.match(clause)
    return found.group(0) if found and not _NEEDING.search(found.group(0)) else ""


def clauses(message: str) -> tuple[str, ...]:
    """The separate requests of a message: its sentences, and what “and how …” joins within one."""
    return tuple(
        part.strip(" ,;")
        for sentence in sentences(message)
        for joined in (_JOINED_QUESTION.split(sentence) if _may_ask(sentence) else (sentence,))
        for part in _spliced(joined)
        if part.strip(" ,;")
    )


def _may_ask(sentence: str) -> bool:
    """Whether a sentence is no mere remark (“they ask what people see and what they do not”)."""
    return is_asking(sentence) or bool(_NEEDING.search(sentence))


def _spliced(clause: str) -> tuple[str, ...]:
    """The questions of a clause that only commas part: “what does A cost, what does B cost?”."""
    found = _SPLICE.search(clause)
    if found is None or not is_asking(clause[: found.start()]):
        return (clause,)
    return (clause[: found.start()], *_spliced(clause[found.end() :]))


def is_asking(clause: str) -> bool:
    """Whether a clause is a question or a request rather than a remark."""
    words_ = [word.folded for word in words(clause)]
    return "?" in clause or bool(words_ and (words_[0] in ASKING or words_[0] in english().yes_no))


@lru_cache(maxsize=512)  # a message is looked at for help, for requests and as a question
def parse_question(message: str) -> Question:
    """The question in a message: polite openings stand aside, every other word is kept."""
    text = undone(_TAG.sub("", message))
    tokens = _tokens(text)
    opening, asks_whether = _opening(tokens)
    is_tagged = asks_whether or bool(_TAG.search(message))  # “X is a Y, right?”
    return replace(_question(text, tokens[opening:], is_tagged=is_tagged), has_opening=opening > 0)


@lru_cache(maxsize=512)
def undone(text: str) -> str:
    """A text with its contractions undone."""
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return text


def _question(text: str, tokens: tuple[Token, ...], *, is_tagged: bool = False) -> Question:
    classes = english()
    first = tokens[0].folded if tokens else ""
    # "Do you have …", "Is there …" open a request or ask whether anything is there: the words after decide.
    is_name = first == "will" and tokens[0].is_name_like  # “and Will Smith?”
    is_yes_no = (first in classes.yes_no and not is_name) or first in ("whether", "if") or is_tagged
    return Question(text, tokens, Form.YES_NO if is_yes_no else Form.OPEN)


def _opening(tokens: tuple[Token, ...]) -> tuple[int, bool]:
    """How many words of a polite opening come first, and whether they ask if the rest is so."""
    classes = english()
    start, asks_whether, moved = 0, False, True
    while moved:
        moved = False
        for size in range(min(classes.longest_phrase, len(tokens) - start), 0, -1):
            phrase = tuple(t.folded for t in tokens[start : start + size])
            if phrase in classes.polite or phrase in classes.whether:
                start, asks_whether, moved = start + size, asks_whether or phrase in classes.whether, True
                break
    return (start, asks_whether) if start < len(tokens) else (0, False)


def _tokens(text: str) -> tuple[Token, ...]:
    classes = english()
    found: list[Token] = []
    for word in words(text):
        raw = text[word.start : word.end]
        before = text[found[-1].end if found else 0 : word.start]
        is_glued = bool(found) and found[-1].end == word.start
        is_first = not found or bool(re.search(r"[.?!:]\s*[\"“'(]*$", before))
        is_upper_inside = any(c.isupper() for c in raw[1:]) and not text.isupper()
        # “zone A”, “Line M”: a capital inside a sentence is a name, not an article.
        is_letter = len(raw) == 1 and raw.isupper() and raw != "I" and not is_first
        is_name_like = is_upper_inside or is_glued or (raw[0].isupper() and not is_first)
        found.append(
            Token(
                text=raw,
                start=word.start,
                end=word.end,
                folded=word.folded,
                stem=word.stem,
                is_soft=classes.is_soft(word.folded) and not is_upper_inside and not is_letter,
                is_name_like=is_name_like and raw != "I",
                is_possessive=bool(re.match(r"['’]s?\b|['’]\s", text[word.end : word.end + 3])),
                is_glued=is_glued,
                is_after_comma=bool(re.search(r"[,;]\s*$", before)),
            )
        )
    for i, token in enumerate(found[:-1]):
        if found[i + 1].folded == "by" and token.is_soft and token.folded not in classes.soft:
            found[i] = replace(token, is_soft=False)  # “made by X” says who: no verb to leave out
    for i in range(len(found) - 1):
        is_lacking = found[i].folded == "out" and found[i + 1].folded == "of"
        if is_lacking and (i + 2 == len(found) or found[i + 2].folded not in _OF_WHOLE):
            found[i] = replace(found[i], is_soft=False)  # “out of stock”, and not “2 out of the 10”
    if len(found) > 1 and (_is_complement(found) or is_purpose(found)):
        found[-1] = replace(found[-1], is_soft=False)
    return tuple(found)


def is_purpose(tokens: Sequence[Token]) -> bool:
    """Whether the last word asks for a purpose: “what is X for”."""
    if len(tokens) < 3:
        return False
    is_asking = tokens[0].folded == "what" and (tokens[0].is_possessive or tokens[1].folded in ("is", "are"))
    is_stranded = tokens[-1].folded == "for" and not tokens[-2].is_soft
    return is_asking and is_stranded and "v" not in parts_of_speech(tokens[-2].folded)


def _is_complement(tokens: Sequence[Token]) -> bool:
    """Whether the last word is what something is said to be (“are growing”), and no verb to leave out."""
    last = tokens[-1]
    is_form = last.folded.endswith("ing") and last.folded not in english().light_words
    return is_form and any(token.folded in ("is", "are", "was", "were") for token in tokens[:-1])

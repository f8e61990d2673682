"""A message in, what it asks for out: one request for each clause, with what was said before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.english import english
from assistant.forms import points_back
from assistant.link import link
from assistant.needs import is_need
from assistant.plan import Cells, Named, Plan
from assistant.question import clauses, is_asking, parse_question, preamble
from assistant.senses import Tier
from assistant.smalltalk import is_help
from assistant.talk import Talk, named_rows
from indexer import Build

_TOPIC = re.compile(r"^([^,?]+),\s+(?=(?:what|which|who|how|where|when|is|are|does|do|has|can)\b)", re.I)

# “the auditor wanted to know which …”, “I must say how …”: what is asked, told as someone's question.
_INDIRECT = re.compile(
    r"\b(?:(?:tell|ask|asked)(?: (?:me|us|him|her|them))?|know|say|find out|wonder|wondering|check)\s+"
    r"(?=(?:what|which|who|whom|where|when|how|whether)\b)",
    re.I,
)
_POSSESSIVES = frozenset(("his", "its", "their"))

_LEAD = re.compile(r"^([^:?]+):\s+(?=\w)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in the user's words, and the remark before it, `""` where there was none."""

    text: str
    remark: str = ""


def requests(message: str, build: Build) -> tuple[Asked, ...]:
    """What a message asks for: its clauses less pleasantries, and less remarks where it has a question."""
    parts = [one for part in clauses(message) if not is_help(part, build) for one in _told(part, build)]
    parts = [*_direct(parts or [message])]
    asking = [part for part in parts if is_asking(part)]
    is_asked = asking and (
        "?" in "".join(asking) or all(is_asking(part) or _is_remark(part, build) for part in parts)
    )
    found = tuple(_with_names(parts, build)) if is_asked else tuple(Asked(part) for part in parts)
    is_one = len(parts) > 1 and len(asking) == 1 and _topic(found[0], build) is None
    if is_one and is_need(parse_question(message)) and is_need(parse_question(asking[0])):
        return (Asked(message),)  # what is needed was said before the question
    return found


def _direct(parts: list[str]) -> Iterator[str]:
    """The parts, those questions straight that are told of and then asked for: “… which. Can you check?”."""
    is_told = False
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if is_told and _is_hollow(part):
            is_told = False
            continue
        told = None if is_asking(part) else _INDIRECT.search(part)
        is_told = told is not None and (not after or _is_hollow(after))
        if told is not None and is_told:
            yield part[: told.end()]
            yield f"{part[told.end() :].rstrip(' .!')}?"
        else:
            yield part


def _is_hollow(part: str) -> bool:
    """Whether a part asks, and of nothing that it names: “What shall I tell her?”."""
    tokens = parse_question(part).tokens
    return is_asking(part) and all(t.is_soft or t.folded in english().anaphora for t in tokens)


def _is_remark(part: str, build: Build) -> bool:
    """Whether a part tells something that is nothing of the catalog, and neither asks nor says a need."""
    question = parse_question(part)
    is_told = bool(question.tokens) and question.tokens[0].folded in english().tellers
    return is_told and not is_need(question) and _says_nothing(part, build)


def _with_remarks(parts: list[str]) -> Iterator[Asked]:
    remark = ""
    for part in parts:
        if is_asking(part):
            yield Asked(part, remark)
            remark = ""
        else:
            remark = f"{remark} {part}".strip()


def _with_names(parts: list[str], build: Build) -> Iterator[Asked]:
    """The requests with their remarks; “her”, where the remark names just one value, as that value."""
    for asked in _with_remarks(parts):
        question = parse_question(asked.text)
        back = [t for t in question.tokens if t.folded in english().anaphora]
        senses = link(parse_question(asked.remark), build).senses if asked.remark and back else ()
        names = {s.text for s in senses if s.kind in ("row", "value") and s.is_whole and s.tier is Tier.EXACT}
        if len(names) != 1 or _topic(asked, build) is not None:
            yield asked
            continue
        word, name = back[0], names.pop()
        said = f"{name}'s" if word.folded in _POSSESSIVES else name
        text = f"{question.text[: word.start]}{said}{question.text[word.end :]}"
        yield Asked(text, asked.remark)


def _told(part: str, build: Build) -> tuple[str, ...]:
    """A clause, its preamble apart where that names nothing of the catalog or what “it” stands for."""
    said = preamble(part)
    rest = part[len(said) :]
    topic = _TOPIC.match(part)
    if not said and topic and _is_topic(topic.group(1), build):
        said, rest = topic.group(0), part[topic.end() :]
    lead = _LEAD.match(part)
    if (
        not said
        and lead
        and is_asking(part[lead.end() :].replace("?", ""))
        and _says_nothing(lead.group(1), build)
    ):
        return (part[lead.end() :],)
    if not said:
        return (part,)
    senses = link(parse_question(said), build).senses
    if not any(sense.is_whole and sense.kind in ("row", "value") for sense in senses):
        return (rest,)
    return (said, rest) if points_back(parse_question(rest)) else (part,)


def _says_nothing(text: str, build: Build) -> bool:
    """Whether words are nothing of the catalog: “Two things before lunch: …”."""
    senses = link(parse_question(text), build).senses
    return not any(s.is_whole and s.tier <= Tier.INFLECTED for s in senses)


def _is_topic(text: str, build: Build) -> bool:
    """Whether words are a row's name and nothing else: “The Gatehouse, how many seats does it have?”."""
    question = parse_question(text)
    rows = [s for s in link(question, build).senses if s.kind == "row" and s.is_whole]
    named = {i for s in rows for i in range(s.start, s.end)}
    return bool(named) and all(token.is_soft or i in named for i, token in enumerate(question.tokens))


def talk_before(asked: Asked, talk: Talk, build: Build) -> Talk:
    """What the conversation has come to before a request: its pronouns stand for what the remark names."""
    rows = _topic(asked, build)
    if rows is None:
        return talk
    return Talk(Plan(ask=Cells(rows=rows)), parse_question(asked.remark), before=talk)


def _topic(asked: Asked, build: Build) -> Named | None:
    """The rows of the remark that a pronoun of the request points back to, None where there are none."""
    if not asked.remark or not points_back(parse_question(asked.text)):
        return None
    return named_rows(parse_question(asked.remark), build)

"""Whether a request can answer the word that a question asks with: who, when, where, how, which."""

from __future__ import annotations

from assistant.english import english, head
from assistant.kin import measures
from assistant.lexicon import is_agent, lemma
from assistant.measures import column_id
from assistant.plan import AllRows, Cells, Count, Distinct, Figure, Filter, Has, Named, Names, Request, Rows
from assistant.question import Question
from assistant.selection import table_of
from assistant.senses import Links, Tier, is_of_rows
from assistant.triggers import triggers
from corpus.types import Column, Kind, Table
from corpus.words import stem
from indexer import Build

_AGENTS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ent",
    "man",
    "head",
    "lead",
    "by",
    "name",
)  # of persons and firms
_MANNERS = frozenset(["what", "how", "when", "where", "why"])
_DOING = frozenset(["do", "does", "did"])
_ABLE = frozenset(["can", "could"])


def fits(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether a request can answer the word that the question asks with."""
    return _fits_asking(question, request, links, build) and _fits_noun(question, request, links, build)


def _fits_asking(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether the cells asked for can answer “who” (no figures), “when” (dates) or “where” (no figures)."""
    said = {token.folded for token in question.tokens}
    is_telling = any(stem(lemma(word)) in english().telling for word in said)
    match request:
        case Names(rows=Filter(where=Has())) if _asks_of_name(question, links):
            return False  # “what does X earn” asks something of X, and not who names X
        case Names(rows=rows) if question.tokens[0].folded in ("who", "whom") and not _is_of_agents(
            rows, build
        ):
            return False
        case Names() if _asks_manner(question):
            return False  # “how do I get to X” is answered by no list of rows
        case (
            Names(rows=AllRows())
            | Distinct(rows=AllRows())
            | Figure(value=Count(rows=AllRows(), distinct=None))
        ) if is_telling:
            return False  # “which vessels were sold” asks for more than which vessels there are
        case Cells(rows=Named(rows=(_, _, *_)), columns=()) if _compares(question):
            return True
        case Cells(columns=()) if said & {"where", "when", "how", "why"} or _asks_agent(question, is_telling):
            return False  # all of a row is no answer to where, when, how or who did what
    if not isinstance(request, Cells) or not request.columns:
        return True
    opening = question.tokens[: 1 + (question.tokens[0].folded in ("in", "from", "at", "since", "to", "by"))]
    asked = {token.folded for token in opening} & {"who", "whom", "when", "where"}
    table = table_of(request.rows, build)
    columns = [column for column in table.columns if column.name in request.columns]
    if "when" in asked:
        figures = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YES_NO)
        return all(column.kind not in figures or measures(column, "year") for column in columns)
    if any(column.kind.is_ordered or column.kind is Kind.YES_NO for column in columns):
        return not asked
    # “who owns X” asks for the owner; “who competes with X” does not ask for the competitive position.
    tables = build.tables
    named = {
        tables[s.table].columns[s.columns[0]].name
        for s in links.senses
        if s.kind == "column" and (s.is_whole or s.tier <= Tier.PART)
    }
    is_personal = all(
        head(column.name).endswith(_AGENTS)
        or is_agent(head(column.name))
        or (column.name in named and _holds_names(column, table, build))
        for column in columns
    )
    return is_personal or not asked & {"who", "whom"}


def _holds_names(column: Column, table: Table, build: Build) -> bool:
    """Whether the values of a column may be names: none of them is a phrase in small letters or a figure."""
    texts = build.query(
        "SELECT DISTINCT text FROM parts WHERE column_id = ? AND text <> '' LIMIT 20",
        (column_id(table.columns.index(column), table, build),),
    )
    return all(any(word[:1].isupper() for word in str(text).split()[-1:]) for (text,) in texts)


def _asks_of_name(question: Question, links: Links) -> bool:
    """Whether the subject of a “what does X …” is a name or a value of the catalog."""
    said = [token.folded for token in question.tokens[:3]]
    subject = 3 if said[2:] == ["the"] else 2
    return (
        len(said) > 1
        and said[0] in _MANNERS
        and said[1] in _DOING
        and any(s.start == subject and s.is_whole and s.kind in ("row", "value") for s in links.senses)
    )


def _is_of_agents(rows: Rows, build: Build) -> bool:
    """Whether rows may be persons or organisations, by what their table and its names are called."""
    table = table_of(rows, build)
    key = "" if table.key is None else table.columns[table.key].name
    return head(key) in ("", "name") or any(
        is_agent(head(noun)) for noun in (key, table.name, *table.aliases)
    )


def _asks_manner(question: Question) -> bool:
    """“how do …”, “how can …”: no number and no measure is asked for."""
    said = [token.folded for token in question.tokens[:2]]
    return len(said) > 1 and said[0] == "how" and said[1] in _DOING | _ABLE


def _asks_agent(question: Question, is_telling: bool) -> bool:
    """“who did …”: more than who or what someone is."""
    said = [token.folded for token in question.tokens]
    is_being = said[1:2] and said[1] in ("is", "are", "was", "were")
    return "who" in said and (is_telling or (said[0] == "who" and not is_being))


def _compares(question: Question) -> bool:
    return any(kind == "compare" for _, _, kind in triggers(question))


def _fits_noun(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether cells are what “which X” asks for: not where X means rows and names none of the columns."""
    match request:
        case Cells(columns=columns) if columns:
            shown = set(columns)
        case Distinct(column=column):
            shown = {column}
        case _:
            return True
    if not question.tokens or question.tokens[0].folded != "which":
        return True
    first = [sense for sense in links.senses if sense.start == 1 and sense.tier <= Tier.INFLECTED]
    tables = build.tables
    named = {tables[s.table].columns[s.columns[0]].name for s in first if s.kind == "column"}
    return not any(is_of_rows(s, tables) for s in first) or bool(named & shown)

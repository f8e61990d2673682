"""Whether a request can answer the word that a question asks with: who, when, where, how, which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.english import english, head
from assistant.kin import measures
from assistant.lexicon import attribute, is_agent, lemma
from assistant.literals import literals
from assistant.measures import column_id, column_position
from assistant.omissions import row_nouns
from assistant.plan import (
    AllRows,
    And,
    Cells,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    In,
    Named,
    Names,
    Not,
    Or,
    Pred,
    Request,
    Rows,
    Stated,
)
from assistant.question import Question
from assistant.relations import identities, references
from assistant.selection import table_of
from assistant.senses import Links, Sense, Tier, is_of_rows
from assistant.triggers import triggers
from assistant.whereabouts import is_site
from corpus.types import Column, Kind, Row, Table
from corpus.words import stem, stems
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
_YEARS = (1400, 2100)  # bare whole numbers between these may be years
_MANNERS = frozenset(["what", "how", "when", "where", "why"])
_PLACING = frozenset(["where", "when"])
_PERSONS = frozenset(["who", "whom"])
_NONE = frozenset(["no", "nobody", "none"])
_ARTICLES = frozenset(["the", "a", "an", "any", "all"])
_NAMING = frozenset(["who", "whom", "whose", "name", "what"])
_DOING = frozenset(["do", "does", "did"])
_BEING = frozenset(["is", "are", "was", "were"])
_ADJUNCTS = frozenset(["in", "at", "to", "by", "from", "with", "on", "before", "after", "since"])
_ABLE = frozenset(["can", "could"])


def fits(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether a request can answer the word that the question asks with."""
    return (
        _fits_asking(question, request, links, build)
        and _fits_noun(question, request, links, build)
        and not _is_cut_short(question, request, links, build)
        and not _is_named_by_half(question, request, links, build)
    )


def _fits_asking(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether the cells asked for can answer “who” (no figures), “when” (dates) or “where” (no figures)."""
    said = {token.folded for token in question.tokens}
    is_telling = any(stem(lemma(word)) in english().telling for word in said)
    match request:
        case Figure(value=Count(rows=Filter(where=Stated(column=column)) as rows)) if _is_full(
            column, rows, build
        ):
            return False  # what all rows have was not asked for
        case Names(rows=Filter(where=Has())) if _asks_of_name(question, links):
            return False  # “what does X earn”: it asks something of X, and not who names X
        case Names() if _asks_of_name(question, links, _PLACING, _BEING):
            return False  # “where is X”
        case Names(rows=Filter(where=Has(columns=names))) if _asks_of_name(
            question, links, _PERSONS
        ) and not _named(links, build) & set(names):
            return False  # “who does X work for”: no word says that X is to be looked for
        case Holds(where=where, quantifier=quantifier) if _denies_subject(question):
            return quantifier == "all" and isinstance(
                where, Not
            )  # “does nobody have Y” is not “do some lack it”
        case Holds(rows=AllRows(), where=Not(), quantifier="all") if not _asks_of_each(question):
            return False
        case Holds(where=Stated()) if is_telling:
            return False  # “can I pay as I go” asks for more than whether there is a price
        case Names(rows=rows) if question.tokens[0].folded in _PERSONS and (
            not _is_of_agents(rows, build) or question.tokens[-1].folded in ("for", "to")
        ):
            return False  # “who is X made for” asks for whom, and not for who makes it
        case Names(rows=Filter(where=Has(columns=(name,))) as rows) if _asks_ruler(question) and _is_group(
            name, rows, build
        ):
            return False  # “who runs engineering” is not who is in it
        case Names(rows=rows) if _asks_of_those_in(question, links, table_of(rows, build), build):
            return False  # “who works in departments on …” asks for no departments
        case Names() if _asks_measure(question):
            return False  # “how heavy is the heaviest dog” asks for its weight
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
        case Cells(columns=()) if (
            said & {"where", "when", "how", "why"}
            or _asks_agent(question, is_telling)
            or _asks_what_is_done(question)
        ):
            return False  # all of a row is no answer to where, when, how, who did what or what is sold there
    if not isinstance(request, Cells) or not request.columns:
        return True
    if isinstance(request.rows, AllRows) and "where" in [t.folded for t in question.tokens[1:]]:
        return False  # “licences where all seats are taken” tests the seats, and does not ask for them
    opening = question.tokens[: 1 + (question.tokens[0].folded in ("in", "from", "at", "since", "to", "by"))]
    asked = {token.folded for token in opening} & {"who", "whom", "when", "where"}
    table = table_of(request.rows, build)
    columns = [column for column in table.columns if column.name in request.columns]
    if "when" in asked:
        figures = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YES_NO)
        return all(
            column.kind not in figures or measures(column, "year") or _holds_years(column, table, build)
            for column in columns
        )
    if any(column.kind.is_ordered or column.kind is Kind.YES_NO for column in columns):
        return not asked
    # “who owns X” asks for the owner; “who competes with X” does not ask for the competitive position.
    named = _named(links, build)
    if "where" in asked and not all(
        is_site(column) or _holds_names(column, table, build) for column in columns
    ):
        return False  # “where can I rent X” does not ask for the rental model
    is_personal = all(
        head(column.name).endswith(_AGENTS)
        or column.name.lower().endswith(" by")
        or is_agent(head(column.name))
        or (column.name in named and _holds_names(column, table, build))
        for column in columns
    )
    return is_personal or not asked & {"who", "whom"}


def _named(links: Links, build: Build) -> set[str]:
    """The columns that a question names."""
    return {
        build.tables[s.table].columns[s.columns[0]].name
        for s in links.senses
        if s.kind == "column" and (s.is_whole or s.tier <= Tier.PART)
    }


def are_named(question: Question, request: Request, rows: Sequence[tuple[Table, Row]]) -> bool:
    """Whether rows that are asked for by name have names: “row 7” says not who or what."""
    if not isinstance(request, Names) or not _NAMING.intersection(t.folded for t in question.tokens):
        return True
    return not rows or any(t.key is not None and row.cells[t.key].is_stated for t, row in rows)


def _is_full(column: str, rows: Rows, build: Build) -> bool:
    """Whether every cell of a column is stated."""
    table = table_of(rows, build)
    number = column_id(column_position(column, table), table, build)
    sql = "SELECT 1 FROM cells WHERE column_id = ? AND NOT is_stated LIMIT 1"
    return not build.query(sql, (number,))


def _holds_names(column: Column, table: Table, build: Build) -> bool:
    """Whether the values of a column may be names: none of them is a phrase in small letters or a figure."""
    texts = build.query(
        "SELECT DISTINCT text FROM parts WHERE column_id = ? AND text <> '' LIMIT 20",
        (column_id(table.columns.index(column), table, build),),
    )
    return all(any(word[:1].isupper() for word in str(text).split()[-1:]) for (text,) in texts)


def _holds_years(column: Column, table: Table, build: Build) -> bool:
    """Whether all figures of a column without a unit may be years."""
    ends = "SELECT min(low), max(high), max(low <> round(low)) FROM cells WHERE column_id = ? AND is_stated"
    [(first, last, is_broken)] = build.query(ends, (column_id(table.columns.index(column), table, build),))
    is_bare = column.kind is Kind.NUMBER and not column.unit
    return is_bare and first is not None and _YEARS[0] <= first <= last <= _YEARS[1] and not is_broken


def _asks_of_name(
    question: Question,
    links: Links,
    asking: frozenset[str] = _MANNERS,
    verbs: frozenset[str] = _DOING,
) -> bool:
    """Whether the subject of “what does X …” is a name or a value of the catalog; of “where is X” a name."""
    said = [token.folded for token in question.tokens[:3]]
    subject = 3 if said[2:] == ["the"] else 2
    if len(said) < 2 or said[0] not in asking or said[1] not in verbs:
        return False
    about = [s for s in links.senses if s.start == subject]
    is_written = subject < len(question.tokens) and question.tokens[subject].is_name_like
    if any(s.kind == "row" and (s.is_whole or is_written) for s in about):
        return True
    is_value = any(s.kind == "value" and (s.is_whole or (is_written and said[0] != "what")) for s in about)
    return verbs is _DOING and is_value


def _is_of_agents(rows: Rows, build: Build) -> bool:
    """Whether rows may be persons or organisations, by what their table and its names are called."""
    table = table_of(rows, build)
    key = "" if table.key is None else table.columns[table.key].name
    return head(key) in ("", "name") or any(
        is_agent(head(noun)) for noun in (key, table.name, *table.aliases)
    )


def _asks_ruler(question: Question) -> bool:
    """“who runs X”: who is at the head of it."""
    return question.tokens[0].folded == "who" and any(t.stem == "run" for t in question.tokens[1:])


def _is_group(name: str, rows: Rows, build: Build) -> bool:
    """Whether a column says to which part of an organisation its rows belong: it names rows, or groups."""
    table = table_of(rows, build)
    position = next(i for i, column in enumerate(table.columns) if column.name == name)
    return is_agent(head(name)) or any(
        build.tables[one.table].id == table.id and one.column == position for one in references(build)
    )


def _asks_of_those_in(question: Question, links: Links, table: Table, build: Build) -> bool:
    """“who works in Xs”: whether the rows of a table are only where those asked for are."""
    tokens = question.tokens
    if tokens[0].folded != "who":
        return False
    named = [s.start for s in links.senses if s.kind == "table" and build.tables[s.table].id == table.id]
    before = [tokens[i].folded for i in range(min(named, default=0)) if tokens[i].folded not in _ARTICLES]
    return len(before) > 2 and before[-1] in ("in", "at", "for", "on")


def _asks_measure(question: Question) -> bool:
    """“how heavy …”: a figure is asked for."""
    said = [token.folded for token in question.tokens[:2]]
    return len(said) > 1 and said[0] == "how" and bool(attribute(said[1]))


def _asks_manner(question: Question) -> bool:
    """“how do …”, “how can …”: no number and no measure is asked for."""
    said = [token.folded for token in question.tokens[:2]]
    return len(said) > 1 and said[0] == "how" and said[1] in _DOING | _ABLE


def _asks_agent(question: Question, is_telling: bool) -> bool:
    """“who did …”: more than who or what someone is."""
    said = [token.folded for token in question.tokens]
    is_being = said[1:2] and said[1] in ("is", "are", "was", "were")
    return "who" in said and (is_telling or (said[0] == "who" and not is_being))


def _asks_what_is_done(question: Question) -> bool:
    """“what is sold at X”: a participle that tells something, and is more than what X is."""
    said = [token.folded for token in question.tokens]
    return said[:1] == ["what"] and any(
        (i == 0 or said[i] in _BEING) and lemma(word) != word and stem(lemma(word)) in english().telling
        for i, word in enumerate(said[1:])
    )


def _denies_subject(question: Question) -> bool:
    """“does nobody …”, “is there no X that …”: what a yes/no question is about is none."""
    return any(token.folded in _NONE for token in question.tokens[1:3])


def _asks_of_each(question: Question) -> bool:
    return any(kind == "every" for _, _, kind in triggers(question))


def _compares(question: Question) -> bool:
    return any(kind == "compare" for _, _, kind in triggers(question))


def _asks_other_rows(question: Question, shown: set[str], table: Table, links: Links) -> bool:
    """“pupils in classes in X”: rows of a table called so, and not how many pupils a class has."""
    start = int(question.tokens[0].folded == "which") if question.tokens else 0
    nouns = [s for s in links.senses if s.start == start and s.tier <= Tier.INFLECTED and s.is_whole]
    figures = {s.text for s in nouns if s.kind == "column"} & {
        c.name for c in table.columns if c.kind.is_ordered
    }
    return any(s.kind == "table" for s in nouns) and bool(figures & shown)


def _names(sense: Sense, name: str, question: Question) -> bool:
    """Whether the words of a sense name a column: in its own words, or by more than what was done."""
    word = question.tokens[sense.end - 1].folded
    if sense.tier is Tier.PART:
        return stem(word) == stem(head(name))
    return sense.tier < Tier.PART or not (word.endswith("ed") or lemma(word) != word)


def _fits_noun(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether cells are what “which X” asks for: not where X means rows and names none of the columns."""
    is_which = bool(question.tokens) and question.tokens[0].folded == "which"
    match request:
        case Cells(columns=columns) if columns:
            shown = set(columns)
        case Distinct(column=column):
            shown = {column}
        case Names(rows=Filter(rows=AllRows()) as rows) if is_which:
            # “which chip does X use” is answered by no rows that have nothing to do with chips
            meant = {s.table for s in links.senses if s.start == 1}
            return not meant or build.tables.index(table_of(rows, build)) in meant
        case _:
            return True
    tables = build.tables
    if _asks_other_rows(question, shown, table_of(request.rows, build), links):
        return False
    if any(sense.start == 0 and is_of_rows(sense, tables) for sense in links.senses):
        # “beers sold in kegs”: a noun and what is said of it asks for no column that a verb only suggests
        told = [(s, tables[s.table].columns[s.columns[0]].name) for s in links.senses if s.kind == "column"]
        return any(name in shown and _names(s, name, question) for s, name in told)
    if not question.tokens or question.tokens[0].folded not in ("which", "what"):
        return True
    table = table_of(request.rows, build)
    if shown == {table.columns[c].name for t, c in identities(build).items() if tables[t] is table}:
        return True  # what stands for the names of rows without names
    is_sole = len(tables) == 1
    first = [s for s in links.senses if s.start == 1 and (is_sole or s.tier <= Tier.INFLECTED)]
    named = {tables[s.table].columns[s.columns[0]].name for s in first if s.kind == "column"}
    is_noun = any(is_of_rows(s, tables) for s in first) or 1 in row_nouns(question, links, build)
    return not is_noun or bool(named & shown)


def _is_cut_short(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“not sold in X” read as not sold at all: a negation reaches to the end of its clause."""
    rows = getattr(request, "rows", None) or getattr(getattr(request, "value", None), "rows", None)
    empty = set(_unstated(getattr(rows, "where", None)))
    ends = {
        s.end
        for s in links.senses
        if empty and s.kind == "column" and build.tables[s.table].columns[s.columns[0]].name in empty
    }
    starts = {s.start for s in links.senses} | {one.start for one in literals(question)}
    said = [token.folded for token in question.tokens]
    return any(end < len(said) and said[end] in _ADJUNCTS and {end + 1, end + 2} & starts for end in ends)


def _unstated(pred: Pred | None) -> Iterator[str]:
    """The columns that a test wants empty."""
    match pred:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _unstated(part)
        case Not(part=Stated(column=column)):
            yield column


def _is_named_by_half(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether rows are counted for a word that only says what they have to do with.

    “how many chips” is no question on chip vendors, nor on the rows of which a remark speaks of chips.
    """
    match request:
        case Figure(value=Count(rows=AllRows() as rows, distinct=None)):
            where: Pred | None = None
        case Figure(value=Count(rows=Filter(rows=AllRows(), where=where) as rows, distinct=None)):
            pass
        case _:
            return False
    kinds = {kind: end for _, end, kind in triggers(question)}
    position = build.tables.index(table_of(rows, build))
    if isinstance(where, Has) and _is_counted_word(question, where, kinds.get("count", -1), links, build):
        return True
    names = [stems(name) for name in (build.tables[position].name, *build.tables[position].aliases)]
    heads, others = {name[-1] for name in names if name}, {word for name in names for word in name[:-1]}
    saying = [s for s in links.senses if s.table == position and is_of_rows(s, build.tables)]
    is_half = bool(saying) and all(
        s.tier >= Tier.RELATED and (word := question.tokens[s.end - 1].stem) in others and word not in heads
        for s in saying
    )
    return is_half and (where is None or isinstance(where, In | Or) or "distinct" in kinds)


def _is_counted_word(question: Question, where: Has, start: int, links: Links, build: Build) -> bool:
    """Whether the noun counted is but a word within free text: “how many chips are there”."""
    tokens = question.tokens
    return any(
        s.kind == "value"
        and (s.start, s.text) == (start, where.phrase)
        and tuple(build.tables[s.table].columns[c].name for c in s.columns) == where.columns
        and not s.is_whole
        and (s.end == len(tokens) or tokens[s.end].is_soft)
        and all(
            build.tables[s.table].columns[c].kind is Kind.TEXT and c != build.tables[s.table].key
            for c in s.columns
        )
        for s in links.senses
    )

"""Plans drawn at random: of any shape, and such that every name in them stands in the coast's catalog."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from assistant import plan as p

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
FUNCTIONS = ("sum", "average", "median", "min", "max")
COLUMNS = {
    "lighthouses": (
        "Lighthouse", "Light", "Services", "Height", "Range", "Upkeep", "Lit", "Automated", "Keeper", "Remarks",
    ),
    "keepers": ("Keeper", "Born", "Home", "Languages", "Boat"),
}  # fmt: skip
ORDERED = {"lighthouses": ("Height", "Range", "Upkeep", "Lit"), "keepers": ("Born",)}
MEASURED = ("Height", "Range", "Upkeep")
GROUPING = {
    "lighthouses": ("Light", "Services", "Automated", "Keeper"),
    "keepers": ("Home", "Languages", "Boat"),
}
ROWS = {
    "lighthouses": (
        "north-skerry", "gull-rock", "saint-elmo", "cape-farrow", "mew-island", "old-harry", "tern-point",
        "seal-ledge", "broad-haven", "beacon-h100", "beacon-h200", "storm-bell",
    ),
    "keepers": ("ada-brook", "ben-moss", "cleo-hart", "dov-lind", "eve-stone", "ian-falk"),
}  # fmt: skip
UNSTATED = ("old-harry", "seal-ledge", "eve-stone")  # an ordered cell of theirs is empty
PHRASES = (
    "foghorn", "tours", "radio", "VHF", "radio (VHF)", "bell", "hand-rung", "museum", "white flash", "flash",
    "steady", "yes", "no", "Ada Brook", "Dov", "storm", "solar powered", "script", "[1]", "seaward", "1862",
    "Gull Rock", "Beacon", "100", "m", "Port Elin", "English", "borrowed", "Petrel | Puffin", "absent",
)  # fmt: skip


def one(node: type[p.Node], **fields: object) -> SearchStrategy:
    """One operator with its fields drawn."""
    drawn = {
        name: field if isinstance(field, SearchStrategy) else st.just(field) for name, field in fields.items()
    }
    return st.builds(node, **drawn)


# --- plans that the coast can run -----------------------------------------------------------------


def literals(column: str) -> SearchStrategy:
    years = st.integers(1790, 2000)
    days = years.map(lambda year: p.Day(start=f"{year}-01-01", end=f"{year}-12-31"))
    units = {
        "Height": ("m", "km", "", "kg"),
        "Range": ("km", "m", "", "GBP"),
        "Upkeep": ("GBP", "EUR", "USD", ""),
    }
    if column in ("Lit", "Born"):
        return days
    numbers = st.one_of(st.integers(0, 50), st.integers(1_000, 40_000)).map(float)
    return one(p.Number, number=numbers, unit=st.sampled_from(units.get(column, ("",))))


def compares(table: str) -> SearchStrategy:
    def of(column: str) -> SearchStrategy:
        stated = [row for row in ROWS[table] if row not in UNSTATED]
        cell = st.sampled_from(stated).map(
            lambda row: p.CellOf(rows=p.Named(table=table, rows=(f"{table}/{row}",)), column=column)
        )
        value = st.one_of(literals(column), cell, figures(table))
        return one(p.Compare, column=column, relation=st.sampled_from(RELATIONS), value=value)

    return st.sampled_from(ORDERED[table]).flatmap(of)


def figures(table: str) -> SearchStrategy:
    """A figure reckoned over a table that needs no test of its own."""
    inner = st.one_of(st.just(p.AllRows(table=table)), named(table))
    column = st.sampled_from(MEASURED if table == "lighthouses" else ("Born",))
    functions = FUNCTIONS if table == "lighthouses" else ("min", "max")
    leaves = st.one_of(
        one(p.Count, rows=inner, distinct=st.sampled_from((None, *GROUPING[table]))),
        one(
            p.Aggregate, function=st.sampled_from(functions), rows=inner, key=one(p.ColumnKey, column=column)
        ),
        one(
            p.Number,
            number=st.sampled_from((0.0, 0.5, 2.0, 30.0)),
            unit=st.sampled_from(("", "m", "km", "GBP")),
        ),
    )
    sign = st.sampled_from(("+", "-", "*", "/", "%", "difference"))
    return st.recursive(
        leaves, lambda part: one(p.Arithmetic, sign=sign, left=part, right=part), max_leaves=3
    )


def predicates(table: str) -> SearchStrategy:
    """Tests of a row of a table."""
    columns = st.sampled_from(COLUMNS[table])
    some = st.lists(columns, max_size=3, unique=True).map(tuple)
    leaves = [
        one(
            p.Has,
            phrase=st.sampled_from(PHRASES),
            columns=some,
            is_whole=st.booleans(),
            is_mention=st.booleans(),
        ),
        compares(table),
        one(p.Stated, column=columns),
        one(p.Only, column=st.sampled_from(GROUPING[table]), phrases=st.lists(
            st.sampled_from(PHRASES), min_size=1, max_size=2, unique=True).map(tuple)),
        one(p.Same, column=columns, rows=named(table), is_shared=st.booleans()),
        one(p.Columns, left=st.sampled_from(GROUPING[table]), relation=st.sampled_from(("=", "!=")),
            right=st.sampled_from(GROUPING[table])),
    ]  # fmt: skip
    if table == "lighthouses":
        keepers = one(p.Filter, rows=p.AllRows(table="keepers"), where=one(
            p.Has, phrase=st.sampled_from(PHRASES), columns=st.just(("Home",))))  # fmt: skip
        leaves.append(one(p.In, column="Keeper", rows=keepers))
        leaves.append(
            one(
                p.Columns, left=st.just("Height"), relation=st.sampled_from(RELATIONS), right=st.just("Range")
            )
        )
    parts = lambda inner: st.lists(inner, min_size=1, max_size=3).map(tuple)  # noqa: E731
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            one(p.Not, part=inner), one(p.And, parts=parts(inner)), one(p.Or, parts=parts(inner))
        ),
        max_leaves=4,
    )


def named(table: str) -> SearchStrategy:
    ids = st.lists(st.sampled_from(ROWS[table]), min_size=1, max_size=4, unique=True)
    return ids.map(lambda rows: p.Named(table=table, rows=tuple(f"{table}/{row}" for row in rows)))


def keys(table: str) -> SearchStrategy:
    lists = "Services" if table == "lighthouses" else "Languages"
    known = [
        one(p.ColumnKey, column=st.sampled_from((*ORDERED[table], *GROUPING[table]))),
        one(p.PartsKey, column=st.just(lists)),
        *(one(p.DistanceKey, column=st.just(column), value=literals(column)) for column in ORDERED[table]),
    ]
    if table == "lighthouses":
        pairs = st.sampled_from(
            (("Height", "Range"), ("Range", "Height"), ("Height", "Upkeep"), ("Lit", "Lit"))
        )
        known.append(pairs.map(lambda pair: p.SpanKey(start=pair[0], end=pair[1])))
    return st.one_of(known)


def lit() -> SearchStrategy:
    return one(p.Filter, rows=p.AllRows(table="lighthouses"), where=predicates("lighthouses"))


def rows(table: str) -> SearchStrategy:
    """Rows of a table, by every operator."""
    leaves = [st.just(p.AllRows(table=table)), named(table)]
    if table == "keepers":
        by = one(p.Filter, rows=p.AllRows(table="lighthouses"), where=predicates("lighthouses"))
        leaves.append(one(p.Mentioned, rows=p.AllRows(table=table), column="Keeper", by=by))
    else:
        keepers = one(p.Filter, rows=p.AllRows(table="keepers"), where=predicates("keepers"))
        leaves.append(one(p.Related, rows=p.AllRows(table=table), column="Keeper", to=keepers))
    if table == "keepers":
        leaves.append(
            one(
                p.Filter,
                rows=p.AllRows(table=table),
                where=one(
                    p.Counted,
                    column=st.just("Keeper"),
                    by=lit(),
                    relation=st.sampled_from(RELATIONS),
                    value=one(p.Number, number=st.sampled_from((0.0, 1.0, 2.0)), unit=st.just("")),
                ),
            )
        )
        leaves.append(
            one(
                p.Filter,
                rows=p.AllRows(table=table),
                where=one(p.In, column=st.just("Keeper"), rows=lit(), through=st.just("Keeper")),
            )
        )
        leaves.append(
            one(
                p.Top,
                rows=p.AllRows(table=table),
                key=one(p.MentionsKey, column=st.just("Keeper"), by=lit()),
                n=st.integers(1, 3),
            )
        )
    anchor = st.sampled_from(ROWS[table]).map(lambda row: p.Named(table=table, rows=(f"{table}/{row}",)))
    other = st.sampled_from([name for name in COLUMNS if name != table]).map(
        lambda name: p.AllRows(table=name)
    )
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            one(p.Filter, rows=inner, where=predicates(table)),
            one(p.Top, rows=inner, key=keys(table), is_descending=st.booleans(), n=st.integers(1, 4),
                skip=st.integers(0, 2)),
            one(p.Minus, rows=inner, without=inner | other),
            one(p.Slice, rows=inner, start=st.integers(-4, 4), count=st.integers(1, 4)),
            one(p.Neighbour, rows=inner, anchor=anchor, offset=st.sampled_from((-2, -1, 1, 2)),
                key=st.none() | keys(table), is_all=st.booleans()),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: p.Union(parts=tuple(parts))),
            st.tuples(inner, inner | other).map(lambda parts: p.Intersect(parts=parts)),
        ),
        max_leaves=3,
    )  # fmt: skip


def requests(table: str) -> SearchStrategy:
    """What may be asked of a table's rows."""
    asked, columns = rows(table), st.sampled_from(COLUMNS[table])
    some = st.lists(columns, max_size=3, unique=True).map(tuple)
    single = st.sampled_from(ROWS[table]).map(lambda row: p.Named(table=table, rows=(f"{table}/{row}",)))
    some_values = st.lists(st.sampled_from(GROUPING[table]), max_size=2, unique=True).map(tuple)
    distinct = st.sampled_from((None, *GROUPING[table]))
    choices = [
        one(p.Names, rows=asked),
        one(p.Cells, rows=asked, columns=some),
        one(p.Common, rows=asked, columns=some),
        one(p.Contrast, rows=asked, other=single, columns=some_values, is_shared=st.booleans()),
        one(p.Distinct, rows=asked, column=st.sampled_from(GROUPING[table])),
        one(p.Figure, value=one(p.Count, rows=asked, distinct=distinct)),
        one(p.Holds, rows=asked, where=predicates(table), quantifier=st.sampled_from(("any", "all"))),
        one(p.Choose, rows=asked, key=keys(table), is_descending=st.booleans()),
        one(p.Groups, rows=asked, by=st.sampled_from(GROUPING[table]), n=st.none() | st.integers(1, 2),
            skip=st.integers(0, 2), is_descending=st.booleans(), having=st.none() | one(
                p.Having, relation=st.sampled_from(RELATIONS), value=figures(table))),
        one(p.RunLength, rows=asked, where=predicates(table)),
        one(p.Figure, value=figures(table)),
        one(p.Check, left=figures(table), relation=st.sampled_from(RELATIONS), right=figures(table)),
        one(p.Figure, value=one(p.CellOf, rows=asked, column=columns)),
        one(p.Figure, value=one(p.Aggregate, function=st.sampled_from(("min", "max")), rows=asked,
            key=one(p.ColumnKey, column=st.sampled_from(ORDERED[table])))),
    ]  # fmt: skip
    if table == "lighthouses":
        key = one(p.ColumnKey, column=st.sampled_from(MEASURED))
        function = st.sampled_from(FUNCTIONS)
        choices += [
            one(p.Figure, value=one(p.Aggregate, function=function, rows=asked, key=key)),
            one(
                p.Groups,
                rows=asked,
                by=st.sampled_from(GROUPING[table]),
                function=function,
                key=one(p.ColumnKey, column=st.sampled_from(("Height", "Range"))),
            ),
        ]
    asking = st.one_of(choices)
    return asking | one(p.Explain, of=asking)


def mixed() -> SearchStrategy:
    """What may be asked of rows of both tables together."""
    both = st.tuples(rows("lighthouses"), rows("keepers")).map(lambda parts: p.Union(parts=parts))
    asked = both | both.map(lambda inner: p.Slice(rows=inner, start=-9, count=5))
    some = st.lists(st.sampled_from(("Keeper", "Height", "Home")), max_size=2, unique=True).map(tuple)
    return st.one_of(
        one(p.Names, rows=asked),
        one(p.Places, rows=asked),
        one(p.Figure, value=one(p.Count, rows=asked)),
        one(p.Cells, rows=asked, columns=some),
        one(p.Groups, rows=asked, by=st.just("Keeper")),
    )


tables = st.sampled_from(sorted(COLUMNS))
coast_requests = tables.flatmap(requests) | mixed()


# --- plans of any shape ---------------------------------------------------------------------------

_text = st.text(max_size=8)
_texts = st.lists(_text, max_size=3).map(tuple)
_relation, _function = st.sampled_from(RELATIONS), st.sampled_from(FUNCTIONS)
_whole, _flag = st.integers(-5, 5), st.booleans()
_number = st.floats(allow_nan=False, allow_infinity=False)

_literal = one(p.Number, number=_number, unit=_text) | one(p.Day, start=_text, end=_text)
any_key = st.one_of(
    one(p.ColumnKey, column=_text),
    one(p.PartsKey, column=_text),
    one(p.SpanKey, start=_text, end=_text),
    one(p.DistanceKey, column=_text, value=_literal),
    one(p.MentionsKey, column=_text, by=one(p.AllRows, table=_text)),
)
any_rows: SearchStrategy = st.deferred(lambda: st.one_of(_leaf_rows, _some_rows))
any_value: SearchStrategy = st.deferred(lambda: st.one_of(_leaf_value, _some_value))
any_test: SearchStrategy = st.deferred(lambda: st.one_of(_leaf_test, _some_test))
_leaf_rows = one(p.AllRows, table=_text) | one(p.Named, table=_text, rows=_texts)
_leaf_value = one(p.Number, number=_number, unit=_text) | one(p.Day, start=_text, end=_text)
_leaf_test = st.one_of(
    one(p.Has, phrase=_text, columns=_texts, is_whole=_flag, is_mention=_flag),
    one(p.Columns, left=_text, relation=_relation, right=_text),
    one(p.Stated, column=_text),
)
_some_value = st.one_of(
    one(p.CellOf, rows=_leaf_rows, column=_text),
    one(p.Count, rows=_leaf_rows, distinct=st.none() | _text),
    one(p.Aggregate, function=_function, rows=_leaf_rows, key=any_key),
    one(
        p.Arithmetic,
        sign=st.sampled_from(("+", "-", "*", "/", "%", "difference")),
        left=_leaf_value,
        right=_leaf_value,
    ),
)
_tests = st.lists(_leaf_test, max_size=3).map(tuple)
_some_test = st.one_of(
    one(p.Compare, column=_text, relation=_relation, value=any_value),
    one(p.In, column=_text, rows=_leaf_rows, through=_text),
    one(p.Counted, column=_text, by=_leaf_rows, relation=_relation, value=_leaf_value),
    one(p.Same, column=_text, rows=_leaf_rows, is_shared=_flag),
    one(p.Only, column=_text, phrases=_texts),
    one(p.And, parts=_tests),
    one(p.Or, parts=_tests),
    one(p.Not, part=_leaf_test),
)
_parts = st.lists(_leaf_rows, max_size=3).map(tuple)
_some_rows = st.one_of(
    one(p.Filter, rows=_leaf_rows, where=any_test),
    one(p.Top, rows=_leaf_rows, key=any_key, is_descending=_flag, n=_whole, skip=_whole),
    one(p.Slice, rows=_leaf_rows, start=_whole, count=_whole),
    one(
        p.Neighbour, rows=_leaf_rows, anchor=_leaf_rows, offset=_whole, key=st.none() | any_key, is_all=_flag
    ),
    one(p.Related, rows=_leaf_rows, column=_text, to=_leaf_rows),
    one(p.Mentioned, rows=_leaf_rows, column=_text, by=_leaf_rows),
    one(p.Union, parts=_parts),
    one(p.Intersect, parts=_parts),
    one(p.Minus, rows=_leaf_rows, without=_leaf_rows),
)
_subjects = st.sampled_from(
    ("tables", "columns", "column count", "column", "size", "table count", "table", "largest table")
)
_single = st.one_of(
    one(p.Names, rows=any_rows),
    one(p.Cells, rows=any_rows, columns=_texts),
    one(p.Common, rows=any_rows, columns=_texts),
    one(p.Contrast, rows=any_rows, other=_leaf_rows, columns=_texts, other_columns=_texts, is_shared=_flag),
    one(p.Distinct, rows=any_rows, column=_text),
    one(p.Figure, value=any_value),
    one(p.Holds, rows=any_rows, where=any_test, quantifier=st.sampled_from(("any", "all"))),
    one(p.Choose, rows=any_rows, key=any_key, is_descending=_flag),
    one(p.Groups, rows=any_rows, by=_text, function=st.none() | _function, key=st.none() | any_key,
        n=st.none() | _whole, is_descending=_flag,
        having=st.none() | one(p.Having, relation=_relation, value=_leaf_value)),
    one(p.Check, left=_leaf_value, relation=_relation, right=_leaf_value),
    one(p.RunLength, rows=any_rows, where=any_test),
    one(p.About, subject=_subjects, table=st.none() | _text, column=st.none() | _text),
    one(p.Places, rows=any_rows),
    one(p.Closest, query=_text),
)  # fmt: skip
any_request = (
    _single | one(p.Explain, of=_single) | one(p.Many, parts=st.lists(_single, max_size=2).map(tuple))
)
any_plan = one(p.Plan, ask=any_request)

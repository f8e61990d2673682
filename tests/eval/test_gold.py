import datetime as dt

import msgspec
import pytest

from corpus import read_catalog
from eval.gold import GoldError, Query, as_json, columns_of, find

BEERS = """Beer,Style,Strength,Hops,Brewed,Notes
Old Plough,bitter,3.8 %,"Fuggles, Goldings",2021-03-02,a quiet beer
Comet,ale,6.1 %,Citra,2023,loud and golden
Lantern,ale,4.5–5.0 %,"Citra, Fuggles",2023-11-20,
Zero,ale,,Goldings,2019-05-01,not loud
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("beers") / "beers.csv"
    path.write_text(BEERS)
    return read_catalog(path)[0]


def rows(catalog, *where, **more):
    query = msgspec.convert({"table": "beers", "where": list(where), **more}, Query)
    return [row.removeprefix("beers/") for row in find(query, catalog).rows]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (["Style", "is", "Bitter"], ["old-plough"]),
        (["Style", "is not", "bitter"], ["comet", "lantern", "zero"]),
        (["Hops", "is", "fuggles"], ["old-plough", "lantern"]),
        (["Hops", "is not", "Citra"], ["old-plough", "zero"]),
        (["Notes", "says", "loud"], ["comet", "zero"]),
        (["Notes", "says not", "loud"], ["old-plough"]),
        (["Strength", ">", 3.8], ["comet", "lantern"]),
        (["Strength", ">=", 4.5], ["comet", "lantern"]),
        (["Strength", "<", 4.8], ["old-plough"]),
        (["Strength", "=", 6.1], ["comet"]),
        (["Brewed", "in", "2023"], ["comet", "lantern"]),
        (["Brewed", "<", "2021-03-02"], ["zero"]),
        (["Brewed", ">", "2023-01"], ["lantern"]),
        (["Strength", "stated", False], ["zero"]),
        (["*", "is", "Comet"], ["comet"]),
        (["*", "is", "beers/comet"], ["comet"]),
        (["*", "is not", "comet"], ["old-plough", "lantern", "zero"]),
        ({"any": [["Style", "is", "bitter"], ["Hops", "is", "Goldings"]]}, ["old-plough", "zero"]),
    ],
)
def test_a_condition_holds_for_its_rows(catalog, condition, found):
    assert rows(catalog, condition) == found


def test_an_empty_cell_meets_no_condition_but_stated(catalog):
    for operator in ("<", "<=", ">", ">=", "="):
        assert "zero" not in rows(catalog, ["Strength", operator, 5])
    assert "lantern" not in rows(catalog, ["Notes", "says", "loud"], ["Notes", "says not", "loud"])


def test_order_and_limit_give_superlatives(catalog):
    assert rows(catalog, order=["Strength", "desc"], limit=1) == ["comet"]
    assert rows(catalog, order=["Brewed", "asc"], limit=2) == ["zero", "old-plough"]


@pytest.mark.parametrize(
    ("take", "values"),
    [
        ("rows", ("Old Plough", "Lantern")),
        ("count", ("2",)),
        ("any", ("yes",)),
        ("Hops", ("Fuggles", "Goldings", "Citra", "Fuggles")),
        (["column", "Style"], ("bitter", "ale")),
        (["distinct", "Hops"], ("Fuggles", "Goldings", "Citra")),
        (["sum", "Strength"], ("8.55",)),
        (["average", "Strength"], ("4.275",)),
        (["greatest", "Strength"], ("4.75",)),
    ],
)
def test_what_is_taken_becomes_the_values(catalog, take, values):
    query = msgspec.convert({"table": "beers", "where": [["Hops", "is", "Fuggles"]], "take": take}, Query)
    assert find(query, catalog).values == values


def test_the_cells_are_those_that_were_read(catalog):
    query = msgspec.convert({"table": "beers", "where": [["Hops", "is", "Goldings"]], "take": "Style"}, Query)
    assert find(query, catalog).cells == tuple(
        (f"beers/{row}", column) for row in ("old-plough", "zero") for column in ("Hops", "Style")
    )
    assert columns_of(query, catalog) == (("beers", "Hops"), ("beers", "Style"))
    assert columns_of(Query("beers"), catalog) == (("beers", "Beer"),)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"table": "cars"}, "table 'cars' is not in the catalog"),
        ({"table": "beers", "where": [["Colour", "is", "red"]]}, r"column 'Colour' .* \('Beer', 'Style'"),
        ({"table": "beers", "take": ["product", "Strength"]}, "'product', which is none of"),
        ({"table": "beers", "where": [["Brewed", "<", "soon"]]}, "'soon', which is no number and no date"),
    ],
)
def test_a_query_that_does_not_fit_says_what_there_is(catalog, query, says):
    with pytest.raises(GoldError, match=says):
        find(msgspec.convert(query, Query), catalog)


def test_a_query_survives_its_json(catalog):
    query = msgspec.convert(
        {
            "table": "beers",
            "where": [["Hops", "is", "x"], {"any": [["Style", "is", "y"]]}],
            "take": ["sum", "Strength"],
        },
        Query,
    )
    assert msgspec.convert(as_json(query), Query) == query
    assert as_json(Query("beers")) == {"table": "beers"}


def test_months_and_years_are_whole_periods(catalog):
    assert catalog.tables[0].rows[1].cells[4].date.end == dt.date(2023, 12, 31)
    assert rows(catalog, ["Brewed", "<=", "2023"]) == ["old-plough", "comet", "lantern", "zero"]
    assert rows(catalog, ["Brewed", "in", "2023-11"]) == ["lantern"]

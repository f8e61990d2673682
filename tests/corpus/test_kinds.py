import pytest

from corpus.kinds import cell, is_stated, learn
from corpus.numbers import Marks
from corpus.reading import RawCell
from corpus.types import Kind, Quantity, Value


def kind(texts: list[str], name: str = "thing") -> str:
    return learn(name, texts).kind.value


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["4", "6", "—", "12"], "number"),
        (["4 m", "6.5 m", "12 ft"], "number"),
        (["$4", "$6", "12"], "money"),
        (["4%", "6%"], "percent"),
        (["2024-01-05", "March 3, 2024"], "date"),
        (["yes", "No", "n/a"], "yes/no"),
        (["✓", "", "✗"], "yes/no"),
        (["x", "y", "n"], "category"),
        (["https://a.example", "http://b.example/c"], "link"),
        (["rope, tar", "tar, oil, wax", "rope"], "list"),
        (["Ada Long, Bo Short, Cy Grey", "Ada Long", "Di Black, Bo Short"], "list"),
        (["red", "blue", "red", "red"], "category"),
        (["Paris, France", "Rome, Italy", "Nice, France"], "category"),
        (["Long, Ada", "Short, Bo"], "category"),
        (["Largest boat, built by hand", "Slow in strong wind, dry", "Good for learning"], "text"),
        (["The boat was built in 1911.", "It sank, and nobody knows why."], "text"),
        (["3 Doors Down", "10 Years", "5 Seconds of Summer", "2 Unlimited"], "category"),
        (["36–5", "30–11", "14–27"], "category"),
        (["01234", "00501"], "category"),
        (["1.2.3", "2.0.1"], "category"),
        (["", "—"], "text"),
        ([], "text"),
    ],
)
def test_kinds_are_learnt_from_the_cells(texts, expected):
    assert kind(texts) == expected


def test_bare_years_are_dates_only_where_something_says_so():
    years = ["1998", "2001", "2001"]
    assert kind(years, "Year") == kind(years, "Date founded") == kind(years, "Launched") == "date"
    assert kind(years, "Seats") == "number"
    assert kind([*years, "May 2003"], "Seats") == "date"


def test_one_remark_in_many_cells_does_not_make_numbers_words():
    assert kind(["did not start"] * 4 + ["1", "2", "3", "4", "5"]) == "number"


def test_dates_without_proof_of_their_order_stay_text_with_a_warning():
    learnt = learn("Sailed", ["03/04/2024", "05/06/2024"])
    assert learnt.kind is Kind.TEXT
    assert "'03/04/2024' may be day first or month first" in learnt.problem


def test_the_column_decides_how_numbers_are_written():
    learnt = learn("Price", ["1.250", "12,5", "3.100,75"])
    assert [cell(RawCell(text), learnt).number for text in ("1.250", "12,5")] == [
        Quantity(1250, 1250),
        Quantity(12.5, 12.5),
    ]
    assert learn("Price", ["1.250"], marks=Marks.COMMA).marks is Marks.COMMA


@pytest.mark.parametrize(
    ("name", "texts", "unit", "expected"),
    [
        ("Memory (GB)", ["24", "48"], "GB", "number"),
        ("memory_gb", ["24", "48"], "gb", "number"),
        ("usd_per_hour", ["2.5", "3"], "USD/hour", "money"),
        ("Price (€)", ["2.5", "3"], "EUR", "money"),
        ("Share (%)", ["25", "30"], "%", "percent"),
        ("Pct", [".25", ".300"], "", "number"),
        ("Length", ["24 m", "48 m"], "m", "number"),
        ("Length", ["24 m", "48 ft"], "", "number"),
        ("Opening (three day)", ["24", "48"], "", "number"),
        ("Depth (m)", ["deep", "very deep"], "", "category"),
    ],
)
def test_units_come_from_the_name_or_from_all_cells(name, texts, unit, expected):
    learnt = learn(name, texts)
    assert (learnt.unit, learnt.kind.value) == (unit, expected)


def test_a_cell_without_a_unit_has_its_columns():
    learnt = learn("usd_per_hour", ["2.5", "$3", "€4"])
    units = [found.unit for text in ("2.5", "$3", "€4") if (found := cell(RawCell(text), learnt).number)]
    assert units == ["USD/hour", "USD/hour", "EUR"]


def test_brackets_are_minus_among_money_only():
    money, plain = learn("Net", ["$5", "($3)", "(4)"]), learn("Net", ["5", "3", "2", "1", "(4)"])
    assert cell(RawCell("(4)"), money).number == Quantity(-4, -4, "USD")
    assert cell(RawCell("(4)"), plain).number is None


@pytest.mark.parametrize(
    "text", ["", " ", "-", "—", "----", "n/a", "N/A", "N.A.", "Unknown", "TBD", "?", "…", "not stated"]
)
def test_empty_cells_are_not_stated(text):
    assert not is_stated(text)
    assert not cell(RawCell(text), learn("x", ["a"])).is_stated


@pytest.mark.parametrize("text", ["none", "0", "no", "NA", "x", "nothing"])
def test_statements_of_nothing_are_statements(text):
    assert is_stated(text)


def test_na_is_missing_among_numbers_and_a_word_among_words():
    assert not cell(RawCell("NA"), learn("Crew", ["4", "NA", "6"])).is_stated
    assert cell(RawCell("NA"), learn("Region", ["EU", "NA"])).is_stated


def test_cells_keep_their_text_and_split_as_their_kind_does():
    listed = learn("Cargo", ["rope, tar (hot)", "tar, wax, oil"])
    assert cell(RawCell("rope, tar (hot)"), listed).values == (Value("rope"), Value("tar", "hot"))
    place = learn("Port", ["Paris, France", "Rome, Italy"])
    assert cell(RawCell("Paris, France"), place).values == (Value("Paris, France"),)
    prose = learn(
        "Note", ["It sank, and nobody in the whole harbour knows why.", "Good for learning to sail"]
    )
    assert len(cell(RawCell("It sank, and nobody in the whole harbour knows why."), prose).values) == 1


def test_a_said_kind_wins():
    learnt = learn("Note", ["rope, tar"], kind=Kind.LIST)
    assert cell(RawCell("rope, tar"), learnt).values == (Value("rope"), Value("tar"))
    assert learn("Crew", ["4"], kind=Kind.TEXT).kind is Kind.TEXT

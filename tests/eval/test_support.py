"""Claims that the watcher of unsupported claims must see, each made by spoiling a right answer."""

from dataclasses import replace

import pytest

from assistant import Assistant, Coverage
from corpus import read_catalog
from eval.recount import UntoldError, figure_meant, rows_meant
from eval.resolving import Rows
from eval.support import unsupported

LIGHTS = """Light,Lamp,Range,Height,Rent,Built
Cape Sorrow,LED,18,40,€900,1901
Old Nell,oil,7,12,€300,1860
Gull Rock,LED,22,31,$500,1877
Far Point,gas,15,9,$400,1880
Holm,LED,22,,€450,1899
"""
QUESTIONS = (
    "How many lights have the lamp LED?",
    "How many lights do not have the lamp LED?",
    "How many lights have a range over 16?",
    "What is the lamp of Old Nell?",
    "What is the range and the height of Gull Rock?",
    "Which lights have the lamp LED?",
    "lights with a range over 16",
    "average range of the lights with the lamp LED",
    "total height of all lights",
    "What is the difference between the height of Cape Sorrow and Gull Rock?",
    "What percentage of the lights has the lamp LED?",
    "Does Old Nell have the lamp LED?",
    "Which lamp is most common?",
    "Compare Cape Sorrow and Old Nell",
    "How many lights are there? What is the lamp of Holm?",
    "How many columns does the table lights have?",
    "lights with a rent between €350 and €1,000",
)


@pytest.fixture(scope="module")
def coast(tmp_path_factory):
    """The rows, and a function that asks."""
    path = tmp_path_factory.mktemp("coast") / "lights.csv"
    path.write_text(LIGHTS)
    with Assistant.from_corpus(path) as assistant:
        yield Rows(read_catalog(path)[0]), assistant.ask


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_the_assistant_answers_is_borne_out(coast, question):
    rows, ask = coast
    answer = ask(question)
    assert answer.status == "answered"
    assert unsupported(answer, rows) == ()


def spoilt(answer, **changes):
    """The answer with other fields; `text` gives pairs of what stands there and what is put in its place."""
    said = answer.text
    for old, new in changes.pop("text", ()):
        assert old in said, said
        said = said.replace(old, new, 1)
    return replace(answer, text=said, **changes)


COUNT = "How many lights have the lamp LED?"
SPOILT = {
    "a wrong count": (COUNT, lambda a: spoilt(a, values=("2",), text=[("**3**", "**2**")])),
    "a wrong count with coverage to match": (
        COUNT,
        lambda a: spoilt(a, values=("2",), coverage=Coverage(5, 2, 3, 0), text=[("**3**", "**2**")]),
    ),
    "a row left out of the count, its rows and its citations": (
        COUNT,
        lambda a: spoilt(
            a, values=("2",), coverage=Coverage(5, 2, 3, 0), rows=a.rows[:2], citations=a.citations[:2],
            text=[(a.text, "**2** of the 5 lights match: **Cape Sorrow** [1] and **Gull Rock** [2].")],
        ),
    ),
    "the number of another cell as a count": (COUNT, lambda a: spoilt(a, values=("5",))),
    "a count that counts what does not match": (
        "How many lights do not have the lamp LED?", lambda a: spoilt(a, values=("3",)),
    ),
    "a wrong average": (
        "average range of the lights with the lamp LED", lambda a: spoilt(a, values=("18",)),
    ),
    "a sum for an average": ("average range of the lights with the lamp LED", lambda a: spoilt(a, values=("62",))),
    "a ratio of counts for their share": (
        "What percentage of the lights has the lamp LED?", lambda a: spoilt(a, values=("0.6",)),
    ),
    "a difference with its sides changed": (
        "What is the difference between the height of Cape Sorrow and Gull Rock?", lambda a: spoilt(a, values=("-9",)),
    ),
    "the cell of another column": ("What is the lamp of Old Nell?", lambda a: spoilt(a, values=("7",))),
    "the cell of another row": (
        "What is the lamp of Old Nell?", lambda a: spoilt(a, values=("gas",), text=[("oil", "gas")]),
    ),
    "a cited cell that is another": (
        "What is the lamp of Old Nell?",
        lambda a: spoilt(a, citations=(replace(
            a.citations[0], cells=tuple(replace(c, text="gas") if c.text == "oil" else c for c in a.citations[0].cells)
        ),)),
    ),
    "numbers swapped between two rows": (
        "lights with a range over 16",
        lambda a: spoilt(a, text=[("(18) [1]", "(-) [1]"), ("(22) [2]", "(18) [2]"), ("(-)", "(22)")]),
    ),
    "names swapped": (
        "Which lights have the lamp LED?",
        lambda a: spoilt(a, text=[("**Cape Sorrow** (LED) [1]", "**-**"), ("**Gull Rock** (LED) [2]", "**Cape Sorrow** [2]"),
                                  ("**-**", "**Gull Rock** [1]")]),
    ),
    "a number of the text that nothing says": (
        COUNT, lambda a: spoilt(a, text=[("5", "6")]),
    ),
    "no for yes": ("Does Old Nell have the lamp LED?", lambda a: spoilt(a, values=("yes",), text=[("No", "Yes")])),
    "a group that is larger": ("Which lamp is most common?", lambda a: spoilt(a, table=replace(
        a.table, rows=tuple((*line[:-1], str(int(line[-1]) + 1)) for line in a.table.rows)))),
    "a table that says another row's cell": ("Compare Cape Sorrow and Old Nell", lambda a: spoilt(
        a, table=replace(a.table, rows=a.table.rows[::-1]))),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_claim_that_nothing_bears_out_is_told(coast, spoil):
    rows, ask = coast
    question, change = SPOILT[spoil]
    answer = ask(question)
    assert unsupported(answer, rows) == ()
    assert unsupported(change(answer), rows) != ()


def test_a_row_that_both_bounds_leave_out_is_told_once(coast):
    _, ask = coast
    assert "2 rows in USD are left out" in ask("lights with a rent between €350 and €1,000").text


def test_what_cannot_be_counted_anew_is_told_so(coast):
    rows, _ = coast
    table = {"op": "table", "table": "lights"}
    with pytest.raises(UntoldError):
        rows_meant({"op": "top", "rows": table}, rows)
    with pytest.raises(UntoldError):  # two currencies
        figure_meant(
            {"op": "aggregate", "function": "sum", "rows": table, "key": {"op": "column", "column": "Rent"}},
            rows,
        )
    assert figure_meant({"op": "count", "rows": table, "distinct": "Lamp"}, rows) == (3, "")

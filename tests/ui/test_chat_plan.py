import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Status
from corpus.errors import PlanError
from ui.chat_chips import chips_html, chips_of
from ui.chat_plan import changed, parts, path_of, text_of, without


def names(*tests, table="ferries"):
    where = tests[0] if len(tests) == 1 else {"op": "and", "parts": list(tests)}
    rows = {"op": "table", "table": table}
    return {
        "version": 1,
        "ask": {"op": "names", "rows": {"op": "filter", "rows": rows, "where": where} if tests else rows},
    }


def has(phrase, column="Routes"):
    return {"op": "has", "phrase": phrase, "columns": [column]}


def longer(than):
    value = {"op": "number", "number": than, "unit": "m"}
    return {"op": "compare", "column": "Length (m)", "relation": ">", "value": value}


def of_kind(plan, kind):
    return [part for part in parts(plan) if part.kind == kind]


def test_each_test_of_a_filter_is_a_part_of_its_own():
    plan = names(has("Skerry"), {"op": "not", "part": has("Holm")}, longer(50))
    assert [(part.kind, part.is_negated, text_of(part.path)) for part in parts(plan)] == [
        ("rows", False, "ask.rows.rows"),
        ("has", False, "ask.rows.where.parts.0"),
        ("has", True, "ask.rows.where.parts.1"),
        ("compare", False, "ask.rows.where.parts.2"),
    ]


def test_taking_tests_out_one_by_one_leaves_the_whole_table(harbour):
    plan, found = names(has("Skerry"), longer(50)), []
    for place in ("ask.rows.where.parts.0", "ask.rows.where"):
        plan = without(plan, path_of(place))
        found.append(harbour.ask("which?", plan=plan).values)
    assert found == [("Borealis", "Comet"), ("Aurora", "Borealis", "Comet", "Dione")]
    assert plan == names()


def test_a_changed_phrase_a_turned_test_and_another_column_give_their_rows(harbour):
    place = ("ask", "rows", "where")
    for fields, rows in (
        ({"phrase": "Holm"}, ("Aurora", "Comet")),
        ({"negated": "yes"}, ("Comet", "Dione")),
        ({"phrase": "87", "column": "Length (m)"}, ("Borealis",)),
    ):
        answer = harbour.ask("which?", plan=changed(names(has("Skerry")), place, fields))
        assert answer.values == rows
    turned = changed(names(has("Skerry")), place, {"negated": "yes"})
    assert changed(turned, place, {"negated": ""})["ask"]["rows"]["where"]["op"] == "has"
    assert changed(turned, place, {"phrase": "Holm"})["ask"]["rows"]["where"]["op"] == "not"


def test_a_changed_figure_keeps_its_unit(harbour):
    plan = changed(names(longer(50)), ("ask", "rows", "where"), {"relation": "<=", "value": "63"})
    assert harbour.ask("which?", plan=plan).values == ("Aurora", "Comet")
    assert plan["ask"]["rows"]["where"]["value"] == {"op": "number", "number": 63.0, "unit": "m"}


def test_a_changed_date_spans_the_year_month_or_day_that_is_written():
    value = {"op": "date", "start": "2001-01-01", "end": "2001-12-31"}
    plan = names({"op": "compare", "column": "Launched", "relation": "=", "value": value})
    for text, span in (
        ("2011", ("2011-01-01", "2011-12-31")),
        ("2012-02", ("2012-02-01", "2012-02-29")),
        ("2019-05-03", ("2019-05-03", "2019-05-03")),
    ):
        edited = changed(plan, ("ask", "rows", "where"), {"value": text})["ask"]["rows"]["where"]["value"]
        assert (edited["start"], edited["end"]) == span


def test_a_filter_is_added_to_a_table_and_to_a_filter(harbour):
    one = changed(names(), ("ask", "rows"), {"phrase": "Skerry", "column": "Routes"})
    two = changed(one, ("ask", "rows", "rows"), {"phrase": "Vinga", "column": ""})
    assert harbour.ask("which?", plan=one).values == ("Aurora", "Borealis")
    assert harbour.ask("which?", plan=two).values == ("Borealis",)
    assert two["ask"]["rows"]["where"]["op"] == "and"


def test_rows_columns_and_the_number_of_a_ranking_can_be_changed(harbour):
    asked = harbour.ask("What is the length of Aurora and Comet?").plan
    fewer = without(asked, of_kind(asked, "row")[0].path)
    assert harbour.ask("x", plan=fewer).values == ("63",)
    assert not of_kind(fewer, "row")[0].can_drop
    other = changed(fewer, of_kind(fewer, "row")[0].path, {"to": "ferries/borealis"})
    assert harbour.ask("x", plan=other).values == ("87",)
    routes = changed(other, of_kind(other, "column")[0].path, {"to": "Routes"})
    assert harbour.ask("x", plan=routes).values == ("Skerry", "Vinga")
    longest = harbour.ask("Which ferry is the longest?").plan
    two = changed(longest, of_kind(longest, "top")[0].path, {"n": "2", "order": "lowest"})
    assert harbour.ask("x", plan=two).values == ("Aurora", "Comet")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"phrase": " "}, "Nothing is filled in"),
        ({"relation": "~"}, "no relation"),
        ({"value": "many"}, "not a number"),
    ],
)
def test_what_is_wrong_with_a_field_is_said(fields, said):
    plan = names(has("Skerry") if "phrase" in fields else longer(5))
    with pytest.raises(PlanError, match=said):
        changed(plan, ("ask", "rows", "where"), fields)


@pytest.mark.parametrize(
    "path", ["", "ask", "ask.rows", "ask.rows.where.parts.9", "ask.rows.rows", "version"]
)
def test_nothing_but_its_parts_can_be_taken_out_of_a_plan(path):
    with pytest.raises(PlanError):
        without(names(has("Skerry")), path_of(path))


@given(
    st.text(max_size=20),
    st.dictionaries(st.sampled_from(["phrase", "column", "to", "n"]), st.text(max_size=9)),
)
def test_any_path_and_fields_give_a_plan_or_a_plain_refusal(path, fields):
    try:
        edited = changed(names(has("Skerry")), path_of(path), fields)
    except PlanError:
        return
    assert edited["ask"]["op"] == "names"


def test_an_edited_plan_is_another_object():
    plan = names(has("Skerry"), has("Holm"))
    without(plan, path_of("ask.rows.where.parts.0"))
    changed(plan, path_of("ask.rows.where.parts.0"), {"phrase": "Vinga"})
    assert plan == names(has("Skerry"), has("Holm"))


def test_every_plan_of_the_engine_has_chips_and_every_chip_can_be_taken_out(bundled):
    for question in (
        *bundled.examples(),
        "Compare AWS, Azure and Groq",
        "Which providers do not offer spot pricing?",
    ):
        plan = bundled.ask(question).plan
        chips = chips_of(plan, bundled).chips
        assert chips
        assert all(chip.words for chip in chips)
        for chip in chips:
            if chip.part.can_drop:
                answer = bundled.ask("x", plan=without(plan, chip.part.path))
                assert answer.status is Status.ANSWERED


def test_a_chip_offers_the_columns_of_its_table_and_their_values(harbour):
    html = chips_html(chips_of(names(has("Skerry")), harbour), turn=3)
    assert "Routes includes “Skerry”" in html
    assert "data-path='ask.rows.where'" in html
    assert "<option>Vinga</option>" in html
    assert "aria-label='Remove: Routes includes “Skerry”'" in html
    assert "<img" not in html
    assert chips_html(chips_of(None, harbour), turn=0) == ""

import pytest

from assistant import Reason, Status
from eval.cases import CaseError, bundled_sets, read_cases


def test_a_case_holds_what_its_line_says(coast):
    first = read_cases(coast)[0]
    assert (first.id, first.catalog, first.turns, first.kind) == (
        "c-1", "coast", ("What is the lamp of Old Nell?",), "lookup",
    )  # fmt: skip
    assert first.statuses == {Status.ANSWERED}
    assert first.rows == ("lights/old-nell",)
    assert first.cells == (("lights/old-nell", "Lamp"),)
    assert (first.set_name, first.line) == ("coast", 1)


def test_a_status_may_be_one_or_several(write_set, make_line):
    path = write_set(make_line("a", "?", status=["partial", "answered"], reasons=["closest"]))
    [case] = read_cases(path)
    assert case.statuses == {Status.PARTIAL, Status.ANSWERED}
    assert case.reasons == {Reason.CLOSEST}


def test_empty_lines_are_skipped_and_lines_still_counted(write_set, make_line):
    assert [case.line for case in read_cases(write_set(make_line("a", "?"), "", make_line("b", "?")))] == [
        1,
        3,
    ]


def test_no_rows_and_rows_not_judged_are_told_apart(write_set, make_line):
    none, unjudged = read_cases(write_set(make_line("a", "?", rows=[]), make_line("b", "?", rows=None)))
    assert (none.rows, unjudged.rows) == ((), None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"status": "maybe"}, "maybe"),
        ({"split": "test"}, "test"),
        ({"reasons": ["bored"]}, "bored"),
        ({"rows": "lights/old-nell"}, r"\$.rows"),
        ({"colour": "red"}, "colour"),
        ({"turns": ["a", "b"]}, "either 'question' or 'turns'"),
        ({"question": None}, "either 'question' or 'turns'"),
        ({"question": None, "turns": []}, "'turns' is empty"),
        ({"status": []}, "'status' is empty"),
    ],
)
def test_a_line_that_is_no_case_is_refused_with_its_place(write_set, make_line, fields, says):
    path = write_set(make_line("a", "?"), {**make_line("b", "?"), **fields})
    with pytest.raises(CaseError, match=rf"coast.jsonl, line 2: .*{says}.*README"):
        read_cases(path)


@pytest.mark.parametrize("text", ["{", "[1]", '"a"', '{"id": "a"}'])
def test_a_line_that_is_not_an_object_with_all_keys_is_refused(write_set, text):
    with pytest.raises(CaseError, match="line 1: "):
        read_cases(write_set(text))


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(CaseError, match="line 1: "):
        read_cases(path)


def test_an_id_that_stands_twice_is_refused(write_set, make_line):
    with pytest.raises(CaseError, match="line 2: the id 'a' stands in line 1 too"):
        read_cases(write_set(make_line("a", "?"), make_line("a", "!")))


def test_a_set_without_cases_is_refused(write_set):
    with pytest.raises(CaseError, match="holds no case"):
        read_cases(write_set("", ""))


def test_a_set_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CaseError, match="No such file"):
        read_cases(tmp_path / "none.jsonl")


def test_the_sets_that_come_along_can_be_read_and_share_no_id():
    ids = [case.id for path in bundled_sets() for case in read_cases(path)]
    assert len(ids) == len(set(ids)) > 300

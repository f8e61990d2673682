import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parts import split, whole
from corpus.types import Value


def texts(text: str) -> list[str]:
    return [value.text for value in split(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("rope, tar, oil", ["rope", "tar", "oil"]),
        ("rope; tar\noil • wax", ["rope", "tar", "oil", "wax"]),
        ("rope,tar", ["rope", "tar"]),
        ("1,250", ["1,250"]),
        ("1,250, 2,500", ["1,250", "2,500"]),
        ("V2/V3, sloop / ketch", ["V2/V3", "sloop / ketch"]),
        ("tar, rope, and wax", ["tar", "rope", "wax"]),
        ("sand and gravel", ["sand and gravel"]),
        ("tar, and back again", ["tar", "and back again"]),
        ("a (b, c), d [e; f]", ["a", "d [e; f]"]),
        ("a (b, c", ["a (b", "c"]),
        ("a), b", ["a)", "b"]),
        (" , ;", []),
        ("", []),
    ],
)
def test_cells_are_split_where_a_reader_would(text, parts):
    assert texts(text) == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sail (red)", Value("sail", "red")),
        ("sail (red) (new)", Value("sail", "red, new")),
        ("sail (red (dark))", Value("sail", "red (dark)")),
        ("(red)", Value("(red)")),
        ("sail ()", Value("sail ()")),
        ("sail (red) cloth", Value("sail (red) cloth")),
        ("sail) (", Value("sail) (")),
    ],
)
def test_brackets_at_the_end_qualify(text, value):
    assert whole(text) == value


@given(st.text(alphabet="ab1 ,;()[]\n•/", max_size=40))
def test_splitting_loses_no_letter_and_no_digit(text):
    found = "".join(value.text + value.qualifier for value in split(text))
    kept = [character for character in found if character.isalnum()]
    assert kept == [character for character in text if character.isalnum()]


@given(st.text(max_size=60))
def test_any_text_splits_into_parts_that_are_not_empty(text):
    assert all(value.text.strip() == value.text != "" for value in split(text))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.naming import column_names, free_slug, key_column
from corpus.types import Kind


def test_names_repeat_and_collide_until_they_are_free():
    assert column_names(["a", "a", "a (2)", "", "column 4"]) == (
        "a",
        "a (2)",
        "a (2) (2)",
        "column 4",
        "column 4 (2)",
    )


@given(st.lists(st.text(max_size=4)))
def test_every_column_has_a_name_of_its_own(header):
    names = column_names(header)
    assert len({name.casefold() for name in names}) == len(header)
    assert all(names)


def test_slugs_take_the_next_free_number():
    taken: set[str] = set()
    names = ["Erna", "erna!", "Erna 2", "ERNA"]
    assert [free_slug(name, taken, fallback="row-1") for name in names] == [
        "erna",
        "erna-2",
        "erna-2-2",
        "erna-3",
    ]


@given(st.lists(st.text(alphabet="aB -é!漢", max_size=100), max_size=8))
def test_slugs_are_free_short_and_plain(names):
    taken: set[str] = set()
    slugs = [free_slug(name, taken, fallback=f"row-{at}") for at, name in enumerate(names)]
    assert len(set(slugs)) == len(names)
    assert all(0 < len(slug) <= 80 and not slug.startswith("-") and not slug.endswith("-") for slug in slugs)


def test_numbered_slugs_stay_within_the_limit():
    taken: set[str] = set()
    long = [free_slug("a" * 100, taken, fallback="row-1") for _ in range(12)]
    assert {len(slug) for slug in long} == {80}
    assert long[-1].endswith("a-12")


def test_the_key_is_the_leftmost_mostly_distinct_text_column():
    kinds = [Kind.NUMBER, Kind.CATEGORY, Kind.TEXT, Kind.TEXT]
    columns = [["1", "2", "3"], ["red", "red", "blue"], ["Erna", "Oda", "Ida"], ["x", "y", "z"]]
    assert key_column(kinds, columns) == 2


@pytest.mark.parametrize(("distinct", "key"), [(9, 0), (8, None)])
def test_mostly_distinct_means_nine_in_ten(distinct, key):
    texts = [f"boat {min(at, distinct - 1)}" for at in range(10)]
    assert key_column([Kind.TEXT], [texts]) == key


def test_codes_without_letters_name_rows_only_where_nothing_else_does():
    assert key_column([Kind.CATEGORY, Kind.TEXT], [["31-3-0", "31-2-0"], ["Erna", "Oda"]]) == 1
    assert key_column([Kind.CATEGORY], [["31-3-0", "31-2-0"]]) == 0


def test_a_list_names_rows_only_where_nothing_else_does():
    assert key_column([Kind.LIST, Kind.TEXT], [["a, b", "c"], ["x", "y"]]) == 1
    assert key_column([Kind.LIST, Kind.NUMBER], [["a, b", "c"], ["1", "2"]]) == 0


def test_a_mostly_empty_column_names_nothing():
    assert key_column([Kind.TEXT, Kind.TEXT], [["a", "", "—"], ["x", "y", "z"]]) == 1
    assert key_column([Kind.DATE, Kind.LINK, Kind.YES_NO], [["a"], ["b"], ["c"]]) is None
    assert key_column([Kind.TEXT], [[]]) is None

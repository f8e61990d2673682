import pytest

from eval.bench.wtq_match import Denoted, gold, is_right, normalized, predicted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("São Paulo", "sao paulo"),
        ("“Alpha”", "alpha"),
        ("O’Neil", "o'neil"),
        ("2001–02", "2001-02"),
        ("Beta[1][note 2]", "beta"),
        ("Gamma (band) (live)", "gamma"),
        ("Delta*†", "delta"),
        ("(1st)", "(1st)"),
        ("[5]", ""),
        ("Jr.", "jr"),
        ("two   \n words", "two words"),
    ],
)
def test_texts_are_normalised_as_the_data_set_does(text, wanted):
    assert normalized(text) == wanted


@pytest.mark.parametrize(
    ("text", "canon", "answered"),
    [
        ("7 games", "7.0", "7"),
        ("55,627", "55627.0", "55,627"),
        ("55,627", "55627.0", "55627"),
        ("0.5", "0.5", "0.5000000001"),
        ("2002", "2002-xx-xx", "2002"),
        ("3 March 2010", "2010-03-03", "March 3, 2010"),
        ("3 March 2010", "2010-03-03", "2010-03-03"),
        ("October", "xxxx-10-xx", "october"),
        ("The Try Pot (1851)", "The Try Pot (1851)", "the try pot"),
    ],
)
def test_an_equal_text_number_or_date_is_right(text, canon, answered):
    assert is_right([answered], [gold(text, canon)])


@pytest.mark.parametrize(
    ("text", "canon", "answered"),
    [
        ("7 games", "7.0", "8"),
        ("7 games", "7.0", "7 wins"),
        ("3 March 2010", "2010-03-03", "4 March 2010"),
        ("3 March 2010", "2010-03-03", "March 2010"),
        ("Pot", "Pot", "The Pot"),
    ],
)
def test_another_text_number_or_date_is_wrong(text, canon, answered):
    assert not is_right([answered], [gold(text, canon)])


def test_the_sets_have_to_be_of_one_size():
    wanted = [gold("a", "a"), gold("b", "b")]
    assert is_right(["b", "a"], wanted)
    assert is_right(["b", "a", "a"], wanted)  # a repeated value is one
    assert not is_right(["a"], wanted)
    assert not is_right(["a", "b", "c"], wanted)
    assert not is_right([], wanted)


def test_numbers_written_wrongly_are_texts():
    assert predicted("1,89") == Denoted("1,89")
    assert predicted("nan") == Denoted("nan")

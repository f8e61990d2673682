import pytest

from corpus.types import Column, Kind
from eval.asking import having, look_up


@pytest.mark.parametrize(
    ("name", "kind", "question"),
    [
        ("GPU Fleet", Kind.LIST, "What is the GPU fleet of Old Nell?"),
        ("Built", Kind.DATE, "When was Old Nell built?"),
        ("Year Opened", Kind.NUMBER, "When was Old Nell opened?"),
        ("Top Speed", Kind.NUMBER, "What is the top speed of Old Nell?"),
        ("Died", Kind.DATE, "When did Old Nell die?"),
        ("Steps", Kind.NUMBER, "How many steps does Old Nell have?"),
        ("Colours", Kind.LIST, "What are the colours of Old Nell?"),
        ("Range (nmi)", Kind.NUMBER, "What is the range of Old Nell?"),
        ("Keeper", Kind.TEXT, "Who is the keeper of Old Nell?"),
        ("Country", Kind.CATEGORY, "What is the country of Old Nell?"),
        ("Floor", Kind.NUMBER, "What is the floor of Old Nell?"),
        ("Bar", Kind.YES_NO, "Does Old Nell have a bar?"),
        ("Wheelchair Access", Kind.YES_NO, "Does Old Nell have wheelchair access?"),
        ("Step-free", Kind.YES_NO, "Is Old Nell step-free?"),
        ("Automated", Kind.YES_NO, "Is Old Nell automated?"),
        ("Sold At", Kind.LIST, "What is in the column Sold At for Old Nell?"),
        ("(m)", Kind.NUMBER, "What is in the column (m) for Old Nell?"),
    ],
)
def test_a_look_up_reads_as_a_person_would_ask(name, kind, question):
    assert look_up(Column(name, kind), "Old Nell") == question


@pytest.mark.parametrize(
    ("name", "kind", "value", "with_it", "without"),
    [
        ("Lamp", Kind.CATEGORY, "oil", "have oil as their lamp", "do not have oil as their lamp"),
        ("Colours", Kind.LIST, "red", "have red among their colours", "do not have red among their colours"),
        ("Automated", Kind.YES_NO, "yes", "are automated", "are not automated"),
        ("Automated", Kind.YES_NO, "No", "are not automated", "are automated"),
        ("Foghorn", Kind.YES_NO, "yes", "have a foghorn", "do not have a foghorn"),
        ("Sold At", Kind.LIST, "kiosk", "have “kiosk” under “Sold At”", "do not have “kiosk” under “Sold At”"),
    ],
)  # fmt: skip
def test_a_filter_reads_as_a_person_would_ask(name, kind, value, with_it, without):
    column = Column(name, kind)
    assert (having(column, value), having(column, value, is_denied=True)) == (with_it, without)

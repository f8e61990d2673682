import re
from pathlib import Path

import pytest

import corpus
from corpus import SidecarError, read_catalog

BOATS = "Boat,Cargo,Length\nErna (old),rope; tar,12\nOda,tar,14\n"


def test_a_sidecar_adds_meanings_names_and_synonyms(table):
    said = """
        [tables.boats]
        description = "What sails."
        aliases = ["vessel", "ship"]
        [tables.boats.columns.Length]
        description = "From stem to stern."
        unit = "m"
        aliases = ["size"]
        [tables.boats.columns.Cargo.values]
        "tar" = ["pitch"]
        [tables.boats.rows]
        "Erna" = ["The Old Lady"]
    """
    found, _ = table(BOATS, "boats.csv", **{"boats.toml": said})
    length = found.columns[2]
    assert (found.description, found.aliases) == ("What sails.", ("vessel", "ship"))
    assert (length.description, length.unit, length.aliases) == ("From stem to stern.", "m", ("size",))
    assert found.rows[0].cells[2].number.unit == "m"
    assert found.columns[1].synonyms == {"tar": ("pitch",)}
    assert [row.aliases for row in found.rows] == [("The Old Lady",), ()]


def test_a_key_and_a_kind_that_are_said_win_over_what_is_learnt(table):
    said = '[tables.boats]\nkey = "Cargo"\n[tables.boats.columns.Length]\nkind = "text"\n'
    found, _ = table(BOATS, "boats.csv", **{"boats.toml": said})
    assert (found.key, found.columns[2].kind.value) == (1, "text")
    assert [row.id for row in found.rows] == ["boats/rope-tar", "boats/tar"]


def test_values_and_rows_at_the_top_hold_wherever_they_stand(read):
    files = {
        "boats.csv": BOATS,
        "sheds.csv": "Shed,Stock\nOda,tar barrels\nWest,rope\n",
        "catalog.toml": 'name = "Quay"\n[values]\n"Tar" = ["pitch"]\n[rows]\n"Oda" = ["Odette"]\n',
    }
    catalog, _ = read(files)
    assert catalog.name == "Quay"
    assert [table.columns[1].synonyms for table in catalog.tables] == [{"Tar": ("pitch",)}] * 2
    assert [row.aliases for table in catalog.tables for row in table.rows if row.name == "Oda"] == [
        ("Odette",)
    ] * 2


def test_a_files_own_sidecar_has_the_last_word_and_lists_are_joined(read):
    files = {
        "boats.csv": BOATS,
        "catalog.toml": '[tables.boats]\ndescription = "far"\nkey = "Boat"\naliases = ["ship"]\n',
        "boats.toml": '[tables.boats]\ndescription = "near"\naliases = ["vessel", "ship"]\n',
    }
    (found,) = read(files)[0].tables
    assert (found.description, found.aliases) == ("near", ("ship", "vessel"))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("tables = [", "boats.toml: is no TOML: "),
        ('[tables.boots]\nkey = "Boat"', "boats.toml: no table 'boots'. Did you mean 'boats'?"),
        (
            "[tables.boats.columns.Lenght]",
            "boats.toml: no column of 'boats' 'Lenght'. Did you mean 'Length'?",
        ),
        ('[tables.boats]\nkey = "boat"', "boats.toml: no column of 'boats' 'boat'. Did you mean 'Boat'?"),
        ('[tables.boats.rows]\nOdda = ["O"]', "boats.toml: no row of 'boats' 'Odda'. Did you mean 'Oda'?"),
        (
            '[tables.boats.columns.Cargo.values]\nrpoe = ["line"]',
            "boats.toml: no value of 'boats', 'Cargo' 'rpoe'. Did you mean 'rope'?",
        ),
        ('[values]\nXXXXXX = ["y"]', "boats.toml: no value 'XXXXXX'. Correct the name or remove the entry."),
        ('[rows]\ntar = ["y"]', "boats.toml: no row 'tar'."),
        (
            '[tables.boats.columns.Length]\nkind = "numbr"',
            "boats.toml: tables.boats.columns.Length.kind: 'numbr' is no kind; use one of text, list,",
        ),
        (
            '[tables.boats]\nalias = ["x"]',
            "boats.toml: tables.boats.alias: there is no such key. Did you mean 'aliases'?",
        ),
        ('nmae = "x"', "boats.toml: nmae: there is no such key. Did you mean 'name'?"),
        ('[tables.boats]\naliases = "x"', "boats.toml: tables.boats.aliases: has to be a list of texts"),
        (
            '[tables."my boats"]\nkey = 3',
            'boats.toml: tables."my boats".key: should be a valid string, not 3.',
        ),
        ('[rows]\nOda = [""]', "boats.toml: rows.Oda.0: "),
    ],
)
def test_a_wrong_sidecar_is_an_error_that_names_the_key(read, said, message):
    with pytest.raises(SidecarError) as raised:
        read({"boats.csv": BOATS, "boats.toml": said})
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_an_absent_row_beside_a_refused_one_is_a_warning(read):
    files = {"boats.csv": BOATS + "Ida,x,1,2\n", "boats.toml": '[rows]\nIda = ["I"]\n'}
    _, report = read(files)
    assert [(notice.file, notice.is_refusal) for notice in report.notices] == [
        ("boats.csv", True),
        ("boats.toml", False),
    ]
    assert report.notices[1].message.startswith("no row 'Ida'.")


def test_a_sidecar_without_its_file_is_named_and_not_read(read):
    _, report = read({"boats.csv": BOATS, "boots.toml": "nonsense ["})
    (notice,) = report.notices
    assert (notice.file, "no table of that name" in notice.message) == ("boots.toml", True)


def test_one_file_has_its_sidecar_too(write):
    folder = write({"boats.csv": BOATS, "boats.toml": 'name = "Quay"\n', "other.csv": "a\n1\n"})
    catalog, _ = read_catalog(folder / "boats.csv")
    assert (catalog.name, len(catalog.tables)) == ("Quay", 1)


def test_the_documented_example_is_a_legal_sidecar(read):
    page = (Path(corpus.__file__).parent / "SIDECARS.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    rows = "| Light | Range | Lamp |\n|---|---|---|\n| Cape Sorrow | 18 | LED |\n| Old Nell | 9 | brass |\n"
    lights = f"# Lighthouses\n\n{rows}"
    catalog, report = read({"lights.md": lights, "catalog.toml": example}, strict=True)
    assert catalog.tables[0].rows[0].cells[1].number.unit == "nautical miles"
    assert report.notices == ()

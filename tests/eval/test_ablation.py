"""What each stage adds: it can be left out, and then just what it is there for goes."""

import json

import pytest

from assistant import Stages
from assistant.closest import closest_rows
from eval.command import main
from eval.stages import STAGES
from indexer import build_index, open_build

ASKED = {
    "spelling": "What is the lamp of Old Nlel?",
    "meaning": "Who keeps Old Nell?",
    "sidecars": "What is the lamp of Nelly?",
}


@pytest.fixture
def keepers(write_set, make_line):
    """A set over lighthouses with keepers: one case for each stage that reads names."""
    lines = [
        make_line("spelt", ASKED["spelling"], values=["oil"]),
        make_line("meant", ASKED["meaning"], values=["Ann Pike"]),
        make_line("called", ASKED["sidecars"], values=["oil"]),
        make_line("plain", "What is the lamp of Old Nell?", values=["oil"]),
    ]
    path = write_set(*lines)
    table = path.parent / "catalogs" / "coast" / "lights.csv"
    table.write_text(
        "Light,Lamp,Range,Keeper\nCape Sorrow,LED,18,Bo Lind\nOld Nell,oil,7,Ann Pike\nGull Rock,LED,22,Cy Ray\n"
    )
    return path


def test_the_ablation_says_what_each_stage_adds(keepers, tmp_path, capsys):
    path = tmp_path / "record.json"
    main(["run", "--set", str(keepers), "--no-baselines", "--ablation", "--json", str(path)])
    shown = capsys.readouterr().out
    record = json.loads(path.read_text())
    assert record["total"]["right"] == 4
    assert list(record["ablation"]) == list(STAGES)
    right = {stage: found["right"] for stage, found in record["ablation"].items()}
    assert right == {"sidecars": 3, "spelling": 3, "meaning": 3, "lexical": 4, "dense": 4}
    assert record["ablation"]["spelling"]["changes"]["right"][0] == -0.25
    assert record["ablation"]["spelling"]["sets"]["coast.dev"]["right"] == 3
    assert ["all", "stages", "4", "4", "0", "0"] in [line.split() for line in shown.splitlines()]


@pytest.mark.parametrize("stage", ASKED)
def test_a_stage_can_be_left_out_of_a_run(keepers, stage, capsys):
    main(["run", "--set", str(keepers), "--no-baselines", "--without", stage, "--show-failures"])
    shown = capsys.readouterr().out
    failed = [line.split("asked:")[1].strip() for line in shown.splitlines() if "asked:" in line]
    assert failed == [ASKED[stage]]


@pytest.mark.parametrize(
    ("stages", "found"),
    [
        (Stages(), ["tools/kettle", "tools/torch"]),
        (Stages(has_lexical=False), ["tools/torch", "tools/kettle"]),
        (Stages(has_dense=False), ["tools/kettle"]),
        (Stages(has_lexical=False, has_dense=False), []),
    ],
)
def test_the_closest_rows_are_ranked_by_the_retrievers_that_are_there(tmp_path, stages, found):
    table = tmp_path / "tools.csv"
    table.write_text("Tool,Use\nKettle,Boils water at night\nTorch,Illuminates what is not lit\n")
    build_index(table, tmp_path / "index")
    with open_build(tmp_path / "index") as build:
        hits = closest_rows("a lamp to see with at night", build, stages=stages)
    assert [hit.row_id for hit in hits] == found

import json
from pathlib import Path

import pytest

from eval.bench.main_job import Figure, markdown, warm_process
from eval.bench.process import BenchFault, ask_once, heavy_modules, serve_until_answer
from indexer import build_index

QUESTION = "What is the lamp of Old Nell?"
NEED = "something that is seen from very far away"


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("coast")
    (folder / "lights.csv").write_text(
        "Light,Lamp,Range\nCape Sorrow,LED,18\nOld Nell,oil,7\nGull Rock,LED,22\n"
    )
    build_index(folder, folder.parent / "index")
    return folder.parent / "index"


def test_a_process_of_its_own_answers_and_imports_nothing_heavy(index):
    assert json.loads(ask_once(index, QUESTION))["values"] == ["oil"]
    assert heavy_modules(index, QUESTION) == ()


def test_a_question_that_fails_in_its_process_is_told(index):
    with pytest.raises(BenchFault, match=r"rowcite ask failed \(2\): .*empty"):
        ask_once(index, " ")


def test_a_server_is_timed_to_its_first_answer(index):
    assert 0 < serve_until_answer(index, QUESTION) < 120


def test_a_server_that_ends_is_told(tmp_path):
    (tmp_path / "CURRENT").write_text("no build")
    with pytest.raises(BenchFault, match="rowcite serve ended: rowcite: "):
        serve_until_answer(tmp_path, QUESTION)


def test_questions_that_need_a_vector_are_told_by_watching_the_encoder(index):
    without, with_vector = warm_process(index, [QUESTION], [NEED, "What is the lamp of Gull Rock?"])
    assert "(1 different)" in without.detail
    assert "(1 different)" in with_vector.detail
    assert 0 < without.measured < with_vector.measured


def test_each_figure_stands_beside_its_limit():
    shown = markdown([Figure("fast", 1.0, 2.0, "s", "how"), Figure("slow", 3.0, 2.0, "s", "how")])
    assert "| fast | 1 s | 2 s | yes | how |" in shown
    assert "| slow | 3 s | 2 s | **no** | how |" in shown
    assert "Python 3." in shown

"""A stage that is broken on purpose must make the gates fail."""

import dataclasses

import pytest

from assistant import Assistant, CitedCell
from eval import running
from eval.command import main
from indexer import open_build

CASES = (
    ("n-1", "Which lights have the lamp LED?", "filter", {"where": [["Lamp", "is", "LED"]]}),
    ("n-2", "Which lights do not have the lamp LED?", "negation", {"where": [["Lamp", "is not", "LED"]]}),
    ("n-3", "What is the lamp of Old Nell?", "lookup", {"where": [["*", "is", "Old Nell"]], "take": "Lamp"}),
    ("n-4", "What is the range of Gull Rock?", "lookup", {"where": [["*", "is", "Gull Rock"]], "take": "Range"}),
)  # fmt: skip
GATES = """
[sets.'coast.dev']
right_at_least = 4
wrong_at_most = 0

[kinds.negation]
right_at_least = 1
wrong_at_most = 0

[measures.at_least]
cited_cells_recall = 1.0

[measures.at_most]
unsupported = 0

[retrieval.dense.at_least]
"R@10" = 1.0

[retrieval.bm25.at_least]
"R@10" = 1.0
"""


@pytest.fixture
def gated(write_set, tmp_path, capsys):
    """Runs the cases under the gates, and gives the exit code and what was shown."""
    lines = [
        {"id": id_, "catalog": "coast", "question": question, "kind": kind, "split": "dev", "status": "answered",
         "gold": {"table": "lights", **gold}}
        for id_, question, kind, gold in CASES
    ]  # fmt: skip
    path = write_set(*lines)
    gates = tmp_path / "gates.toml"
    gates.write_text(GATES)

    def run():
        code = main(["run", "--set", str(path), "--gates", str(gates)])
        return code, capsys.readouterr().out

    return run


def test_whole_stages_pass(gated):
    code, shown = gated()
    assert code == 0, shown
    assert "All 6 gates hold." in shown


def test_negation_dropped_fails(gated, monkeypatch):
    ask = Assistant.ask
    deaf = lambda self, question, **more: ask(self, question.replace("do not have", "have"), **more)  # noqa: E731
    monkeypatch.setattr(Assistant, "ask", deaf)
    code, shown = gated()
    assert code == 1
    assert "negation" in shown.split("gate that failed")[1]


@pytest.mark.parametrize(("stage", "name"), [("dense", "dense"), ("lexical", "bm25")])
def test_a_retriever_dropped_fails(gated, monkeypatch, stage, name):
    def opened(index, **more):
        build = open_build(index, **more)
        monkeypatch.setattr(build, stage, lambda query, *, k: ())
        return build

    monkeypatch.setattr(running, "open_build", opened)
    code, shown = gated()
    assert code == 1
    assert f"\n{name} " in shown.split("gate that failed")[1]


@pytest.mark.parametrize(
    ("broken", "measure"),
    [
        (CitedCell("Light", "Old Nell"), "cited_cells_recall"),
        (CitedCell("Lamp", "gas mantle"), "unsupported"),
    ],
)
def test_a_wrong_cell_cited_fails(gated, monkeypatch, broken, measure):
    ask = Assistant.ask

    def cite(self, question, **more):
        answer = ask(self, question, **more)
        changed = tuple(
            dataclasses.replace(one, cells=(broken,)) if one.row_id == "lights/old-nell" else one
            for one in answer.citations
        )
        return dataclasses.replace(answer, citations=changed)

    monkeypatch.setattr(Assistant, "ask", cite)
    code, shown = gated()
    assert code == 1
    assert measure in shown.split("gate that failed")[1]

"""Answers given again: only what was asked the same way over the same build, and no more than are kept."""

import asyncio
from dataclasses import replace

import pytest

from assistant import Assistant
from indexer import build_index
from ui.api import memory
from ui.api.memory import AnswerMemory, Asked
from ui.api.metering import Meter
from ui.api.running import Queue
from ui.api.sharing import Shared
from ui.feedback import FeedbackStore

SPOT = "Which providers offer spot pricing?"


@pytest.fixture
def shared(lighthouse_index, tmp_path):
    queue = Queue()
    with Assistant.open(index=lighthouse_index) as assistant:
        yield Shared(
            assistant,
            FeedbackStore(tmp_path / "feedback.sqlite"),
            encoder_state=lambda: "ready",
            queue=queue,
            meter=Meter(running=lambda: 0, build=lambda: "b"),
        )
    queue.close()


def asked_of(shared, monkeypatch):
    """The questions that reach the assistant."""
    reached, ask = [], Assistant.ask

    def noted(self, question, **more):
        reached.append(question)
        return ask(self, question, **more)

    monkeypatch.setattr(Assistant, "ask", noted)
    return reached


def test_a_question_asked_again_is_worked_out_once_and_answered_the_same(shared, monkeypatch):
    reached = asked_of(shared, monkeypatch)
    first, again = (asyncio.run(shared.ask("What is the light of Holm?")) for _ in range(2))
    assert reached == ["What is the light of Holm?"]
    assert replace(first, elapsed_ms=0) == replace(again, elapsed_ms=0)
    assert b'rowcite_answers_total{reason="",status="answered"} 2.0' in shared.meter.text()


def test_another_history_or_plan_is_another_question(shared, monkeypatch):
    reached = asked_of(shared, monkeypatch)
    said = [{"role": "user", "content": "What is the light of Skerry?"}]
    alone = asyncio.run(shared.ask("and Vinga?"))
    after = asyncio.run(shared.ask("and Vinga?", history=said))
    edited = asyncio.run(shared.ask("and Vinga?", plan=after.plan))
    assert len(reached) == 3
    assert alone.values != after.values
    assert edited.values == after.values


def test_an_answer_of_an_earlier_build_is_not_given(tmp_path, encoder, monkeypatch):
    (tmp_path / "ships.csv").write_text("Ship,Port\nAurora,Holm\n")
    build_index(tmp_path / "ships.csv", tmp_path / "index", encoder=encoder)
    queue = Queue()
    with Assistant(tmp_path / "index") as assistant:
        shared = Shared(
            assistant,
            FeedbackStore(tmp_path / "feedback.sqlite"),
            encoder_state=lambda: "ready",
            queue=queue,
            meter=Meter(running=lambda: 0, build=lambda: "b"),
        )
        assert asyncio.run(shared.ask("What is the port of Aurora?")).values == ("Holm",)
        (tmp_path / "ships.csv").write_text("Ship,Port\nAurora,Skerry\n")
        build_index(tmp_path / "ships.csv", tmp_path / "index", encoder=encoder)
        assert asyncio.run(shared.ask("What is the port of Aurora?")).values == ("Skerry",)
    queue.close()


def test_only_so_many_answers_are_kept_and_no_long_ones(bundled, monkeypatch):
    monkeypatch.setattr(memory, "_ANSWERS", 2)
    answer, kept = bundled.ask(SPOT), AnswerMemory()
    first, second, third, long = (Asked.of(text, (), None) for text in ("a", "b", "c", "long"))
    kept.keep(first, answer)
    kept.keep(second, answer)
    assert kept.recall(first, build=answer.build) is answer
    kept.keep(third, answer)
    assert kept.recall(second, build=answer.build) is None
    assert kept.recall(first, build=answer.build) is answer
    kept.keep(long, replace(answer, citations=answer.citations * 30))
    assert kept.recall(long, build=answer.build) is None
    assert kept.recall(first, build="another") is None

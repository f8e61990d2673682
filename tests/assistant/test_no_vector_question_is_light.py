"""Opening an index and asking what needs no vector loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "gradio",
    "chromadb",
    "llama_index",
    "numpy",
    "pandas",
)
QUESTIONS = (
    "What is the height of Saint Elmo?",
    "Which lighthouses do not have a foghorn?",
    "How many lighthouses are taller than 25 m?",
    "average height per light",
    "Who is the CEO of Gull Rock?",
    "What is the heigth of saint elmo",
    "hello",
)


def loaded(program: str, *arguments: object, **environment: str) -> str:
    """What a program of its own prints; its environment names nothing but what is given."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PRINT = f"import sys; print(sorted(name for name in {HEAVY} if name in sys.modules))"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_needs_no_vector_loads_nothing_heavy(coast_index, question):
    program = (
        "import sys; from pathlib import Path; from assistant import Assistant\n"
        "with Assistant(Path(sys.argv[1])) as assistant:\n"
        "    answer = assistant.ask(sys.argv[2])\n"
        f"assert answer.text\n{PRINT}"
    )
    assert loaded(program, coast_index, question) == "[]\n"


def test_opening_the_configured_index_loads_nothing_heavy(coast_index):
    program = f"from assistant import Assistant\nwith Assistant.open() as a: assert a.ask('List the keepers').rows\n{PRINT}"
    assert loaded(program, ROWCITE_INDEX=str(coast_index)) == "[]\n"


def test_the_guard_would_notice():
    assert loaded(f"import numpy\n{PRINT}") == "['numpy']\n"

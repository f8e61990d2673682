"""A small zoo to index, and the real encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import Build, MiniLM, build_index, open_build

ANIMALS = """Animal,Diet,Weight,Home
Red panda,"bamboo, fruit",5 kg,Cool mountain forests of the Himalayas
Penguin,"fish, krill",30 kg,Icy coasts of the far south
Sloth,"leaves, fruit",6 kg,The canopy of the rainforest where it moves very slowly
Otter,"fish, crabs",—,Clean rivers with wooded banks
Camel,"grass, thorns",500 kg,Hot and sandy deserts
"""
KEEPERS = """Keeper,Shift
Ada,"Monday, Tuesday"
Grace,"Friday, Sunday"
"""


@pytest.fixture(scope="session")
def encoder() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="session")
def zoo_index(tmp_path_factory: pytest.TempPathFactory, encoder: MiniLM) -> Path:
    corpus = tmp_path_factory.mktemp("zoo")
    write_zoo(corpus)
    index = tmp_path_factory.mktemp("index") / "zoo"
    build_index(corpus, index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def zoo(zoo_index: Path, encoder: MiniLM) -> Iterator[Build]:
    with open_build(zoo_index, encoder=encoder) as build:
        yield build


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of its own for a test that changes it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_zoo(folder)
    return folder


@pytest.fixture
def change(corpus: Path) -> Callable[[str, str], None]:
    """Replace a text in the corpus's animals."""

    def replace(old: str, new: str) -> None:
        path = corpus / "animals.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return replace


def write_zoo(folder: Path) -> None:
    (folder / "animals.csv").write_text(ANIMALS, "utf-8")
    (folder / "keepers.csv").write_text(KEEPERS, "utf-8")

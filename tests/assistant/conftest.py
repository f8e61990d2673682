"""The coast and the bundled catalog, each indexed once, for questions that need no vector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from corpus import bundled_corpus
from indexer import Build, build_index, open_build

from .catalog import WordEncoder, write_coast

Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def coast_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_coast(tmp_path_factory.mktemp("corpus") / "coast")


@pytest.fixture(scope="session")
def coast_index(tmp_path_factory: pytest.TempPathFactory, coast_corpus: Path) -> Path:
    return indexed(coast_corpus, tmp_path_factory.mktemp("index") / "coast")


@pytest.fixture(scope="session")
def coast(coast_index: Path) -> Iterator[Assistant]:
    with Assistant(coast_index) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def coast_build(coast_index: Path) -> Iterator[Build]:
    with open_build(coast_index) as build:
        yield build


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(indexed(bundled_corpus(), tmp_path_factory.mktemp("index") / "bundled")) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def bundled_bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The bundled catalog without its sidecar."""
    corpus = tmp_path_factory.mktemp("bare")
    for table in sorted(bundled_corpus().glob("*.md")):
        (corpus / table.name).write_bytes(table.read_bytes())
    with Assistant(indexed(corpus, tmp_path_factory.mktemp("index") / "bare")) as assistant:
        yield assistant


def indexed(corpus: Path, index: Path) -> Path:
    """An index of a corpus, with vectors that no model makes."""
    build_index(corpus, index, encoder=WordEncoder())
    return index

"""Settings in, an assistant over the index that they name out, built first where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant import Assistant
from corpus.errors import BuildError
from corpus.settings import Settings
from indexer import open_build
from indexer.freshness import has_corpus_changed
from ui.terminal import say


def open_assistant(settings: Settings, environ: Mapping[str, str]) -> Assistant:
    """The assistant over the configured index; a first build is announced on stderr, and an old one.

    Raises:
        BuildError: the index cannot be used, or was built from another corpus than the one named.
    """
    if not has_index(settings.index):
        from ui.index_command import build  # the progress bar's library is for builds only

        say(f"No index in '{settings.index}' yet: building one from '{settings.corpus}' …")
        build(settings, environ)
    else:
        if settings.origins["corpus"] != "default":
            _refuse_other_corpus(settings)
        if has_corpus_changed(settings.index, max_file_mb=settings.max_file_mb):
            say("The tables have changed since they were indexed; answers are of then. Run: rowcite index")
    return Assistant.open(corpus=settings.corpus, index=settings.index)


def has_index(index: Path) -> bool:
    """Whether the folder holds a published build, whatever its state."""
    return (index / "CURRENT").exists()


def _refuse_other_corpus(settings: Settings) -> None:
    with open_build(settings.index) as build:
        built_from = Path(build.manifest.corpus)
    if built_from.resolve() != settings.corpus.resolve():
        raise BuildError(
            f"The index in '{settings.index}' was built from '{built_from}', not from '{settings.corpus}'. "
            f"Name another folder with --index, or replace it: rowcite index --corpus '{settings.corpus}'"
        )

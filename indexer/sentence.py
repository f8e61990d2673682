"""The reference encoder: any model that sentence-transformers loads, by name or folder."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EncoderError

from .manifest import file_sha256
from .splitting import legal, split

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceEncoder:
    """A model that is on this machine, loaded with the first vector (about 6 s); safe between threads."""

    def __init__(self, model: str) -> None:
        self.name = model
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of the model's weights and settings together.

        Raises: EncoderError where the model is not on this machine.
        """
        folder, digest = self._folder(), hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".safetensors", ".bin", ".json") and path.is_file():
                digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
        return digest.hexdigest()

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has; loads the model."""
        return len(self.encode(["dimension"])[0])

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order; text beyond the model's limit is not read (see `split`).

        Raises: EncoderError where the model cannot be loaded.
        """
        if not texts:
            return []
        vectors = self._model().encode(
            [legal(text) for text in texts],
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return [[float(number) for number in vector] for vector in vectors]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """The texts to encode for one row: `header` and the body, or several pieces of a long one."""
        model = self._model()
        limit = int(model.max_seq_length or 512) - int(model.tokenizer.num_special_tokens_to_add())
        return split(header, body, limit=limit, offsets=self._offsets)

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        encoded = self._model().tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [(int(start), int(end)) for start, end in encoded["offset_mapping"]]

    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        folder = self._folder()
        _stay_offline()
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        shows_bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call] # loading would draw one on stderr
        try:
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise EncoderError(f"The model in '{folder}' cannot be loaded: {reason}") from error
        finally:
            if shows_bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]

    def _folder(self) -> Path:
        if Path(self.name).is_dir():
            return Path(self.name)
        _stay_offline()
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

        try:
            return Path(snapshot_download(self.name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError) as error:
            message = f"No model '{self.name}' on this machine. Name a folder that holds one."
            raise EncoderError(message) from error


def _stay_offline() -> None:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"

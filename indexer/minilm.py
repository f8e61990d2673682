"""The encoder: the packaged all-MiniLM-L6-v2, run by onnxruntime; the one file that knows onnxruntime.

`data/minilm.onnx` is the model's graph (made by `derive_graph`) without its weights: those come from the
package, so there is nothing to export. Against sentence-transformers the vectors are the same to seven
digits, the first of them is there in half a second instead of six, and torch is never imported.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .splitting import legal, split
from .weights import SHA256, arrays, packaged_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    from .weights import Floats

PACKAGED = "all-MiniLM-L6-v2"

_GRAPH = Path(__file__).parent / "data" / "minilm.onnx"
_DIMENSION = 384
_LAYERS = 6
_LIMIT = 256  # tokens that the model reads, with the one before and the one after the text
_BATCH = 32  # texts run at once; from 8 to 32 the rate is the same within 6 %
_SAFE_BYTES = 240  # tokens never outnumber the bytes of a text


class MiniLM:
    """all-MiniLM-L6-v2 with the packaged weights.

    Nothing is loaded before the first vector is needed (about 0.5 s); safe to share between threads.
    """

    name = PACKAGED
    fingerprint = SHA256
    dimension = _DIMENSION

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order; text beyond the model's limit is not read (see `split`).

        Raises: EncoderError where the weights are missing or are not the ones expected.
        """
        if not texts:
            return []
        found = [one.ids for one in self._reader.encode_batch([legal(text) for text in texts])]
        tokens = [ids if len(ids) <= _LIMIT else [*ids[: _LIMIT - 1], ids[-1]] for ids in found]
        by_length = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        vectors: list[list[float]] = [[]] * len(tokens)
        for start in range(0, len(by_length), _BATCH):
            batch = by_length[start : start + _BATCH]
            for at, vector in zip(batch, self._run([tokens[at] for at in batch]).tolist(), strict=True):
                vectors[at] = vector
        return vectors

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """The texts to encode for one row: `header` and the body, or several pieces of a long one."""
        whole = f"{header} {body}".strip()
        if len(whole.encode("utf-8", "replace")) <= _SAFE_BYTES:
            return (whole,)  # known without loading the tokenizer
        return split(header, body, limit=_LIMIT - 2, offsets=self._offsets)

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        found = self._reader.encode(legal(text), add_special_tokens=False)
        return [(start, end) for start, end in found.offsets]

    def _run(self, tokens: Sequence[Sequence[int]]) -> Floats:
        import numpy as np

        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int32)
        mask = np.zeros_like(ids)
        for at, row in enumerate(tokens):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        [states] = self._session.run(None, {"ids": ids, "types": np.zeros_like(ids), "mask": mask})
        summed: Floats = np.einsum("bsh,bs->bh", states, mask.astype(np.float32))
        lengths: Floats = np.linalg.norm(summed, axis=1, keepdims=True)
        return np.divide(summed, lengths)  # of the mean, whose divisor drops out

    @cached_property
    def _folder(self) -> Path:
        return packaged_model()

    @property
    def _reader(self) -> Tokenizer:
        with self._lock:
            return self._tokenizer

    @property
    def _session(self) -> InferenceSession:
        with self._lock:
            return self._model

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        found = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        found.no_truncation()
        found.no_padding()
        return found

    @cached_property
    def _model(self) -> InferenceSession:
        import onnxruntime

        weights, options = given(arrays(self._folder)), self._options()
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
        options.add_external_initializers(list(weights), values)
        return onnxruntime.InferenceSession(_GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"])

    def _options(self) -> SessionOptions:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        options.log_severity_level = 3
        # Threads that spin while they wait for work take it from whoever else needs the cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return options


def given(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """The weights as the graph names and lays them out: queries, keys and values joined, matrices turned."""
    import numpy as np

    named = {name: array for name, array in weights.items() if not name.startswith("pooler.")}
    for layer in range(_LAYERS):
        attention = f"encoder.layer.{layer}.attention."
        parts = [f"{attention}self.{part}." for part in ("query", "key", "value")]
        joint = np.concatenate([named.pop(f"{part}weight") for part in parts])
        named[f"{attention}joint.weight"] = joint
        named[f"{attention}joint.bias"] = np.concatenate([named.pop(f"{part}bias") for part in parts])
    is_turned = (".dense.weight", ".joint.weight")
    return {
        name: np.ascontiguousarray(array.T if name.endswith(is_turned) else array)
        for name, array in named.items()
    }

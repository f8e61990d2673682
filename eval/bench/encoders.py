"""`python -m eval.bench.encoders`: MiniLM on onnxruntime, beside sentence-transformers and beside int8.

The three encode the same texts by turns on the same threads: the rate, the least cosine to the vectors of
sentence-transformers, and how many of the ten nearest texts are still found. Then, in new processes, the time
to the first vector and the peak memory. Rowcite encodes with the first; the exit code is 1 where its vectors
are not the reference's.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from corpus import bundled_corpus, read_catalog
from eval.bench.catalogs import write_catalog
from eval.bench.process import BenchFault
from indexer import Encoder, MiniLM, SentenceEncoder
from indexer.derive_graph import graph
from indexer.minilm import given
from indexer.passages import passages
from indexer.weights import arrays, packaged_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from indexer.weights import Floats

_ROWS = 150  # generated ones, beside the bundled catalog's
_K = 10
_LEAST_COSINE = 0.9999
_STARTS = 3
_FIRST = """
import re, sys, time
started = time.perf_counter()
from indexer import MiniLM, SentenceEncoder
from indexer.weights import packaged_model
encoder = MiniLM() if sys.argv[1] == "onnxruntime" else SentenceEncoder(str(packaged_model()))
encoder.encode(["a first question"])
seconds = time.perf_counter() - started
# Not getrusage: what that gives begins with the peak of the process that started this one.
with open("/proc/self/status") as status:
    print(seconds, int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1]) / 1024)
"""


class Int8(MiniLM):
    """MiniLM with weights and activations of 8 bits, as onnxruntime's own tool makes them."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._path = folder / "int8.onnx"
        model = onnx.load_from_string(graph())
        used = {name for node in model.graph.node for name in node.input}
        del model.graph.initializer[:]
        for name, array in given(arrays(packaged_model())).items():
            if name in used:
                model.graph.initializer.append(numpy_helper.from_array(array, name))
        onnx.save(model, folder / "whole.onnx")
        quantize_dynamic(
            folder / "whole.onnx",
            self._path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # else sums of two products overflow on processors without VNNI
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )

    @cached_property
    def _model(self) -> InferenceSession:
        return onnxruntime.InferenceSession(self._path, self._options(), providers=["CPUExecutionProvider"])


def compared(rounds: int) -> list[tuple[str, float, float, float]]:
    """A line an encoder: texts a second, least cosine to the reference, and recall against it."""
    with tempfile.TemporaryDirectory(prefix="rowcite-") as folder:
        texts = _texts(Path(folder) / "corpus")
        encoders: dict[str, Encoder] = {
            "sentence-transformers (torch)": SentenceEncoder(str(packaged_model())),
            "onnxruntime (Rowcite's)": MiniLM(),
            "onnxruntime, int8": Int8(Path(folder)),
        }
        vectors = {name: np.asarray(encoder.encode(texts)) for name, encoder in encoders.items()}
        seconds: dict[str, list[float]] = {name: [] for name in encoders}
        for _ in range(rounds):
            for name, encoder in encoders.items():
                started = time.perf_counter()
                encoder.encode(texts)
                seconds[name].append(time.perf_counter() - started)
    reference = next(iter(vectors.values()))
    return [
        (
            name,
            len(texts) / statistics.median(seconds[name]),
            float((found * reference).sum(axis=1).min()),
            _recall(found, reference),
        )
        for name, found in vectors.items()
    ]


def _texts(corpus: Path) -> list[str]:
    write_catalog(corpus, _ROWS)
    encoder = MiniLM()
    catalogs = [read_catalog(path)[0] for path in (corpus, bundled_corpus())]
    return [passage.text for catalog in catalogs for passage in passages(catalog, encoder)]


def _recall(found: Floats, reference: Floats) -> float:
    """The share of the nearest of each text by the reference that are so by the other vectors, too."""
    exact, others = _nearest(reference, reference), _nearest(reference, found)
    return statistics.fmean(len(one & other) / _K for one, other in zip(exact, others, strict=True))


def _nearest(queries: Floats, texts: Floats) -> list[set[int]]:
    return [set(row[:_K].tolist()) for row in np.argsort(-(queries @ texts.T), axis=1, kind="stable")]


def first_vector(name: str) -> tuple[float, float]:
    """Seconds from the start of a process to its first vector, and its peak memory in MiB; medians.

    Raises:
        BenchFault: it failed.
    """
    found = []
    for _ in range(_STARTS):
        done = subprocess.run(
            [sys.executable, "-c", _FIRST, name], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise BenchFault(f"The first vector failed: {done.stderr.strip().splitlines()[-1]}")
        found.append([float(part) for part in done.stdout.split()])
    seconds, memory = (statistics.median(column) for column in zip(*found, strict=True))
    return seconds, memory


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 where a vector of Rowcite's encoder is not the reference's."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.encoders", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed (default: 5)")
    lines = compared(parser.parse_args(argv).rounds)
    try:
        (ours, our_memory), (theirs, their_memory) = map(first_vector, ("onnxruntime", "torch"))
    except BenchFault as error:
        print(f"encoders: {error}", file=sys.stderr)
        return 1
    print(f"| encoder | texts/s | against torch | least cosine | recall@{_K} |\n|---|---|---|---|---|")
    for name, rate, cosine, recall in lines:
        print(f"| {name} | {rate:.1f} | {rate / lines[0][1]:.2f} × | {cosine:.6f} | {recall:.3f} |")
    print(f"\nFirst vector of a new process: {ours:.1f} s and {our_memory:.0f} MiB on onnxruntime,", end=" ")
    print(f"{theirs:.1f} s and {their_memory:.0f} MiB with sentence-transformers.")
    return 0 if lines[1][2] >= _LEAST_COSINE else 1


if __name__ == "__main__":
    sys.exit(main())

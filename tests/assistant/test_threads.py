"""The first plans are read by many threads at once, as a server's first questions are."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, threading
from assistant import plan as plans

sys.setswitchinterval(1e-6)
given = {"version": 1, "ask": {"op": "figure", "value": {"op": "count", "rows": {"op": "table", "table": "t"}}}}
gate, read = threading.Barrier(16), []

def first():
    gate.wait()
    read.append(plans.from_dict(given))

threads = [threading.Thread(target=first) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(read) == 16
"""


def test_plans_read_by_many_threads_at_once_do_not_crash_the_process():
    # Without the types worked out beforehand 5 of 6 of these processes died of a segmentation fault.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr

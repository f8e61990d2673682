from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys, threading
from assistant.plan import from_dict
sys.setswitchinterval(1e-6)
plan = {"version": 1, "ask": {"op": "names", "rows": {"op": "table", "table": "coast"}}}
go = threading.Barrier(8)
def convert():
    go.wait()
    from_dict(plan)
threads = [threading.Thread(target=convert) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print("done")
"""


def test_the_first_questions_of_a_process_may_come_all_at_once():
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr

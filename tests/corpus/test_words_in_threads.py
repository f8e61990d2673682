from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.words import stem


@pytest.fixture
def switching():
    """Threads that change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_do_not_spoil_one_another_s_stems(switching):
    uncached = stem.__wrapped__
    words = ["generalisations", "hopefulness", "rental", "conditionally", "vietnamization", "abilities"]
    right = [uncached(word) for word in words]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: [uncached(word) for word in words], range(300)))
    assert all(one == right for one in found)

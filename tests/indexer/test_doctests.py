from __future__ import annotations

import doctest

import pytest

from indexer import fusion, passages, terms


@pytest.mark.parametrize("module", [fusion, passages, terms], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_are_true(module):
    failed, tried = doctest.testmod(module)
    assert tried and not failed

import doctest
from importlib import import_module

import pytest

MODULES = (
    "corpus.settings ui.ask_command ui.markdown ui.progress ui.terminal ui.words ui.api.asgi ui.api.asking "
    "ui.api.errors ui.api.metering ui.api.openai_shapes ui.api.rating"
)


@pytest.mark.parametrize("name", MODULES.split())
def test_the_examples_in_docstrings_hold(name):
    outcome = doctest.testmod(import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0

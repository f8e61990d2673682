from pathlib import Path

import pytest

from corpus.errors import SettingError
from corpus.settings import RULES, load_settings


def test_without_flags_and_environment_every_setting_is_its_default():
    settings = load_settings({}, {})
    assert (settings.host, settings.port, settings.index) == ("127.0.0.1", 7860, Path(".rowcite"))
    assert settings.corpus.is_dir()
    assert set(settings.origins.values()) == {"default"}


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_default():
    environ = {"ROWCITE_CORPUS": "cars", "ROWCITE_INDEX": "kept"}
    settings = load_settings({"corpus": "boats", "index": None}, environ)
    assert settings.corpus == Path("boats")
    assert settings.index == Path("kept")
    assert dict(settings.origins) == {
        "corpus": "flag",
        "index": "environment",
        "host": "default",
        "port": "default",
        "embed_origins": "default",
    }


@pytest.mark.parametrize("port", ["-1", "65536", "http", "7860.0", "٣", "1_0"])
def test_a_port_that_is_none_is_refused_with_the_name_of_its_variable(port):
    with pytest.raises(SettingError, match=r"ROWCITE_PORT.*whole number"):
        load_settings({}, {"ROWCITE_PORT": port})
    with pytest.raises(SettingError, match=r"--port.*whole number"):
        load_settings({"port": port}, {})


def test_a_url_is_no_host():
    with pytest.raises(SettingError, match="ROWCITE_HOST is 'http://localhost'"):
        load_settings({}, {"ROWCITE_HOST": "http://localhost"})


def test_an_empty_variable_is_unset_but_an_empty_flag_is_an_error():
    assert load_settings({}, {"ROWCITE_PORT": ""}).origins["port"] == "default"
    with pytest.raises(SettingError, match="--corpus is empty"):
        load_settings({"corpus": ""}, {})


def test_a_home_folder_is_expanded():
    assert load_settings({"index": "~/kept"}, {}).index == Path.home() / "kept"


def test_variables_that_set_nothing_are_named():
    assert load_settings({}, {"ROWCITE_INDX": "x", "PATH": "y"}).unused == ("ROWCITE_INDX",)


def test_every_message_is_one_line():
    for rule in RULES:
        with pytest.raises(SettingError) as caught:
            load_settings({rule.name: " "}, {})
        assert "\n" not in str(caught.value)

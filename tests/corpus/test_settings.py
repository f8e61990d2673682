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
    given = {name: origin for name, origin in settings.origins.items() if origin != "default"}
    assert given == {"corpus": "flag", "index": "environment"}
    assert set(settings.origins) == {rule.name for rule in RULES}


@pytest.mark.parametrize("port", ["-1", "65536", "http", "7860.0", "٣", "1_0"])
def test_a_port_that_is_none_is_refused_with_the_name_of_its_variable(port):
    with pytest.raises(SettingError, match=r"ROWCITE_PORT.*whole number"):
        load_settings({}, {"ROWCITE_PORT": port})
    with pytest.raises(SettingError, match=r"--port.*whole number"):
        load_settings({"port": port}, {})


@pytest.mark.parametrize("url", ["chroma:8000", "ftp://chroma", "http://", "https://a/b", "http://a/b/c/d"])
def test_a_chroma_server_is_named_by_a_web_address(url):
    with pytest.raises(SettingError, match=r"ROWCITE_CHROMA_URL is .* must be an address such as"):
        load_settings({}, {"ROWCITE_CHROMA_URL": url})
    assert load_settings({}, {"ROWCITE_CHROMA_URL": "http://a:1/t/d/"}).chroma_url == "http://a:1/t/d"


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
        if not rule.is_secret:
            with pytest.raises(SettingError) as caught:
                load_settings({rule.name: " "}, {})
            assert "\n" not in str(caught.value)


def test_keys_come_from_their_variable_alone_and_are_shown_nowhere():
    settings = load_settings({"api_keys": "flagged"}, {"ROWCITE_API_KEYS": " one, two ,"})
    assert settings.api_keys == ("one", "two")
    assert "two" not in repr(settings)
    with pytest.raises(SettingError) as caught:
        load_settings({}, {"ROWCITE_API_KEYS": "two words"})
    assert "two words" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ROWCITE_ROOT_PATH", "/a/"),
        ("ROWCITE_ROOT_PATH", "a"),
        ("ROWCITE_ALLOW_ANONYMOUS", "perhaps"),
        ("ROWCITE_RATE_LIMIT", "0"),
        ("ROWCITE_LOG", "all"),
        ("ROWCITE_LLM_URL", "localhost"),
    ],
)
def test_a_value_that_is_not_legal_is_refused_with_the_name_of_its_variable(variable, text):
    with pytest.raises(SettingError, match=variable):
        load_settings({}, {variable: text})

"""The container's files, checked without an engine: what a linter would say, and what they promise."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from corpus.settings import RULES

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
KNOWN = {
    "FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
    "ENTRYPOINT", "CMD",
}  # fmt: skip


def instructions():
    """The Dockerfile as (instruction, its words), lines that go on joined."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.M)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line.strip()]


def of(name):
    return [rest for found, rest in instructions() if found == name]


def test_the_dockerfile_has_two_stages_and_only_known_instructions():
    assert {name for name, _ in instructions()} <= KNOWN
    first, second = of("FROM")
    assert first.endswith(" AS build") and first.split()[0] == second
    assert ":" in second and not second.endswith(":latest")
    assert any("--from=build" in copied for copied in of("COPY"))


def test_what_the_build_copies_exists_and_is_every_package():
    copied = {word for line in of("COPY") if "--from" not in line for word in shlex.split(line)[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert {name.split(".")[0] for name in packages} <= copied


def test_the_image_runs_as_no_root_with_the_index_as_a_volume_and_a_health_check():
    order = [name for name, _ in instructions()]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert of("USER") == ["10001"] and "useradd --system --uid 10001" in of("RUN")[1]
    assert of("VOLUME") == ["/index"] and "-o rowcite -g rowcite /index" in of("RUN")[1]
    assert "/readyz" in of("HEALTHCHECK")[0]
    assert of("ENTRYPOINT") == ['["rowcite"]'] and of("CMD") == ['["serve"]']


def test_the_container_listens_to_others_and_so_starts_with_keys_only():
    assert "ROWCITE_HOST=0.0.0.0" in of("ENV")[0]
    assert not any("KEYS" in line or "ANONYMOUS" in line for line in of("ENV"))
    assert COMPOSE["services"]["rowcite"]["environment"]["ROWCITE_API_KEYS"].startswith(
        "${ROWCITE_API_KEYS:?"
    )


def test_compose_gives_rowcite_a_chroma_server_and_what_it_names_exists():
    services = COMPOSE["services"]
    assert set(services) == {"rowcite", "chroma"}
    url = services["rowcite"]["environment"]["ROWCITE_CHROMA_URL"]
    assert url == "http://chroma:8000"
    assert services["rowcite"]["depends_on"]["chroma"]["condition"] == "service_healthy"
    assert "healthcheck" in services["chroma"]
    image, _, tag = services["chroma"]["image"].partition(":")
    assert image == "chromadb/chroma" and re.fullmatch(r"\d+\.\d+\.\d+", tag)
    named = {
        mount.split(":")[0] for one in services.values() for mount in one["volumes"] if mount[0].isalpha()
    }
    assert named == set(COMPOSE["volumes"])


@pytest.mark.parametrize("place", ["Dockerfile", "compose.yaml"])
def test_every_setting_that_the_files_name_is_one(place):
    theirs = {"ROWCITE_PUBLISH", "ROWCITE_TABLES"}  # compose's own
    named = set(re.findall(r"ROWCITE_[A-Z_]+", (ROOT / place).read_text("utf-8")))
    assert named - theirs <= {rule.variable for rule in RULES}

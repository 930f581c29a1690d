import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms_portal.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("web", "worker", "beat", "migrate")
REQUIRED = re.compile(r'env\.required\(\s*"(\w+)"')


def needed_in_production() -> set[str]:
    """The settings without a default, as the code asks for them (mail by its one address)."""
    sources = [(ROOT / "cms_portal" / name).read_text() for name in ("settings.py",)]
    names = {name for source in sources for name in REQUIRED.findall(source)}
    return names | {
        "SECRET_KEY",
        "PORTAL_BASE_URL",
        "EMAIL_URL",
    }


def test_compose_has_every_service_and_a_check_of_its_health() -> None:
    services: dict[str, Any] = COMPOSE["services"]

    assert set(services) == {"postgres", "rabbitmq", *OURS}
    assert [n for n in services if n != "web" and "healthcheck" not in services[n]] == []
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()  # that of web
    assert set(COMPOSE["volumes"]) == {"database", "broker", "files"}


@pytest.mark.parametrize("name", OURS)
def test_compose_passes_every_needed_setting_and_knows_no_default_of_a_secret(name: str) -> None:
    environment: dict[str, str] = COMPOSE["services"][name]["environment"]

    needed = needed_in_production()
    assert {key for key, value in environment.items() if value == f"${{{key}:?}}"} == needed
    optional = environment.keys() - needed - {"PORTAL_MODE"}
    assert {environment[key] for key in optional} == {f"${{{key}:-}}" for key in optional}
    assert environment["PORTAL_MODE"] == "production"


def test_compose_gives_no_service_a_password_of_its_own() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    secrets = re.findall(r"^\s*(\w*(?:PASS|PASSWORD|KEY)): (.*)$", text, re.MULTILINE)
    assert secrets
    assert all(re.fullmatch(r"\$\{\w+:[?-]\}", value) for _name, value in secrets)


def test_the_example_names_every_setting_of_compose() -> None:
    wanted = set(re.findall(r"\$\{(\w+):", (ROOT / "docker-compose.yml").read_text()))

    named = set(re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == wanted


def test_an_empty_optional_setting_is_as_good_as_none() -> None:
    env = Environment({"PORTAL_PROXIES": "", "PORTAL_REQUIRE_MFA": ""})

    assert env.number("PORTAL_PROXIES", 0) == 0
    assert env.flag("PORTAL_REQUIRE_MFA", default=True)
    assert env.problems == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_names_every_requirement_with_one_version(name: str) -> None:
    asked = {
        re.split(r"[\[<>=]", line)[0].lower()
        for line in (ROOT / f"{name}.txt").read_text().splitlines()
        if line and line[0] not in "#-"
    }
    lines = (ROOT / f"{name}.lock").read_text().lower().replace("_", "-").splitlines()

    assert asked - {line.split("==")[0] for line in lines} == set()
    assert all(re.fullmatch(r"[a-z0-9.-]+==[a-z0-9.+]+", line) for line in lines)


def test_what_is_installed_is_what_is_locked() -> None:
    locked = dict(
        line.split("==") for line in (ROOT / "requirements-dev.lock").read_text().splitlines()
    )

    assert {name: version(name) for name in locked} == locked


def test_the_run_time_lock_is_part_of_the_whole_lock() -> None:
    run_time = set((ROOT / "requirements.lock").read_text().splitlines())

    assert run_time - set((ROOT / "requirements-dev.lock").read_text().splitlines()) == set()

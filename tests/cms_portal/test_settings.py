import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": "partners.example.org",
    "PORTAL_BASE_URL": "https://partners.example.org/",
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "CELERY_BROKER_URL": "amqp://portal:secret@broker.example.org//",
    "EMAIL_URL": "smtp+tls://portal:pass%40word@mail.example.org",
    "DEFAULT_FROM_EMAIL": "portal@example.org",
}
READ = """
import json, sys
from cms_portal import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(*names: str, **environment: str) -> dict[str, object]:
    done = run("-c", READ, *names, **environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    "start",
    [
        ["manage.py", "migrate"],
        ["-c", "import cms_portal.wsgi"],
        ["-m", "celery", "--app", "cms_portal", "report"],
    ],
    ids=["manage", "web", "celery"],
)
def test_an_empty_environment_refuses_to_start_with_a_sentence_a_setting(start: list[str]) -> None:
    refused = run(*start)

    said = [line for line in refused.stderr.splitlines() if " is not set: " in line]
    sentences = [line.split(" is not set: ") for line in said]
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert {name for name, _why in sentences} == (NEEDED.keys() - {"EMAIL_URL"}) | {"EMAIL_HOST"}
    assert all(why.endswith(".") for _name, why in sentences)


@pytest.mark.parametrize("name", sorted(NEEDED.keys() - {"EMAIL_URL"}))
def test_each_missing_setting_is_named_alone(name: str) -> None:
    refused = run("manage.py", "check", **{key: NEEDED[key] for key in NEEDED if key != name})

    [sentence] = refused.stderr.splitlines()
    assert sentence.startswith(f"{name} is not set: ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too short: give 50 characters."),
        ("PORTAL_MODE", "party", "PORTAL_MODE is 'party': say production, demonstration, test."),
        ("PORTAL_REQUIRE_MFA", "maybe", "PORTAL_REQUIRE_MFA is 'maybe': say 1 or 0."),
        ("PORTAL_PROXIES", "one", "PORTAL_PROXIES is 'one': it must be a whole number."),
        (
            "PORTAL_BASE_URL",
            "partners.example.org",
            "PORTAL_BASE_URL is 'partners.example.org': it must begin with https://.",
        ),
        (
            "PORTAL_CLOCK_OFFSET",
            "60",
            "PORTAL_CLOCK_OFFSET is set: only a demonstration may move its clock.",
        ),
        (
            "PORTAL_SCANNER",
            "127.0.0.1:3310",
            "PORTAL_SCANNER is '127.0.0.1:3310': say clamd://host:port or the path of a socket.",
        ),
    ],
)
def test_a_wrong_setting_is_refused_with_its_reason(name: str, value: str, sentence: str) -> None:
    refused = run("manage.py", "check", **NEEDED | {name: value})

    assert sentence in refused.stderr.splitlines()
    assert refused.returncode == 1


def test_production_is_the_default_and_strict(tmp_path: Path) -> None:
    names = ["PORTAL_MODE", "DEBUG", "PORTAL_REQUIRE_MFA", "SESSION_COOKIE_SECURE", "EMAIL_HOST"]
    names += ["PORTAL_BASE_URL", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_PORT"]

    assert read(*names, **NEEDED, DEBUG="1", PORTAL_DATA=str(tmp_path)) == {
        "PORTAL_MODE": "production",
        "DEBUG": False,
        "PORTAL_REQUIRE_MFA": True,
        "SESSION_COOKIE_SECURE": True,
        "EMAIL_HOST": "mail.example.org",
        "PORTAL_BASE_URL": "https://partners.example.org",
        "EMAIL_HOST_PASSWORD": "pass@word",
        "EMAIL_USE_TLS": True,
        "EMAIL_PORT": 587,
    }


def test_the_demonstration_stays_on_this_machine_and_keeps_its_key(tmp_path: Path) -> None:
    demonstration = {"PORTAL_MODE": "demonstration", "PORTAL_DATA": str(tmp_path)}
    names = ["SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_REQUIRE_MFA", "EMAIL_FILE_PATH"]

    first = read(*names, **demonstration)
    second = read(*names, **demonstration)

    assert first == second
    assert first.pop("SECRET_KEY") == (tmp_path / "secret_key").read_text()
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "PORTAL_REQUIRE_MFA": False,
        "EMAIL_FILE_PATH": str(tmp_path / "mail"),
    }


def test_files_go_to_object_storage_when_a_bucket_is_named(tmp_path: Path) -> None:
    bucket = {"PORTAL_S3_BUCKET": "files", "PORTAL_S3_ACCESS_KEY": "a", "PORTAL_S3_SECRET_KEY": "b"}

    stored = read("STORAGES", **NEEDED, **bucket, PORTAL_DATA=str(tmp_path))["STORAGES"]

    assert isinstance(stored, dict)
    assert stored["default"]["BACKEND"] == "storages.backends.s3.S3Storage"
    assert stored["default"]["OPTIONS"]["default_acl"] == "private"


def test_the_policy_of_content_allows_nothing_unsafe() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    sources = {source for allowed in policy.values() for source in allowed}
    assert sources == {"'none'", "'self'", "data:"}
    assert [name for name, allowed in policy.items() if "data:" in allowed] == ["img-src"]


@pytest.mark.parametrize("address", ["account_login", "account_signup", "admin:login"])
def test_every_page_carries_the_strict_headers(client: Client, db: None, address: str) -> None:
    answer = client.get(reverse(address), follow=True)

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_database_knows_mode_and_limits(db: None) -> None:
    from django.db import connection  # noqa: PLC0415 - after the database is allowed

    shown = {}
    with connection.cursor() as cursor:
        for name in settings.DATABASE_OPTIONS:
            cursor.execute("SELECT current_setting(%s)", [name])
            shown[name] = cursor.fetchone()[0]

    assert shown == {
        "portal.mode": "test",
        "portal.clock_offset": "0",
        "lock_timeout": "5s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "UTC",
    }

"""What the environment says, read once and with a sentence for whatever is missing."""

import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
MODES = ("production", "demonstration", "test")
SECRET_KEY_LENGTH = 50


@dataclass
class Environment:
    """The environment variables, with the problems found while reading them."""

    values: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """The value of a setting, without the blanks around it."""
        return self.values.get(name, "").strip() or default

    def required(self, name: str, why: str) -> str:
        """A value that has no safe default; its absence is one sentence."""
        if not (value := self.text(name)):
            self.problems.append(f"{name} is not set: {why}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A setting that is on or off."""
        value = self.text(name).lower()
        if not value:
            return default
        if value not in TRUE | FALSE:
            self.problems.append(f"{name} is {value!r}: say 1 or 0.")
        return value in TRUE

    def number(self, name: str, default: int) -> int:
        """A setting that is a whole number."""
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            self.problems.append(f"{name} is {value!r}: it must be a whole number.")
            return default

    def names(self, name: str) -> list[str]:
        """A setting that lists names, separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def mode(self) -> str:
        """How the portal runs: production unless something else is said."""
        mode = self.text("PORTAL_MODE", "production")
        if mode not in MODES:
            self.problems.append(f"PORTAL_MODE is {mode!r}: say {', '.join(MODES)}.")
        return mode

    def secret_key(self) -> str:
        """The signing key of production, which must be given and long."""
        key = self.required("SECRET_KEY", "it signs sessions and links; give 50 random characters")
        if key and len(key) < SECRET_KEY_LENGTH:
            self.problems.append(f"SECRET_KEY is too short: give {SECRET_KEY_LENGTH} characters.")
        return key

    def base_url(self, *, default: str = "") -> str:
        """The public address of the portal, as it stands in mails and in QR codes."""
        why = "mails and QR codes need the public address, as in https://partners.example.org"
        url = self.text("PORTAL_BASE_URL", default) or self.required("PORTAL_BASE_URL", why)
        if url and urlsplit(url).scheme not in {"http", "https"}:
            self.problems.append(f"PORTAL_BASE_URL is {url!r}: it must begin with https://.")
        return url.rstrip("/")

    def mail(self) -> dict[str, Any]:
        """The mail settings, from EMAIL_URL or from the EMAIL_* names of Django."""
        if url := self.text("EMAIL_URL"):
            return mail_from_url(url)
        why = "mail must leave through a server; EMAIL_URL does as well"
        return {
            "EMAIL_HOST": self.required("EMAIL_HOST", why),
            "EMAIL_PORT": self.number("EMAIL_PORT", 587),
            "EMAIL_HOST_USER": self.text("EMAIL_HOST_USER"),
            "EMAIL_HOST_PASSWORD": self.text("EMAIL_HOST_PASSWORD"),
            "EMAIL_USE_TLS": self.flag("EMAIL_USE_TLS", default=True),
            "EMAIL_USE_SSL": self.flag("EMAIL_USE_SSL", default=False),
        }

    def scanner(self) -> str:
        """The address of the virus scanner, or nothing: clamd://host:port, or a socket's path."""
        address = self.text("PORTAL_SCANNER")
        parts = urlsplit(address)
        is_path = parts.scheme in {"", "unix"} and parts.path.startswith("/") and not parts.netloc
        is_host = parts.scheme == "clamd" and re.fullmatch(
            r"(\[[^]]+\]|[^:@]+)(:\d+)?", parts.netloc
        )
        if address and not (is_path or is_host):
            self.problems.append(
                f"PORTAL_SCANNER is {address!r}: say clamd://host:port or the path of a socket."
            )
        return address

    def object_storage(self) -> dict[str, Any]:
        """The storage of files in a bucket, on any service that speaks S3."""
        why = "the object storage asks for it"
        options = {
            "bucket_name": self.text("PORTAL_S3_BUCKET"),
            "endpoint_url": self.text("PORTAL_S3_ENDPOINT") or None,
            "region_name": self.text("PORTAL_S3_REGION") or None,
            "access_key": self.required("PORTAL_S3_ACCESS_KEY", why),
            "secret_key": self.required("PORTAL_S3_SECRET_KEY", why),
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    def refuse_if_wrong(self) -> None:
        """Stop the start with every problem at once, a sentence each."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))


@contextmanager
def plain_refusal() -> Iterator[None]:
    """Where a program starts: print the sentences of a refusal, and nothing else."""
    try:
        yield
    except ImproperlyConfigured as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(1) from None


def mail_from_url(url: str) -> dict[str, Any]:
    """The mail settings of an address such as smtp+tls://user:password@host:587."""
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    tls = parts.scheme == "smtp+tls" or options.get("tls", ["0"])[0].lower() in TRUE
    ssl = parts.scheme == "smtps" or options.get("ssl", ["0"])[0].lower() in TRUE
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if ssl else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls and not ssl,
        "EMAIL_USE_SSL": ssl,
    }


def kept_secret(path: Path) -> str:
    """A key made on first use and kept for its owner alone: for the demonstration."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text()

"""Keeping issued bytes: under a name made of their hash, whole or not at all."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from accreditation.canonical import sha256_hex


def keep(content: bytes) -> str:
    """Store a PDF for ever; its name in the storage. The same bytes are kept once."""
    digest = sha256_hex(content)
    name = f"issued/{digest[:2]}/{digest}.pdf"
    if default_storage.exists(name):
        return name
    if isinstance(default_storage, FileSystemStorage):
        write_durably(Path(default_storage.path(name)), content)
        return name
    return default_storage.save(name, ContentFile(content))


def write_durably(path: Path, content: bytes) -> None:
    """Write beside, then put it in its place: a crash leaves all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o640)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

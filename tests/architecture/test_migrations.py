"""The migrations say what the models say, in one line without branches."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import APPS

pytestmark = pytest.mark.django_db


def test_the_migrations_are_current() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.parametrize("app", APPS)
def test_the_migrations_of_an_app_are_one_line(app: str) -> None:
    graph = MigrationLoader(None).graph
    folder = Path(apps.get_app_config(app).path) / "migrations"
    own = sorted(path.stem for path in folder.glob("0*.py"))

    assert [leaf for name, leaf in graph.leaf_nodes(app)] == [own[-1]]
    assert (folder / "max_migration.txt").read_text().strip() == own[-1]
    assert [name[:4] for name in own] == [f"{n:04d}" for n in range(1, len(own) + 1)]


@pytest.mark.parametrize("app", APPS)
def test_a_migration_can_be_taken_back(app: str) -> None:
    loader = MigrationLoader(None)

    for (label, name), migration in loader.disk_migrations.items():
        if label == app:
            one_way = [str(o) for o in migration.operations if not o.reversible]
            assert one_way == [], name

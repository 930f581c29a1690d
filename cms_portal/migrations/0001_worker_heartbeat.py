"""The worker's sign of life, and the table in which limits on sign-in are counted."""

from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create_cache(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the table of the cache, if it is not there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the table of the cache."""
    table = schema_editor.quote_name(settings.CACHES["default"]["LOCATION"])
    schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    """The first tables of the wiring."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("worker", models.CharField(max_length=255, unique=True)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(create_cache, drop_cache),
    ]

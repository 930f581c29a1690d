"""Writing much at once."""

from django.db import connection


def every_trigger_runs() -> None:
    """Say for this transaction that no trigger is left out: rows need not find out, each anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")

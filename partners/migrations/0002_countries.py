"""The countries of ISO 3166-1, so that organisations and seats can name theirs."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django_countries import countries


def add_countries(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add every country that is not there yet."""
    country = apps.get_model("partners", "Country")
    country.objects.bulk_create(
        [country(iso2=code, iso3=countries.alpha3(code)) for code in countries.countries],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Load the countries."""

    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(add_countries, migrations.RunPython.noop)]

"""The one row that serialises writers of the ledger."""

from django.db import migrations

ADD = """
INSERT INTO accreditation_ledgerhead (id, height, hash) VALUES (1, 0, repeat('0', 64))
ON CONFLICT (id) DO NOTHING
"""


class Migration(migrations.Migration):
    """Begin the chain."""

    dependencies = [("accreditation", "0001_initial")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]

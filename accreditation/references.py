"""References, given once and without gaps, in the transaction of the act that needs them."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import connection, models


class Counter(models.Model):
    """The last number given in a series."""

    series = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "counter"
        constraints: ClassVar = []

    def __str__(self) -> str:
        """Series and its last number."""
        return f"{self.series}: {self.last}"


def next_number(series: str) -> int:
    """The next number of a series; the row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accreditation_counter (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = accreditation_counter.last + 1"
            " RETURNING last",
            [series],
        )
        return int(cursor.fetchone()[0])


def prefixed(reference: str) -> str:
    """A reference as shown: in the demonstration it begins with DEMO-."""
    return f"DEMO-{reference}" if settings.PORTAL_MODE == "demonstration" else reference


def numbered(prefix: str, year: int) -> str:
    """The next reference of a prefix and year, such as CMS-2026-0014."""
    return prefixed(f"{prefix}-{year}-{next_number(f'{prefix}-{year}'):04d}")


def draft_reference() -> str:
    """A reference for a draft: random, so that it tells nothing of how many there are."""
    return f"draft-{secrets.token_hex(8)}"

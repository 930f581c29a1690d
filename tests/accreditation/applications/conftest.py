"""What the tests of applications stand on: files in a folder of their own, and a movable clock."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from accreditation.applications.models import Application, Invitation
from partners.models import User
from tests import cast


@pytest.fixture(autouse=True)
def kept_files(settings: Settings, tmp_path: Path) -> Callable[[], list[Path]]:
    """The files that are kept, in a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def later() -> Callable[[int], None]:
    """Move the database's clock by so many days, for the rest of the test."""

    def move(days: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('portal.clock_offset', %s, true)", [str(days * 86400)]
            )

    return move


@pytest.fixture
def rival_application(rival: User, open_invitation: Invitation) -> Application:
    """A draft of another organisation."""
    membership = rival.memberships.get()
    return cast.begun_application(membership.organisation, open_invitation, rival)

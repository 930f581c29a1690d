"""What the tests of organisations' documents stand on: files of their own, a movable clock."""

from collections.abc import Callable
from typing import Any

import pytest

from accreditation.wallet.keeping import add
from accreditation.wallet.models import WalletDocument
from partners.models import Organisation, User
from tests.accreditation.applications.conftest import kept_files, later
from tests.accreditation.applications.hostile import sent, unlike

__all__ = ["kept_files", "later"]

Add = Callable[..., WalletDocument]


@pytest.fixture
def added(organisation: Organisation, contact_point: User) -> Add:
    """Add a document to those of the organisation, unlike every other."""

    def make(title: str = "Statutes", **given: Any) -> WalletDocument:
        terms = {"title": title, "valid_until": None, "by": contact_point} | given
        return add(organisation, sent(f"{title}.pdf", unlike()), **terms)

    return make

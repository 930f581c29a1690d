"""The whole mandate, from the working group to a conferred accreditation, by real steps."""

from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.mandate import gates
from accreditation.register.models import Accreditation


def test_the_mandate_runs_from_the_first_gate_to_the_last(accreditation: Accreditation) -> None:
    application = Application.objects.get()

    assert application.state == "accredited"
    assert [gate.state for gate in gates()] == ["done"] * 7
    assert verify(export()).height == LedgerEntry.objects.count()

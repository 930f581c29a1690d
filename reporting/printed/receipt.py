"""The receipt of a position as a document, for the person who acted and nobody else."""

from datetime import UTC
from typing import Any

from accreditation.committee.models import Position
from reporting.pdf import Part
from reporting.printed.wording import common, moment


def facts(position: Position) -> dict[str, Any]:
    """What was said on what, when, and where it stands in the ledger."""
    item = position.item
    return common("receipt", position.receipt) | {
        "receipt": position.receipt,
        "item": item.reference,
        "question": item.title,
        "seat": position.seat,
        "capacity": str(position.get_capacity_display()),
        "channel": str(position.get_channel_display()),
        "value": position.value,
        "position": str(position.get_value_display()),
        "reasons": position.reasons,
        "at": moment(position.at),
        "at_utc": f"{position.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z",
        "entry_height": position.height,
        "entry_hash": position.hash,
        "salt": position.salt,
    }


def parts(found: dict[str, Any]) -> list[Part]:
    """One part."""
    return [Part("pdf/receipt.html", {})]

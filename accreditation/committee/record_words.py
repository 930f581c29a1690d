"""What a record says beside the count, in words: what it follows, what was hidden, how it came."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accreditation.committee.positions import LABELS, Position

USUAL = Position.Channel.PORTAL


def remarks(record: Mapping[str, Any]) -> list[str]:
    """One remark a line, from the record's own data; older records lack some of the keys."""
    return [
        *_before(record),
        *_while_open(record["rules"]),
        *_asked_out(record["recusals"]),
        *_ways(record["positions"]),
    ]


def _before(record: Mapping[str, Any]) -> Iterator[str]:
    """The item that brought no decision, or stood earlier on the same subject."""
    if record.get("follows"):
        yield _("Follows item %(reference)s.") % {"reference": record["follows"]}


def _while_open(rules: Mapping[str, Any]) -> Iterator[str]:
    """Whether the running count could be seen."""
    if rules.get("running_count") == "shown":
        yield _("The running count was shown while the item was open.")
    elif rules.get("running_count") == "hidden":
        yield _("The running count was hidden until closing.")


def _asked_out(recusals: list[Mapping[str, Any]]) -> Iterator[str]:
    """States that stepped out because they were asked to."""
    for line in recusals:
        if line.get("asked"):
            yield _("%(seat)s stepped out at the Chair’s request.") % {"seat": line["seat"]}


def _ways(positions: list[Mapping[str, Any]]) -> Iterator[str]:
    """Positions that came by letter, by telephone or at the meeting."""
    for line in positions:
        channel = line.get("channel", USUAL)
        if channel == USUAL or channel not in Position.Channel.values:
            continue
        yield _("%(seat)s, %(position)s: %(channel)s.") % {
            "seat": line["seat"],
            "position": LABELS[line["value"]],
            "channel": Position.Channel(channel).label,
        }


def is_confirmed(record: Mapping[str, Any]) -> bool:
    """Whether the record's rules were confirmed against the Rules of Procedure."""
    return bool(record["rules"].get("confirmed", False))

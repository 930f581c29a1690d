"""The record of decision as a document: the same facts as the record's JSON, in words."""

import json
from typing import Any

from django.utils.translation import gettext as _

from accreditation.committee.models import Item
from accreditation.committee.record_lines import read_instant
from accreditation.committee.record_words import is_confirmed, remarks
from accreditation.committee.roll import RollLine, roll_call
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.tally import PositionLine, RecusalLine, Rules, SeatLine, tally
from accreditation.committee.words import OUTCOMES, arithmetic, rules_in_words
from reporting.pdf import Part
from reporting.printed.wording import common, days, moment


def facts(item: Item) -> dict[str, Any]:
    """Question, rules, seats with what they said, the arithmetic and the outcome."""
    record = json.loads(item.record)
    rules = Rules.from_json(record["rules"])
    seats = [SeatLine.from_json(line) for line in record["seats"]]
    counted = tally(
        rules,
        seats,
        [RecusalLine.from_json(line) for line in record["recusals"]],
        [PositionLine.from_json(line) for line in record["positions"]],
        opened_at=read_instant(record["opened_at"]),
        closes_at=read_instant(record["closes_at"]),
    )
    return common("record", item.reference) | {
        "item": item.reference,
        "question": item.title,
        "about": record["subject"],
        "occasion": occasion(item),
        "opened_at": moment(item.opened_at) if item.opened_at else "",
        "closes_at": moment(item.closes_at) if item.closes_at else "",
        "certified_at": moment(item.certified_at) if item.certified_at else "",
        "outcome": str(OUTCOMES[item.outcome].label),
        "meaning": str(OUTCOMES[item.outcome].meaning),
        "rules": rules_in_words(record["rules"]),
        "not_confirmed": "" if is_confirmed(record) else str(NOT_CONFIRMED),
        "remarks": remarks(record),
        "arithmetic": arithmetic(counted, rules),
        "roll": [
            {"region": str(region.name), "lines": [spoken(line) for line in region.lines]}
            for region in roll_call(seats, counted)
        ],
        "record_sha256": item.record_sha256,
        "record_ledger": record["ledger"],
    }


def occasion(item: Item) -> str:
    """At which meeting the item was decided, or that it was decided in writing."""
    meeting = item.meeting
    if meeting is None:
        return _("Between meetings, in writing")
    return f"{meeting.code}, {days(meeting.starts_on, meeting.ends_on)}"


def spoken(line: RollLine) -> dict[str, str]:
    """One seat of the roll call, in words."""
    return {
        "seat": line.seat,
        "member": line.member,
        "said": str(line.said or line.note),
        "capacity": str(line.capacity),
        "at": moment(line.at) if line.at else "",
        "reasons": line.reasons,
    }


def parts(found: dict[str, Any]) -> list[Part]:
    """One part."""
    return [Part("pdf/record.html", {})]

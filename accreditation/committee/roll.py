"""The seats of an item by region, with what each said once it may be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.positions import LABELS
from accreditation.committee.seats import Representative, Seat
from accreditation.committee.tally import SeatLine, Tally
from accreditation.committee.words import LEFT_OUT_WORDS
from partners.models import Country

Text = str | Promise
WITHOUT_REGION = _("Depositary and hosts")


@dataclass(frozen=True)
class RollLine:
    """One seat: who holds it, and what it said."""

    seat: str
    kind: Text
    member: str
    alternate: str
    note: Text
    said: Text
    capacity: Text
    at: datetime | None
    reasons: str


@dataclass(frozen=True)
class Region:
    """The seats of one region, in the order of the list."""

    name: Text
    lines: list[RollLine]
    is_regional: bool = True


def names_of(seats: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the States that hold these seats, in the page's language."""
    codes = {line[key] for line in seats for key in ("state", "alternate") if line[key]}
    return {c.iso3: str(c) for c in Country.objects.filter(iso3__in=codes)}


def seats_by_region(
    seats: Sequence[Mapping[str, Any]], notes: Mapping[str, Text] | None = None
) -> list[Region]:
    """The seats without what they said; `notes` are remarks by seat code."""
    names = names_of(seats)
    remarks = notes or {}
    lines = [_line(seat, names, note=remarks.get(seat["seat"], "")) for seat in seats]
    return _grouped(seats, lines)


def stepped_out(seats: Iterable[str]) -> dict[str, Text]:
    """The remark on seats whose State stepped out."""
    return dict.fromkeys(seats, LEFT_OUT_WORDS["recusal"])


def roll_call(seats: Sequence[SeatLine], tally: Tally) -> list[Region]:
    """What each seat held when the item closed, by region."""
    given = [seat.to_json() for seat in seats]
    names = names_of(given)
    lines = [_spoken(seat, names, tally=tally) for seat in given]
    return _grouped(given, lines)


def _spoken(seat: Mapping[str, Any], names: Mapping[str, str], *, tally: Tally) -> RollLine:
    """A seat with the position it held."""
    why = tally.left_out.get(seat["seat"], "")
    held = tally.held.get(seat["seat"])
    note = LEFT_OUT_WORDS[why] if why else ""
    if held is None:
        return _line(seat, names, note=note, said="" if why else _("said nothing"))
    return _line(
        seat,
        names,
        note=note,
        said=LABELS[held.value],
        capacity=Representative.Capacity(held.capacity).label,
        at=held.at,
        reasons=held.reasons,
    )


def _line(
    seat: Mapping[str, Any], names: Mapping[str, str], *, note: Text, **spoken: Any
) -> RollLine:
    """One line of the list of seats."""
    nothing: dict[str, Any] = {"said": "", "capacity": "", "at": None, "reasons": ""}
    return RollLine(
        seat=seat["seat"],
        kind=Seat.Kind(seat["kind"]).label,
        member=names.get(seat["state"], seat["state"]),
        alternate=names.get(seat["alternate"] or "", seat["alternate"] or ""),
        note=note,
        **{**nothing, **spoken},
    )


def _grouped(seats: Sequence[Mapping[str, Any]], lines: Sequence[RollLine]) -> list[Region]:
    """Lines by region, in the order in which regions first appear; seats without one last."""
    found: dict[str, list[RollLine]] = {}
    for seat, line in zip(seats, lines, strict=True):
        region = seat["region"] if seat["kind"] == Seat.Kind.REGIONAL else ""
        found.setdefault(region or "", []).append(line)
    rest = found.pop("", [])
    regions = [Region(_region(name), group) for name, group in found.items()]
    return [*regions, Region(WITHOUT_REGION, rest, is_regional=False)] if rest else regions


REGIONS = {
    "Africa": _("Africa"),
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "Oceania": _("Oceania"),
    "South and Central America and the Caribbean": _("South and Central America and the Caribbean"),
}


def _region(name: str) -> Text:
    """A region's name in the page's language, where the portal knows it."""
    return REGIONS.get(name, name)

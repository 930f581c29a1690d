"""The acts of this room: a list is loaded, names are screened, a hit is judged.

Each is an act of its own on the record, under the number of the list, the screening or the hit: an
application's own record says nothing of them, for it is read by others than the Secretariat.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.models import Application
from accreditation.ledger import record
from accreditation.screening.lists import ListEntry, SanctionsList
from accreditation.screening.matching import Likeness, exactly, form_of, likeness
from accreditation.screening.names import Name, lines_of, names_in
from accreditation.screening.reading_lists import ListRefused, ReadList
from accreditation.screening.screenings import Hit, HitVerdict, Screening
from accreditation.workflow import ACTS, NotReady, StepRefused, refusals_kept
from partners.permissions import is_secretariat

LOAD: Final = "screening.load"
RUN: Final = "screening.run"
JUDGE: Final = {
    HitVerdict.Value.FALSE_POSITIVE: "screening.set_aside",
    HitVerdict.Value.CONFIRMED: "screening.confirm",
}
ACTS[LOAD] = gettext_lazy("Load a sanctions list")
ACTS[RUN] = gettext_lazy("Screen names")
ACTS["screening.set_aside"] = gettext_lazy("Find a hit to be a false positive")
ACTS["screening.confirm"] = gettext_lazy("Confirm a hit")


def only_officers(obj: Any, user: Any) -> None:
    """Raise PermissionDenied for anybody but an officer."""
    if not is_secretariat(obj, user):
        raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_secretariat.label})


def refuse_older(read: ReadList, source: str) -> None:
    """Raise ListRefused for the file that is loaded already, and for an older one of its source."""
    newest = SanctionsList.objects.newest()
    if newest is None:
        return
    if newest.sha256 == read.sha256:
        raise ListRefused(_("This very file is the newest list already."))
    known = newest.source == source and newest.generated and read.generated
    if known and read.generated < newest.generated:  # the format's instants sort as text
        raise ListRefused(
            _("This list was made on %(made)s, before the newest one, of %(newest)s.")
            % {"made": read.generated, "newest": newest.generated}
        )


def load(sanctions_list: SanctionsList, read: ReadList, *, by: Any) -> SanctionsList:
    """Keep a list that was read, with its entries; the earlier ones stay.

    Raises PermissionDenied, or ListRefused where the newest list is this one or newer.
    """
    with refusals_kept(LOAD, str(sanctions_list.uuid), by):
        only_officers(sanctions_list, by)
        refuse_older(read, sanctions_list.source)
        sanctions_list.generated, sanctions_list.sha256 = read.generated, read.sha256
        sanctions_list.individuals = read.number_of("individual")
        sanctions_list.entities = read.number_of("entity")
        sanctions_list.loaded_by = by
        sanctions_list.save()
        ListEntry.objects.bulk_create(
            ListEntry(
                sanctions_list=sanctions_list,
                dataid=entry.dataid,
                kind=entry.kind,
                reference_number=entry.reference_number,
                main_name=entry.names[0][0],
                names=[{"name": name, "quality": quality} for name, quality in entry.names],
                search="\n".join(form_of(name) for name, _quality in entry.names),
                comments=entry.comments[:500],
                sha256=entry.sha256,
            )
            for entry in read.entries
        )
        data = {
            "sha256": read.sha256,
            "individuals": sanctions_list.individuals,
            "entities": sanctions_list.entities,
        }
        record(LOAD, str(sanctions_list.uuid), by=by, data=data)
        return sanctions_list


def screen(application: Application, *, by: Any) -> Screening:
    """Compare the names of an application with the newest list, and keep what was found.

    Raises PermissionDenied, or NotReady where no list was ever loaded.
    """
    with refusals_kept(RUN, application.reference, by):
        only_officers(application, by)
        fresh = Application.objects.select_for_update().get(pk=application.pk)
        newest = SanctionsList.objects.newest()
        if newest is None:
            raise NotReady([_("No list is loaded, so nothing can be screened.")])
        names = names_in(fresh)
        screening = Screening.objects.create(
            application=fresh, sanctions_list=newest, names=lines_of(names), run_by=by
        )
        hits = [_kept(fresh, *found) for found in likenesses(names, newest)]
        screening.hits.set(hits)
        data = {
            "list": str(newest.uuid),
            "list_sha256": newest.sha256,
            "result_sha256": screening.commitment(hits),
        }
        record(RUN, str(screening.uuid), by=by, data=data)
        return screening


Found = tuple[Name, ListEntry, str, Likeness]


def likenesses(names: list[Name], sanctions_list: SanctionsList) -> Iterator[Found]:
    """Each name with each entry it is like, by the alias it is most like."""
    entries = list(sanctions_list.entries.all())
    for name in names:
        own = form_of(name.text)
        for entry in entries if own else ():
            scored = [
                (exactly(own, form) if name.exact else likeness(own, form, kind=entry.kind), number)
                for number, form in enumerate(entry.forms)
            ]
            best, number = max(scored, key=lambda each: each[0].score)
            if best.is_hit:
                yield name, entry, entry.names[number]["name"], best


def _kept(application: Application, name: Name, entry: ListEntry, alias: str, why: Likeness) -> Hit:
    """The hit of this name and entry, with all that was said of it before, if it is known."""
    hit, _is_new = Hit.objects.get_or_create(
        organisation=application.organisation,
        name=name.text,
        entry_sha256=entry.sha256,
        defaults={
            "entry": entry,
            "alias": alias,
            "score": why.score,
            "pairs": [[pair.own, pair.listed, pair.score] for pair in why.pairs],
        },
    )
    return hit


def judge(hit: Hit, value: str, *, reason: str, seen: int, by: Any) -> HitVerdict:
    """Say of a hit what it is; `seen` is the number of the verdict the page showed, 0 for none.

    Raises PermissionDenied, NotReady without a reason, StepRefused where another officer said
    something in between.
    """
    act = JUDGE[HitVerdict.Value(value)]
    with refusals_kept(act, str(hit.uuid), by):
        only_officers(hit, by)
        concerned = Screening.objects.filter(hits=hit).values("application")
        # Held first, so that nothing is put to the Committee while a hit of it is judged.
        list(Application.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
        held = Hit.objects.select_for_update().get(pk=hit.pk)
        last = held.verdicts.order_by("number").last()
        number = last.number if last else 0
        if number != seen:
            raise StepRefused(
                _("Another officer judged this hit in between: %(verdict)s.")
                % {"verdict": last.get_value_display() if last else "-"}
            )
        if not reason.strip():
            raise NotReady([_("Give the reason for this verdict.")])
        verdict = held.verdicts.create(number=number + 1, value=value, reason=reason.strip(), by=by)
        said = held.commitment(value, verdict.number, verdict.reason)
        # The hash of the entry alone would name it: the list is public.
        record(act, str(held.uuid), by=by, data={"number": verdict.number, "said_sha256": said})
        return verdict

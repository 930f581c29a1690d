"""What shows in no list of the Secretariat before an item is counted, however it is looked for."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accreditation.committee.items import Item
from accreditation.committee.transcriptions import Transcription

# Acts of rooms above that tell who spoke on these items: they register the condition.
TELLING: "list[Callable[[QuerySet[Item]], Q]]" = []


def hidden_items() -> "QuerySet[Item]":
    """Items whose running count is hidden now, as `Item.hides_running_count` says of one."""
    return Item.objects.filter(outcome="").exclude(rules__contains={"running_count": "shown"})


def silent_items() -> "QuerySet[Item]":
    """Hidden items under silence: that a seat spoke at all would tell how it spoke."""
    return hidden_items().filter(rules__procedure="no_objection")


def tells_who_spoke() -> Q:
    """Acts in the ledger from which one could read that a seat spoke on such an item."""
    silent = silent_items()
    written_down = Transcription.objects.filter(item__in=silent)
    told = Q(act="item.position", object__in=silent.values("reference")) | Q(
        act__startswith="transcription.", object__in=written_down.values("reference")
    )
    for telling in TELLING:
        told |= telling(silent)
    return told


def tells_of_a_position() -> Q:
    """Acts in the ledger on positions that are hidden now."""
    return Q(act="item.position", object__in=hidden_items().values("reference"))


def tried_to_speak() -> Q:
    """Refused acts from which one could read that a seat wanted to speak on such an item."""
    tried = Q(pk__in=[])
    for reference in silent_items().values_list("reference", flat=True):
        spoke = Q(act="item.position") | Q(act__startswith="transcription.")
        tried |= spoke & Q(object__contains=reference)
    return tried

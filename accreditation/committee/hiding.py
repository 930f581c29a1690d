"""What shows in no list of the Secretariat before an item is counted, however it is looked for."""

from django.db.models import Q, QuerySet

from accreditation.committee.items import Item
from accreditation.committee.transcriptions import Transcription


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
    return Q(act="item.position", object__in=silent.values("reference")) | Q(
        act__startswith="transcription.", object__in=written_down.values("reference")
    )


def tells_of_a_position() -> Q:
    """Acts in the ledger on positions that are hidden now."""
    return Q(act="item.position", object__in=hidden_items().values("reference"))


def tried_to_speak() -> Q:
    """Refused acts from which one could read that a seat wanted to speak on such an item."""
    tried = Q(pk__in=[])
    for reference in silent_items().values_list("reference", flat=True):
        tried |= Q(act__in=["item.position", "transcription.enter"], object__contains=reference)
    return tried

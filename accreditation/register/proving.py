"""Proof that a condition is met: sent by the partner, looked at by the Secretariat.

The Secretariat finds a condition met or says what is lacking; the Committee's day stays.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.kept_files import fields_of, stored
from accreditation.machine import Guard
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.register.accreditations import Accreditation
    from accreditation.register.conditions import AccreditationCondition
    from accreditation.register.proofs import ConditionProof

MOST_FILES: Final = 5
WITHDRAW_PROOF: Final = "accreditation.withdraw_infected"


@Guard
def proof_is_awaited(accreditation: "Accreditation") -> Iterator[str | Promise]:
    """A condition is still to be met, and no proof of it waits for the Secretariat."""
    conditions = accreditation.conditions.unmet()
    if not conditions.exists():
        yield gettext_lazy("No condition is waiting to be met.")
    elif not conditions.without_proof().exists():
        yield gettext_lazy("The Secretariat is looking at the proof that was sent.")


@Guard
def a_proof_waits(accreditation: "Accreditation") -> Iterator[str | Promise]:
    """The partner sent a proof that the Secretariat has not looked at."""
    if not accreditation.conditions.with_proof().exists():
        yield gettext_lazy("No proof waits for the Secretariat.")


def keep_proof(accreditation: "Accreditation", act: Act) -> None:
    """Keep what was sent, words and files. Raises NotReady where it cannot be."""
    number, text, files = act.given["number"], act.given["text"].strip(), act.given.get("files", ())
    condition = accreditation.conditions.unmet().without_proof().filter(number=number).first()
    if condition is None:
        raise NotReady([_("Condition %(number)s is not waiting for a proof.") % {"number": number}])
    if not text:
        raise NotReady([_("Say in words how the condition is met.")])
    if len(files) > MOST_FILES:
        raise NotReady([_("At most %(number)s files are taken.") % {"number": MOST_FILES}])
    proof = condition.proofs.create(
        number=condition.proofs.count() + 1,
        text=text,
        sent_at=accreditation.stamp,
        sent_by=act.by,
    )
    _store(proof, files, act)
    hashes = [sound.sha256 for sound in files]
    act.enter(condition=number, proof=proof.number, files=hashes)


def _store(proof: "ConditionProof", files: Any, act: Act) -> None:
    """Keep the files under generated names; where the act fails, none is left behind."""
    for sound in files:
        name = act.hold(stored(sound))
        proof.files.create(**fields_of(sound, name))


def keep_return(accreditation: "Accreditation", act: Act) -> None:
    """Keep why a proof does not show that the condition is met. Raises NotReady without one."""
    number, reason = act.given["number"], act.given["reason"].strip()
    condition = accreditation.conditions.with_proof().filter(number=number).first()
    if condition is None:
        raise NotReady([_("No proof of condition %(number)s waits.") % {"number": number}])
    if not reason:
        raise NotReady([_("Say what the proof lacks: the partner reads it word for word.")])
    proof = condition.proofs.waiting().get()
    proof.returned_at = accreditation.stamp
    proof.returned_by = act.by
    proof.reason = reason
    proof.save(update_fields=["returned_at", "returned_by", "reason"])
    act.enter(condition=number, proof=proof.number)


def number_of_proof(condition: "AccreditationCondition") -> dict[str, int]:
    """By which proof a condition is found to be met, for the ledger; nothing without one."""
    proof = condition.proofs.waiting().first()
    return {"proof": proof.number} if proof else {}

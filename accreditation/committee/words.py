"""Rules, arithmetic and outcomes in words, for pages and documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.seats import Seat
from accreditation.committee.tally import LEFT_OUT, Rules, Tally, explain

Text = str | Promise


@dataclass(frozen=True)
class Outcome:
    """What the count came to, in a word and in a sentence."""

    label: Text
    meaning: Text
    tone: str


OUTCOMES = {
    "adopted": Outcome(
        gettext_lazy("Adopted"), gettext_lazy("The question is answered with yes."), "good"
    ),
    "not_adopted": Outcome(
        gettext_lazy("Not adopted"), gettext_lazy("The question is answered with no."), "bad"
    ),
    "no_quorum": Outcome(
        gettext_lazy("No quorum"),
        gettext_lazy(
            "Too few seats took part: nothing is decided, and the question may be put again."
        ),
        "waiting",
    ),
    "objected": Outcome(
        gettext_lazy("Objected"),
        gettext_lazy("An objection stands: nothing is decided by silence."),
        "waiting",
    ),
}

PROCEDURES = {
    "vote": gettext_lazy("Vote by roll call: every seat says yes or no, or abstains, openly."),
    "no_objection": gettext_lazy("No objection: silence is consent."),
    "consensus": gettext_lazy("Consensus: adopted unless a seat objects or says no."),
}
MAJORITIES = {
    "simple": gettext_lazy(
        "Simple majority: adopted when more seats say yes than no. Abstentions make the quorum,"
        " not the majority."
    ),
    "two_thirds": gettext_lazy(
        "Two thirds: adopted when at least two thirds of the seats that say yes or no say yes."
        " Abstentions make the quorum, not the majority."
    ),
}
TIES = {
    "not_carried": gettext_lazy("On a tie the question is not adopted."),
    "depositary": gettext_lazy(
        "The seat of the depositary is set aside: it is not counted, and breaks a tie when it"
        " says yes."
    ),
}
EFFECTS = {
    "refer": gettext_lazy("A blocked decision is referred to a meeting."),
    "vote": gettext_lazy("A blocked decision goes to a vote."),
}
LEFT_OUT_WORDS = {
    "set_aside": gettext_lazy("set aside to break a tie"),
    "kind": gettext_lazy("not entitled under these rules"),
    "recusal": gettext_lazy("stepped out"),
    "same_state": gettext_lazy("its State counts on another seat"),
}
TIE_WORDS = {
    "tie_not_carried": gettext_lazy("A tie of %(yes)s to %(no)s: by the rules, not adopted."),
    "tie_yes": gettext_lazy("A tie of %(yes)s to %(no)s: the depositary said yes, adopted."),
    "tie_no_seat": gettext_lazy(
        "A tie of %(yes)s to %(no)s, and no seat to break it: not adopted."
    ),
    "tie_recusal": gettext_lazy(
        "A tie of %(yes)s to %(no)s; the depositary stepped out: not adopted."
    ),
    "tie_entitled_elsewhere": gettext_lazy(
        "A tie of %(yes)s to %(no)s; the State of the depositary counts on another seat:"
        " not adopted."
    ),
    "tie_no_yes": gettext_lazy(
        "A tie of %(yes)s to %(no)s; the depositary did not say yes: not adopted."
    ),
}


def rules_in_words(given: Mapping[str, Any]) -> list[str]:
    """The rules of an item, or of a process, one sentence a line."""
    rules = Rules.from_json({"objection_effect": "refer", **given})
    kinds = [str(Seat.Kind(kind).label) for kind in rules.voting_kinds]
    lines: list[Text] = [
        PROCEDURES[rules.procedure],
        _("Entitled seats: %(kinds)s. A State counts once.") % {"kinds": "; ".join(kinds)},
    ]
    if rules.procedure == "no_objection":
        lines.append(
            _("Objections with reasons that block the decision: %(number)s.")
            % {"number": rules.objections_to_block}
        )
        lines.append(EFFECTS[rules.objection_effect])
        return [str(line) for line in lines]
    lines.append(
        _("Quorum: at least %(seats)s seats taking part, from at least %(regions)s regions.")
        % {"seats": rules.quorum_seats, "regions": rules.quorum_regions}
    )
    if rules.procedure == "vote":
        lines.append(MAJORITIES[rules.majority])
        if rules.majority == "simple":
            lines.append(TIES[rules.tie])
    return [str(line) for line in lines]


def arithmetic(tally: Tally, rules: Rules) -> list[str]:
    """How the outcome follows from the positions, one step of the count a line."""
    return [_step(key, numbers) for key, numbers in explain(tally, rules)]


def _step(key: str, numbers: dict[str, int]) -> str:
    """One step of the count in words."""
    if key in TIE_WORDS:
        return str(TIE_WORDS[key]) % numbers
    return STEPS[key](numbers)


def _entitled(n: dict[str, int]) -> str:
    """How many seats are entitled, and why the others are not."""
    text = _("Entitled seats: %(have)s of %(of)s.") % n
    left = [
        _("%(label)s: %(value)s") % {"label": LEFT_OUT_WORDS[why], "value": n[why]}
        for why in LEFT_OUT
        if n[why]
    ]
    if not left:
        return text
    aside = _("Not counted: %(seats)s.") % {"seats": "; ".join(left)}
    return f"{text} {aside}"


def _quorum_seats(n: dict[str, int]) -> str:
    """Whether enough seats take part."""
    if n["have"] >= n["need"]:
        return _("Quorum in seats: %(have)s take part, %(need)s are needed: reached.") % n
    return _("Quorum in seats: %(have)s take part, %(need)s are needed: not reached.") % n


def _quorum_regions(n: dict[str, int]) -> str:
    """Whether enough regions take part."""
    if n["have"] >= n["need"]:
        return _("Quorum in regions: %(have)s take part, %(need)s are needed: reached.") % n
    return _("Quorum in regions: %(have)s take part, %(need)s are needed: not reached.") % n


def _simple(n: dict[str, int]) -> str:
    """Whether more say yes than no."""
    if n["yes"] > n["no"]:
        return _("Yes %(yes)s, no %(no)s, abstentions %(abstain)s: more yes than no.") % n
    return _("Yes %(yes)s, no %(no)s, abstentions %(abstain)s: not more yes than no.") % n


def _two_thirds(n: dict[str, int]) -> str:
    """Whether two thirds say yes, without fractions."""
    if n["have"] >= n["need"]:
        return (
            _(
                "Yes %(yes)s, no %(no)s, abstentions %(abstain)s. Two thirds: 3 times yes ="
                " %(have)s,"
                " which is at least 2 times (yes + no) = %(need)s."
            )
            % n
        )
    return (
        _(
            "Yes %(yes)s, no %(no)s, abstentions %(abstain)s. Two thirds: 3 times yes ="
            " %(have)s,"
            " which is less than the %(need)s needed."
        )
        % n
    )


def _against(n: dict[str, int]) -> str:
    """Whether anybody stands against a consensus."""
    return _("Objections %(objections)s, no %(no)s: a consensus has none of either.") % n


def _objections(n: dict[str, int]) -> str:
    """Whether enough object, with reasons."""
    return _("Objections with reasons: %(have)s. A decision is blocked by: %(need)s.") % n


STEPS = {
    "entitled": _entitled,
    "quorum_seats": _quorum_seats,
    "quorum_regions": _quorum_regions,
    "simple": _simple,
    "two_thirds": _two_thirds,
    "against": _against,
    "objections": _objections,
}

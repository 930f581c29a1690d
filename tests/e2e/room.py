"""The Committee's room: the members decide the docket, before its last day and after it."""

import time
from typing import Final

from tests.e2e import keyboard
from tests.e2e.browser import House
from tests.e2e.deciding import GATE_FORM, POSITION_FORM, address_of, declare, state_position
from tests.e2e.docket import (
    BLOC,
    CONFLICT,
    EIGHT,
    LETTER,
    LIFTED,
    OBJECTED,
    SILENT,
    TIE,
    VOTES,
    Docket,
    asked,
)
from tests.e2e.drafting import SECRETARIAT
from tests.e2e.filling import small_pdf
from tests.e2e.hands import hand
from tests.e2e.looking import (
    LANGUAGES,
    look_afterwards,
    look_at_the_desk,
    look_at_the_meeting,
    look_before,
)

SECOND_OFFICER: Final = "officer@demo.test"
CHAIR: Final = "chair@demo.test"
REASONS: Final = "The bay has not been counted at new moon."
CONFIRM: Final = "main button[name=confirm]"
SWEPT_WITHIN: Final = 90  # seconds; beat wakes the sweep up twice a minute
STILL_OPEN: Final = """
    SELECT count(*) FROM accreditation_item WHERE state = 'open' AND meeting_id IS NULL"""


# --- Before the last day -------------------------------------------------------------------------
def answer_en_bloc(house: House, docket: Docket) -> None:
    """AFR-1 declares and answers all four together with the keyboard alone."""
    first, *others = (docket.items[key] for key in BLOC)
    with hand(house, address_of("AFR-1")) as own:
        own.declare(*others)
    with house.as_(address_of("AFR-1"), javascript=False) as member:
        member.go("/committee/").look("room-list").go(first).look("gate")
        keyboard.choose(member, "has_conflict", "no")
        keyboard.enter(member, GATE_FORM)
        member.go(docket.bloc).look("bloc")
        keyboard.choose(member, "value", "yes")
        keyboard.enter(member, "main form[action$='/position/'] button[type=submit]")
        member.look("bloc-check")
        keyboard.enter(member, CONFIRM)
        receipts = member.page.locator("main a[href*='/receipt/']")
        assert receipts.count() == len(BLOC), member.dump()
        member.look("bloc-receipts").follow("main a[href*='/receipt/']").look("receipt")


def lift_out(house: House, docket: Docket) -> None:
    """ASI-2 has one of the four decided by itself."""
    with hand(house, address_of("ASI-2")) as own:
        own.declare(docket.items[LIFTED])
    with house.as_(address_of("ASI-2"), javascript=False) as member:
        member.go(docket.bloc)
        member.follow(f"main form[action*='{docket.reference(LIFTED)}/lift_out'] button")
        member.expect("ASI-2").look("bloc-lifted-out")


def answer_the_rest(house: House, docket: Docket) -> None:
    """Seven more seats answer the three that are left together, as the pages would send it."""
    three = [docket.items[key] for key in BLOC if key != LIFTED]
    for seat in EIGHT.split()[1:]:
        with hand(house, address_of(seat)) as own:
            own.declare(*three)
            own.state_en_bloc(docket.bloc, three, "yes")


def vote(house: House, docket: Docket) -> None:
    """The seats say yes or no on the items that are decided by themselves."""
    said: dict[str, list[tuple[str, str]]] = {}
    for key, (yes, no) in VOTES.items():
        for value, seats in (("yes", yes), ("no", no)):
            for seat in seats.split() if key in docket.items else []:
                said.setdefault(seat, []).append((key, value))
    for seat, positions in said.items():
        with hand(house, address_of(seat)) as own:
            for key, value in positions:
                own.declare(*([docket.items[key]] if key != "proposal" else []))
                own.state(docket.items[key], value, REASONS if value == "no" else "")


def declare_a_conflict(house: House, docket: Docket) -> None:
    """EUR-1 is asked because of its State, declares a conflict, and nobody acts instead."""
    item = docket.items[CONFLICT]
    with house.as_("member@demo.test", javascript=False) as member:
        member.go(item).expect("based in the State").expect_not("Porto Pisolino")
        member.tick("has_conflict", "yes").choose(acts_instead="nobody").look("gate-conflict")
        member.follow(GATE_FORM).expect("cannot be taken back").look("gate-check")
        member.follow(CONFIRM).expect("conflict of interest").expect_not("Porto Pisolino")
        member.look("item-out")
        assert not member.page.locator(POSITION_FORM).count(), member.dump()


def object_to(house: House, docket: Docket) -> None:
    """SCC-2 objects where silence is consent; OCE-1 has no objection."""
    with house.as_(address_of("SCC-2"), javascript=False) as member:
        state_position(member, docket.items[OBJECTED], "object", REASONS)
        member.look("receipt-of-an-objection")
    with hand(house, address_of("OCE-1")) as own:
        for key in (OBJECTED, SILENT):
            own.declare(docket.items[key])
            own.state(docket.items[key], "no_objection")


def break_the_tie(house: House, docket: Docket) -> None:
    """The depositary's seat says yes, which is heard on a tie alone."""
    with house.as_(address_of("DEP"), javascript=False) as member:
        declare(member, docket.items[TIE])
        member.expect("break a tie").look("item-of-the-depositary")
        state_position(member, docket.items[TIE], "yes")


def open_the_last(house: House, docket: Docket) -> None:
    """The Secretariat looks at what silence would mean before it opens the item."""
    item = docket.items[LETTER]
    with house.as_(SECRETARIAT, javascript=False) as officer:
        officer.go(f"{item}simulation/").expect("Quorum").look("simulation")
        for seat in EIGHT.split()[:7]:
            officer.choose(**{f"seat-{seat}": "yes"})
        officer.follow("main form button[type=submit]").expect("Adopted").look("simulated")
        officer.go(item).press("Open for decision").expect("Open for decision")


def take_a_letter(house: House, docket: Docket) -> None:
    """One officer writes down what AFR-3 says by letter; another confirms it against the scan."""
    with house.as_(SECRETARIAT, javascript=False) as officer:
        officer.go(f"{docket.items[LETTER]}transcribe/").choose(seat="AFR-3")
        officer.tick("capacity", "member").tick("channel", "letter").tick("value", "yes")
        officer.fill(said_by="Fictional Ministry of Wetlands").attach("letter.pdf", small_pdf())
        officer.look("transcribe").follow("main form[enctype] button[type=submit]")
        docket.transcription = officer.path
        officer.look("transcription-as-first-officer")
        assert not officer.offers("Confirm against the scan"), officer.dump()
    with house.as_(SECOND_OFFICER, javascript=False) as second:
        second.go(docket.transcription).expect("AFR-3").look("transcription")
        second.press("Confirm against the scan", "body").expect("Confirmed")


# --- After it ------------------------------------------------------------------------------------
def wait_for_the_sweep(house: House) -> None:
    """The sweep closes what was due: nobody presses anything."""
    deadline = time.monotonic() + SWEPT_WITHIN
    while asked(house.portal, STILL_OPEN) != [(0,)]:
        assert time.monotonic() < deadline, house.portal.log[-3000:]
        time.sleep(0.5)


def certify_all(house: House, docket: Docket) -> None:
    """The Chair certifies the tie on its page, and the others."""
    with house.as_(CHAIR, javascript=False) as chair:
        chair.go(docket.items[TIE]).expect("depositary").look("tie-closed")
        chair.press("Certify").expect("Certified")
    with hand(house, CHAIR) as own:
        for key, item in docket.items.items():
            if key != TIE:
                own.step(item, "certify")


def publish_all(house: House, docket: Docket) -> None:
    """The Secretariat publishes the tie's record on its page, and the others."""
    with house.as_(SECRETARIAT, javascript=False) as officer:
        officer.go(docket.items[TIE]).press("Publish the record").expect("Published")
    with hand(house, SECRETARIAT) as own:
        for key, item in docket.items.items():
            if key != TIE:
                own.step(item, "publish")


def fetch_records(house: House, docket: Docket) -> None:
    """Every record as a stranger gets it."""
    stranger = house.stranger(javascript=False)
    followed = {"followed": docket.followed}
    for key, item in (docket.items | followed).items():
        reference = item.removeprefix("/committee/").rstrip("/")
        docket.records[key] = stranger.fetch(f"/records/{reference}.json")
    stranger.close()
    house.inside.remove(stranger)


def follow_up(house: House, docket: Docket) -> None:
    """What was objected to is decided by consensus at a meeting, which the Secretariat records."""
    docket.followed = f"{docket.items[OBJECTED]}Rev.1/"
    with house.as_(SECRETARIAT, javascript=False) as officer:
        officer.go(docket.followed).press("Schedule").tick("procedure", "consensus")
        officer.field("meeting").select_option(index=1)
        officer.look("schedule-a-follow-up").press("Schedule")
        officer.press("Open for decision").go(f"{docket.followed}meeting/").look("meeting")
    look_at_the_meeting(house, docket)
    with house.as_(SECRETARIAT, javascript=False) as officer:
        officer.go(f"{docket.followed}meeting/")
        officer.choose(**{"value-AFR-1": "yes", "value-SCC-2": "abstain"})
        officer.follow("main button[name=all_present]").look("meeting-check")
        officer.follow(CONFIRM).expect("recorded for the Chair").look("meeting-recorded")
        officer.go(docket.followed).press("Close and count").look("consensus-closed")
    with hand(house, CHAIR) as own:
        own.step(docket.followed, "certify")
    with hand(house, SECRETARIAT) as own:
        own.step(docket.followed, "publish")


# --- The whole way -------------------------------------------------------------------------------
def before(house: House, docket: Docket) -> None:
    """What happens until the last day."""
    docket.barriers |= {language: [] for language in LANGUAGES}
    look_before(house, docket)
    answer_en_bloc(house, docket)
    lift_out(house, docket)
    answer_the_rest(house, docket)
    declare_a_conflict(house, docket)
    object_to(house, docket)
    break_the_tie(house, docket)
    open_the_last(house, docket)
    take_a_letter(house, docket)
    look_at_the_desk(house, docket)
    vote(house, docket)


def afterwards(house: House, docket: Docket) -> None:
    """What happens once it has passed."""
    wait_for_the_sweep(house)
    certify_all(house, docket)
    publish_all(house, docket)
    follow_up(house, docket)
    fetch_records(house, docket)
    look_afterwards(house, docket)

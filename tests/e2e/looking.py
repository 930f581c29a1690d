"""Looking at the room's pages as those see them who use them, in three languages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from tests.e2e.browser import NARROW, WIDE, House, Visitor
from tests.e2e.deciding import POSITION_FORM, address_of
from tests.e2e.docket import BLOC, LETTER, OBJECTED, TIE, Docket
from tests.e2e.drafting import SECRETARIAT
from tests.e2e.hands import hand

LANGUAGES: Final = ("en", "fr", "es")


@contextmanager
def eyes(house: House, email: str, docket: Docket) -> "Iterator[Callable[..., None]]":
    """Somebody who looks at pages in three languages; what stands in the way is kept."""
    visitor = house.person(email, bypass_csp=True) if email else house.stranger(bypass_csp=True)

    def look_at(show: Callable[[Visitor], object]) -> None:
        for language in LANGUAGES:
            visitor.context.add_cookies(
                [{"name": "django_language", "value": language, "url": house.portal.url}]
            )
            show(visitor)
            docket.barriers[language] += found_on(visitor, language)

    yield look_at
    visitor.close()
    house.inside.remove(visitor)


def found_on(visitor: Visitor, language: str) -> list[str]:
    """What is wrong with a page: barriers, its width on a small screen, its language."""
    found = visitor.barriers()
    visitor.page.set_viewport_size(NARROW)
    if wider := visitor.overflow():
        found.append(f"{visitor.path}: {wider} pixels wider than {NARROW['width']}")
    visitor.page.set_viewport_size(WIDE)
    if visitor.page.locator("html").get_attribute("lang") != language:
        found.append(f"{visitor.path}: is not in {language}")
    return found


def look_before(house: House, docket: Docket) -> None:
    """The pages of a member before the last day: SCC-2, who says nothing on the bloc."""
    item, bloc = docket.items["PPS"], docket.bloc

    def check(form: str) -> Callable[[Visitor], object]:
        return lambda visitor: visitor.tick("value", "yes").follow(form)

    bloc_form = "main form[action$='/position/'] button[type=submit]"
    with eyes(house, address_of("SCC-2"), docket) as look_at:
        look_at(lambda visitor: visitor.go("/committee/"))
        look_at(lambda visitor: visitor.go(item))
        look_at(lambda visitor: visitor.go(f"{item}declare/"))
        with hand(house, address_of("SCC-2")) as own:
            own.declare(*(docket.items[key] for key in BLOC))
        look_at(lambda visitor: visitor.go(item))
        look_at(lambda visitor: check(POSITION_FORM)(visitor.go(item)))
        look_at(lambda visitor: visitor.go(bloc))
        look_at(lambda visitor: check(bloc_form)(visitor.go(bloc)))


def look_at_the_desk(house: House, docket: Docket) -> None:
    """The pages of the Secretariat before the last day."""
    item = docket.items[LETTER]
    with eyes(house, SECRETARIAT, docket) as look_at:
        for path in ("/committee/", item, f"{item}simulation/", f"{item}transcribe/"):
            look_at(lambda visitor, path=path: visitor.go(path))
        look_at(lambda visitor: visitor.go(docket.transcription))


def look_at_the_meeting(house: House, docket: Docket) -> None:
    """The page on which a meeting is recorded, filled in and not yet confirmed as well."""
    path = f"{docket.followed}meeting/"
    with eyes(house, SECRETARIAT, docket) as look_at:
        look_at(lambda visitor: visitor.go(path))
        look_at(lambda visitor: visitor.go(path).follow("main button[name=all_present]"))


def look_afterwards(house: House, docket: Docket) -> None:
    """A result before a member, and a record before a stranger."""
    with eyes(house, address_of("SCC-2"), docket) as look_at:
        for path in ("/committee/", docket.items[TIE], docket.items[OBJECTED], docket.bloc):
            look_at(lambda visitor, path=path: visitor.go(path))
    with eyes(house, "", docket) as look_at:
        for path in ("/records/", f"/records/{docket.reference(TIE)}/", docket.followed):
            look_at(lambda visitor, path=path: visitor.go(path))

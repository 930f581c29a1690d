"""Without a mouse: what is reached with the tabulator key and pressed with others."""

from typing import Final

from tests.e2e.browser import Visitor

MOST_STOPS: Final = 150
IS_REACHED: Final = "selector => document.activeElement.matches(selector)"
VALUE: Final = "document.activeElement.value"


def reach(visitor: Visitor, selector: str) -> None:
    """Go on with the tabulator key until the focus is on what a selector describes."""
    for _stop in range(MOST_STOPS):
        if visitor.page.evaluate(IS_REACHED, selector):
            return
        visitor.page.keyboard.press("Tab")
    message = f"The tabulator key never reaches {selector!r}.\n{visitor.dump()}"
    raise AssertionError(message)


def choose(visitor: Visitor, name: str, value: str) -> None:
    """Choose one of several with the arrow keys."""
    reach(visitor, f"main [name='{name}']")
    visitor.page.keyboard.press("Space")
    for _stop in range(MOST_STOPS):
        if visitor.page.evaluate(VALUE) == value:
            return
        visitor.page.keyboard.press("ArrowDown")
    message = f"The arrow keys never reach {value!r}.\n{visitor.dump()}"
    raise AssertionError(message)


def enter(visitor: Visitor, selector: str) -> None:
    """Reach a button or link and press it, which leads to a page."""
    reach(visitor, selector)
    with visitor.telling(f"pressing Enter on {selector!r}"):
        with visitor.page.expect_navigation() as navigation:
            visitor.page.keyboard.press("Enter")
        visitor.answer = navigation.value

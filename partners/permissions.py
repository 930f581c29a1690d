"""Who may: predicates on (object, person) that read as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.organisations import Membership


@dataclass(frozen=True)
class Predicate:
    """A question about an object and a person, with the words for who that is."""

    test: Callable[[Any, Any], bool]
    label: str | Promise
    name: str
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, obj: Any, user: Any) -> bool:
        """Whether this person may; `None` is the portal itself."""
        return self.test(obj, user)

    def __or__(self, other: "Predicate") -> "Predicate":
        """Either of two."""
        return Predicate(
            test=lambda obj, user: self(obj, user) or other(obj, user),
            label=self.label,
            name=f"{self.name} or {other.name}",
        )


def predicate(label: str | Promise) -> Callable[[Callable[[Any, Any], bool]], Predicate]:
    """Turn a function on (object, person) into a predicate with a label."""

    def decorate(test: Callable[[Any, Any], bool]) -> Predicate:
        return Predicate(test=test, label=label, name=test.__name__)

    return decorate


def is_person(user: Any) -> bool:
    """Whether somebody is signed in and active."""
    return user is not None and user.is_authenticated and user.is_active


@predicate(_("the portal"))
def the_system(obj: Any, user: Any) -> bool:
    """The portal itself: at a deadline, or carrying out a decision."""
    return user is None


@predicate(_("the Secretariat"))
def is_secretariat(obj: Any, user: Any) -> bool:
    """A Secretariat officer."""
    return is_person(user) and user.is_officer


@predicate(_("the organisation's contact point"))
def is_contact_point(obj: Any, user: Any) -> bool:
    """The contact point of the object's organisation, or its alternate."""
    return is_person(user) and user.roles.get(obj.organisation_id) in Membership.SPEAKING


@predicate(_("the organisation's editors"))
def is_editor(obj: Any, user: Any) -> bool:
    """A person who writes for the object's organisation."""
    return is_person(user) and user.roles.get(obj.organisation_id) in Membership.WRITING


@predicate(_("the organisation"))
def is_member(obj: Any, user: Any) -> bool:
    """A person with any place in the object's organisation."""
    return is_person(user) and obj.organisation_id in user.roles

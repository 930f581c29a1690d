"""Terms, meetings, seats and the people who act for them; the Committee's own rules."""

from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow, portal_today
from partners.models import Country, User
from partners.permissions import is_person


class TermQuerySet(models.QuerySet["Term"]):
    """Terms of the Committee."""

    def current(self) -> "Term | None":
        """The term that runs today; the latest begun where none does."""
        return self.filter(starts_on__lte=portal_today()).order_by("-starts_on").first()


class Term(models.Model):
    """An intersessional period, COP to COP: the Committee's membership is by term."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["starts_on"]

    def __str__(self) -> str:
        """Code, such as COP13-COP14."""
        return self.code

    @cached_property
    def has_items(self) -> bool:
        """Whether the Committee has been asked anything in it, as far as was known when read."""
        return self.items.exists()


class Meeting(models.Model):
    """A meeting of a body of the Convention."""

    class Kind(models.TextChoices):
        """Which body meets."""

        COP = "COP", _("Conference of the Parties")
        STC = "StC", _("Standing Committee")

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("country")
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering: ClassVar = ["starts_on"]

    def __str__(self) -> str:
        """Code, such as StC53."""
        return self.code


class Seat(models.Model):
    """A place on the Committee for one term, held by a Party."""

    class Kind(models.TextChoices):
        """Why the place exists."""

        REGIONAL = "regional", _("Regional member")
        DEPOSITARY = "depositary", _("Depositary")
        HOST_PREVIOUS = "host_previous", _("Host of the previous COP")
        HOST_NEXT = "host_next", _("Host of the next COP")

    class Office(models.TextChoices):
        """What office the seat holds."""

        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice_chair", _("Vice-Chair")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="seats")
    code = models.CharField(_("seat"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    region = models.CharField(_("region"), max_length=80, blank=True)
    party = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="seats", verbose_name=_("member")
    )
    alternate_party = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alternate_seats",
        verbose_name=_("alternate member"),
    )
    office = models.CharField(_("office"), max_length=20, choices=Office.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("order in the list"), default=0)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "code"], name="one_seat_per_code"),
            models.CheckConstraint(
                condition=~models.Q(kind="regional") | ~models.Q(region=""),
                name="regional_seats_have_a_region",
            ),
            models.UniqueConstraint(
                fields=["term", "office"],
                condition=~models.Q(office=""),
                name="one_seat_per_office",
            ),
        ]

    def __str__(self) -> str:
        """Code and member."""
        return f"{self.code} ({self.party})"

    def line(self) -> dict[str, Any]:
        """The seat as it is frozen into an item and its record."""
        return {
            "seat": self.code,
            "kind": self.kind,
            "region": self.region or None,
            "state": self.party.iso3,
            "alternate": self.alternate_party.iso3 if self.alternate_party else None,
        }


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """People who act for seats."""

    def holding(self) -> "RepresentativeQuerySet":
        """Those who act now."""
        return self.filter(until__isnull=True)


class Representative(models.Model):
    """A person who acts for a seat, for the member or for its alternate."""

    class Capacity(models.TextChoices):
        """For whom the person acts."""

        MEMBER = "member", _("Member")
        ALTERNATE = "alternate", _("Alternate")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="representatives")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="represents", verbose_name=_("person")
    )
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices)
    since = models.DateTimeField(_("since"), db_default=PortalNow())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seat", "user"],
                condition=models.Q(until__isnull=True),
                name="one_capacity_per_seat",
            )
        ]

    def __str__(self) -> str:
        """Person, seat and capacity."""
        return f"{self.user}: {self.seat.code}, {self.get_capacity_display()}"

    @property
    def is_of_the_member(self) -> bool:
        """Whether the person acts for the member itself, not for its alternate."""
        return self.capacity == self.Capacity.MEMBER


def places_of(user: Any) -> list[Representative]:
    """The places on the Committee a person holds now, read once for each request."""
    if not is_person(user):
        return []
    if not hasattr(user, "_places"):
        user._places = list(
            Representative.objects.holding()
            .filter(user=user)
            .select_related("seat__term", "seat__party", "seat__alternate_party")
            .order_by("seat__position", "-capacity", "pk")
        )
    places: list[Representative] = user._places
    return places


def voting_kinds() -> list[str]:
    """The kinds of seats that are entitled unless the settings say otherwise."""
    return ["regional", "host_previous", "host_next"]

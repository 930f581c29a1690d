"""Organisations of civil society, their people, and their agreements with the Secretariat."""

import secrets
import unicodedata
import uuid
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.clock import PortalNow
from partners.people import User


def normalised(name: str) -> str:
    """A name as compared for duplicates: no accents, no case, no punctuation."""
    plain = unicodedata.normalize("NFKD", name)
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


def invitation_code() -> str:
    """A code of 128 bits that cannot be guessed."""
    return secrets.token_urlsafe(16)


class Country(models.Model):
    """A country, by its ISO 3166-1 codes; a Party when it is known to be one."""

    iso3 = models.CharField(_("ISO code"), max_length=3, unique=True)
    iso2 = models.CharField(_("two-letter code"), max_length=2, unique=True)
    is_party = models.BooleanField(_("known to be a Party"), default=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        """Name in the page's language."""
        return str(countries.name(self.iso2)) or self.iso3


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, read by who asks."""

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The Secretariat sees all; people see those they belong to."""
        if not user.is_authenticated:
            return self.none()
        if user.is_officer:
            return self
        return self.filter(memberships__user=user).distinct()

    def resembling(self, organisation: "Organisation") -> "OrganisationQuerySet":
        """Other records with the same name, acronym and country, website or registration."""
        alike = models.Q(search_name=normalised(organisation.name))
        if organisation.acronym:
            alike |= models.Q(acronym__iexact=organisation.acronym, country=organisation.country_id)
        if organisation.website_host:
            alike |= models.Q(website_host=organisation.website_host)
        if organisation.registration_number:
            alike |= models.Q(
                registration_number__iexact=organisation.registration_number,
                country=organisation.country_id,
            )
        return self.filter(alike).exclude(pk=organisation.pk)


@pghistory.track()
class Organisation(models.Model):
    """A body of civil society that has, or may seek, a standing with CMS."""

    class Kind(models.TextChoices):
        """What kind of body it is."""

        INTERNATIONAL = "international", _("International NGO")
        NATIONAL = "national", _("National NGO")
        NETWORK = "network", _("Network")
        FOUNDATION = "foundation", _("Foundation")
        INDIGENOUS = "indigenous", _("Indigenous peoples' or local community organization")
        YOUTH = "youth", _("Youth organization")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("legal name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, verbose_name=_("country of registration")
    )
    website = models.URLField(_("website"), blank=True, max_length=300)
    registration_number = models.CharField(_("registration number"), max_length=100, blank=True)
    search_name = models.CharField(max_length=250, db_index=True, editable=False)
    website_host = models.CharField(max_length=200, db_index=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=PortalNow(), editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        """Legal name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the columns by which duplicates are found."""
        self.keep_search_columns()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The organisation's own page."""
        return reverse("partners:organisation-detail", args=[self.uuid])

    def keep_search_columns(self) -> None:
        """Normalise name and website for comparison."""
        self.search_name = normalised(self.name)
        self.website_host = (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def contact_points(self) -> "models.QuerySet[User]":
        """The contact point and its alternate: who is written to."""
        return User.objects.filter(
            is_active=True,
            memberships__organisation=self,
            memberships__role__in=Membership.SPEAKING,
        )


class Membership(models.Model):
    """A person's place in an organisation."""

    class Role(models.TextChoices):
        """What the person does for the organisation."""

        CONTACT_POINT = "contact_point", _("Contact point")
        ALTERNATE = "alternate", _("Alternate contact point")
        EDITOR = "editor", _("Editor")
        READER = "reader", _("Reader")

    SPEAKING = (Role.CONTACT_POINT, Role.ALTERNATE)
    WRITING = (Role.CONTACT_POINT, Role.ALTERNATE, Role.EDITOR)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("since"), db_default=PortalNow(), editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_role_per_person"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(role="contact_point"),
                name="one_contact_point",
            ),
        ]

    def __str__(self) -> str:
        """Person and role."""
        return f"{self.user} ({self.get_role_display()})"


class MembershipInvitation(models.Model):
    """An offer of a place in an organisation, sent to an address and used once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="membership_invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[c for c in Membership.Role.choices if c[0] != "contact_point"],
    )
    code = models.CharField(max_length=40, unique=True, default=invitation_code, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=PortalNow(), editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("membership invitation")
        verbose_name_plural = _("membership invitations")

    def __str__(self) -> str:
        """Address invited."""
        return self.email


class Agreement(models.Model):
    """A formal partnership: an agreement signed with the Secretariat."""

    class Precision(models.TextChoices):
        """How exactly the date is known."""

        DAY = "day", _("day")
        MONTH = "month", _("month")
        ABOUT = "about", _("about")
        RANGE = "range", _("range")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("organisation"),
    )
    partner = models.CharField(_("partner as named in the agreement"), max_length=250)
    title = models.CharField(_("agreement"), max_length=250)
    concluded_on = models.DateField(_("concluded on"))
    precision = models.CharField(
        _("date known to the"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    place = models.CharField(_("place or occasion"), max_length=250, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        ordering: ClassVar = ["concluded_on"]

    def __str__(self) -> str:
        """Partner and title."""
        return f"{self.partner}: {self.title}"

"""Organisations of civil society, and the people who work for them."""

import re
import secrets
import unicodedata
import uuid
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.clock import PortalNow
from partners.identifiers import is_iati, is_ror
from partners.people import User
from partners.vocabulary import TICKED, labels, refuse_unknown

YEARS = re.compile(r"\s*\([^()]*\)\s*$")


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
        """Other records that may be the same body.

        They share a name (legal, former, or in one of three languages), acronym and country,
        website, registration or identifier.
        """
        names = organisation.search_names
        alike = models.Q(search_name__in=names) | models.Q(search_names__has_any_keys=names)
        for own in ("website_host", "ror", "iati"):
            if value := getattr(organisation, own):
                alike |= models.Q(**{own: value})
        for own in ("acronym", "registration_number"):  # mean something within a country only
            if value := getattr(organisation, own):
                alike |= models.Q(**{f"{own}__iexact": value, "country": organisation.country_id})
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
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=250, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=250, blank=True)
    former_names = models.TextField(_("former names"), max_length=1000, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, verbose_name=_("country of registration")
    )
    website = models.URLField(_("website"), blank=True, max_length=300)
    registration_number = models.CharField(_("registration number"), max_length=100, blank=True)
    registration_authority = models.CharField(
        _("registration authority"), max_length=250, blank=True
    )
    ror = models.CharField(_("ROR identifier"), max_length=9, blank=True, validators=[is_ror])
    iati = models.CharField(_("IATI identifier"), max_length=100, blank=True, validators=[is_iati])
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    species = models.JSONField(_("groups of species"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    instruments = models.JSONField(_("instruments of the CMS Family"), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    search_name = models.CharField(max_length=250, db_index=True, editable=False)
    search_names = models.JSONField(default=list, editable=False)
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
        """Count the version, and keep the columns by which duplicates are found."""
        if not self._state.adding:
            self.version += 1
        self.keep_search_columns()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The organisation's own page."""
        return reverse("partners:organisation-detail", args=[self.uuid])

    def clean(self) -> None:
        """Let pass codes of the lists only."""
        super().clean()
        wrong = {}
        for name, known in TICKED.items():
            try:
                refuse_unknown(getattr(self, name), known)
            except ValidationError as error:
                wrong[name] = error
        if wrong:
            raise ValidationError(wrong)

    def keep_search_columns(self) -> None:
        """Normalise names and website for comparison."""
        self.search_name = normalised(self.name)
        names = (self.name, self.name_en, self.name_fr, self.name_es, *self.formerly)
        self.search_names = sorted({normalised(name) for name in names} - {""})
        self.website_host = (urlsplit(self.website).hostname or "").removeprefix("www.")

    def name_in(self, language: str) -> str:
        """The name in English, French or Spanish where there is one, else the legal name."""
        return getattr(self, f"name_{language}", "") or self.name

    @property
    def formerly(self) -> list[str]:
        """Former names, without the years that may stand behind them in brackets."""
        lines = (YEARS.sub("", line).strip() for line in self.former_names.splitlines())
        return [line for line in lines if line]

    def said(self, name: str) -> str:
        """What a field holds, as a page says it."""
        value = getattr(self, name)
        if name in TICKED:
            return ", ".join(labels(value, TICKED[name]))
        return str(self.get_kind_display() if name == "kind" else value)

    def as_of(self, version: int | None) -> Any:
        """What the history keeps of a version, or None."""
        return self.events.filter(version=version).order_by("-pgh_id").first()  # type: ignore[attr-defined] # pghistory makes it

    @property
    def ticked(self) -> dict[str, str]:
        """What was ticked about its work, in words, by field."""
        return {name: self.said(name) for name in TICKED}

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

    @property
    def is_contact_point(self) -> bool:
        """Whether it is the one place that is handed over and never ended."""
        return self.role == self.Role.CONTACT_POINT

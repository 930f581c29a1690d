"""People: accounts by e-mail, and places in the Secretariat."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import zones
from partners.clock import PortalNow


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password it can only be entered by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that administers the installation and is a Secretariat officer."""
        user = self.create_user(email, password, is_superuser=True, **fields)
        Officer.objects.create(user=user)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its address, in whatever case it was typed."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by e-mail address; roles come from places held."""

    uuid = models.UUIDField(_("actor id"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("en", "English"), ("fr", "Français"), ("es", "Español")],
        default="en",
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=zones.HOME,
        validators=[zones.is_a_zone],
        help_text=_("Deadlines are shown in it too, beside Bonn time and UTC."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), db_default=PortalNow(), editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        """Name, or the address where no name is given; neither is left of who was erased."""
        if self.erased_at is not None:
            return gettext("a person whose data was erased")
        return self.name or self.email

    def clean(self) -> None:
        """Addresses are kept in small letters, as they are looked up."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        """Name, as Django's admin asks for it."""
        return str(self)

    def get_short_name(self) -> str:
        """Name, as Django's admin asks for it."""
        return str(self)

    @cached_property
    def is_officer(self) -> bool:
        """Whether the person holds a place in the Secretariat today."""
        return self.is_active and Officer.objects.holding().filter(user=self).exists()

    @property
    def is_staff(self) -> bool:
        """Django's word for who may enter the admin: Secretariat officers."""
        return self.is_officer

    @cached_property
    def roles(self) -> dict[int, str]:
        """Role in each organisation, by the organisation's key."""
        return dict(self.memberships.values_list("organisation_id", "role"))


def signed_in(request: HttpRequest) -> User:
    """The person behind a request to a page that asks for sign-in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Places in the Secretariat."""

    def holding(self) -> "OfficerQuerySet":
        """Places that are held now."""
        return self.filter(until__isnull=True)


class Officer(models.Model):
    """A person's place in the Secretariat; it ends, and is never deleted."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="places", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"), db_default=PortalNow())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Secretariat officer")
        verbose_name_plural = _("Secretariat officers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(until__isnull=True),
                name="one_place_per_officer",
            )
        ]

    def __str__(self) -> str:
        """Who holds the place."""
        return str(self.user)

"""Filters that let the pages of the sign-in package speak as the portal's own pages do."""

import re
from typing import Final

from django import forms, template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

# A capital after another word, as the package sets titles in English and at times in Spanish.
TITLE_CASE: Final = re.compile(r"(?<=[\w’'][ -])[A-ZÁÉÍÓÚÑ](?=[a-záéíóúñ])")
# The word, but not as a part of an address or of markup.
EMAIL: Final = re.compile(r"(?<![\w/=\"-])([Ee])mail(?![\w/@=\"-])")
HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"
ADDRESS_FIELDS: Final = {"login", "email"}


def is_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "en").startswith("en")


@register.filter
def with_hyphen(text: str) -> str:
    """An English text that spells e-mail as the portal does, with a hyphen that breaks no line."""
    return _same(text, EMAIL.sub(f"\\1{HYPHEN}mail", text) if is_english() else text)


@register.filter
def sentence_case(text: str) -> str:
    """A heading or button with a capital at its beginning only."""
    return with_hyphen(_same(text, TITLE_CASE.sub(lambda found: found[0].lower(), text)))


@register.filter
def in_house_style(form: forms.BaseForm) -> forms.BaseForm:
    """A form with labels in sentence case, and without placeholders that say them again."""
    for name, field in form.fields.items():
        label = _("E-mail address") if name in ADDRESS_FIELDS else sentence_case(str(field.label))
        field.label = label
        field.widget.attrs.pop("placeholder", None)
    return form


def _same(before: str, after: str) -> str:
    """A text as safe as it was: only letters and hyphens changed."""
    return mark_safe(after) if isinstance(before, SafeString) else after  # noqa: S308 - as above

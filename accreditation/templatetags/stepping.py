"""Tags of the page behind every step: what the step asks, and where it leads."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms, template
from django.utils.safestring import SafeString

from accreditation.machine import Step

register = template.Library()


@register.simple_tag(takes_context=True)
def fields(context: template.Context, form: forms.BaseForm) -> SafeString:
    """The fields of a form by crispy-forms; the page around it brings form tag and buttons."""
    helper = getattr(form, "helper", None) or FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    rendered: SafeString = render_crispy_form(form, helper, context)
    return rendered


@register.filter
def leads_to(step: Step, obj: Any) -> str:
    """The state a step leads to, in a word."""
    return str(obj.State(step.leads_to(obj.state)).label)

"""Forms that steps ask for: rooms register theirs, and one view serves every step."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type["StepForm"])


class StepForm(forms.Form):
    """What a step asks for; `given()` is what the step's method receives."""

    def __init__(self, *args: Any, obj: Any, user: Any, **kwargs: Any) -> None:
        """Know the object the step is taken on, and by whom."""
        self.obj = obj
        self.user = user
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        """The keyword arguments of the step."""
        return dict(self.cleaned_data)


FORMS: dict[tuple[str, str], type[StepForm]] = {}


def form_for(kind: str, step: str) -> Callable[[F], F]:
    """Class decorator: this form is asked before the step is taken."""

    def decorate(form: F) -> F:
        FORMS[kind, step] = form
        return form

    return decorate


def takes_form(kind: str, step: str) -> bool:
    """Whether a step asks for something before it is taken."""
    return (kind, step) in FORMS

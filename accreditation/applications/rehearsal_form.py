"""What the rehearsal asks: the facts of the rules, the criteria and the required documents."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accreditation.applications.eligibility import (
    AccreditedOnly,
    Facts,
    FormalPartnersOnly,
    MinimumYears,
    NotYetAccredited,
    Rule,
    rules_of,
)
from accreditation.applications.rehearsing import (
    AtHand,
    GapList,
    Ground,
    Shown,
    gap_list,
    required,
    title_of,
)
from accreditation.proposals.content import question
from accreditation.proposals.questions_fields import PICK_ONE, field_for

PROCESS: Final = "process"
CRITERION, DOCUMENT = "criterion-", "document-"


class RehearsalForm(forms.Form):
    """One field for each rule, criterion and required document; none of them must be answered."""

    def __init__(
        self, *args: Any, ground: Ground, offered: Sequence[Ground] = (), **kwargs: Any
    ) -> None:
        """Ask by the process that is rehearsed; offer the choice where there are several."""
        super().__init__(*args, **kwargs)
        self.ground = ground
        self.content = ground.process.localised
        if offered:
            self.fields[PROCESS] = process_field(offered)
        parts = [
            (_("Who may apply"), dict(rule_fields(self.content, ground.kind))),
            (_("The criteria: could you show it?"), dict(criterion_fields(self.content))),
            (_("The documents: are they at hand?"), dict(document_fields(self.content))),
        ]
        rows: list[Any] = [PROCESS] if offered else []
        for legend, fields in parts:
            self.fields.update(fields)
            rows += [Fieldset(legend, *fields)] if fields else []
        self.helper = FormHelper()
        self.helper.layout = Layout(*rows)

    @property
    def facts(self) -> Facts:
        """What the rules look at, of what was given and is right."""
        agreement = self.cleaned_data.get(FormalPartnersOnly.key)
        start: date | int | None = self.cleaned_data.get(MinimumYears.key)
        accredited = self.cleaned_data.get(NotYetAccredited.key)
        renewable = self.cleaned_data.get(AccreditedOnly.key)
        return Facts(
            closes_on=self.ground.closes_on,
            has_agreement=agreement == "yes" if agreement else None,
            counted_from=start,
            kind=self.ground.kind,
            is_accredited=accredited == "yes" if accredited else None,
            may_renew=renewable == "yes" if renewable else None,
        )

    @property
    def gaps(self) -> GapList:
        """The gap list of what was given."""
        given = {
            name.removeprefix(CRITERION).removeprefix(DOCUMENT): value
            for name, value in self.cleaned_data.items()
            if name.startswith((CRITERION, DOCUMENT))
        }
        return gap_list(self.content, self.facts, given)


def chosen(offered: Sequence[Ground], reference: str) -> Ground | None:
    """The process named in the address, or the first one; None where none was adopted."""
    named = (ground for ground in offered if ground.key == reference)
    return next(named, offered[0] if offered else None)


def rehearsal(offered: Sequence[Ground], given: QueryDict) -> RehearsalForm | None:
    """The form, filled in from the address where that says anything; None without a process."""
    ground = chosen(offered, given.get(PROCESS, ""))
    if ground is None:
        return None
    named = given.get(PROCESS, ground.key) != ground.key
    several = offered if len(offered) > 1 or named else ()
    form = RehearsalForm(ground=ground, offered=several)
    if any(given.get(name) for name in form.fields):
        return RehearsalForm(given, ground=ground, offered=several)
    return form


def is_begun(form: RehearsalForm) -> bool:
    """Whether anything but the process was answered."""
    return form.is_bound and any(form.data.get(name) for name in form.fields if name != PROCESS)


def process_field(offered: Sequence[Ground]) -> forms.Field:
    """Under which version of the process."""
    return forms.ChoiceField(
        label=_("Version of the process"),
        required=False,
        choices=[(ground.key, ground.title) for ground in offered],
        error_messages={"invalid_choice": PICK_ONE},
    )


def rule_fields(content: Mapping[str, Any], kind: str) -> Iterator[tuple[str, forms.Field]]:
    """The fact that each rule needs; a rule that counts from nothing asks nothing."""
    for rule in rules_of(content, kind):
        field = fact_field(content, rule)
        if field is not None:
            yield rule.key, field


def fact_field(content: Mapping[str, Any], rule: Rule) -> forms.Field | None:
    """The field for the fact that a rule needs."""
    match rule:
        case MinimumYears(code=code) if code:
            field = field_for(question(content["form"], code))
            field.help_text = format_html("{} {}", rule.sentence, field.help_text)
            return field
        case FormalPartnersOnly():
            label = _("Has your organisation signed a partnership agreement with the Secretariat?")
            return choice(label, yes_or_no(), rule.sentence)
        case NotYetAccredited():
            label = _("Is your organisation specially accredited today?")
            return choice(label, yes_or_no(), rule.sentence)
        case AccreditedOnly():
            label = _("Does your organisation hold an accreditation that can be renewed?")
            return choice(label, yes_or_no(), rule.sentence)
    return None


def yes_or_no() -> list[tuple[str, Any]]:
    """Two answers."""
    return [("yes", _("Yes")), ("no", _("No"))]


def criterion_fields(content: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Whether the organisation could show each criterion, with the questions that speak to it."""
    labels = {each["code"]: each["label"] for part in content["form"] for each in part["questions"]}
    for criterion in content["criteria"]:
        speaking = ((code, labels[code]) for code in criterion["questions"] if code in labels)
        help_text = format_html(
            "{}<ul>{}</ul>",
            criterion.get("help", ""),
            format_html_join("", "<li>{} {}</li>", speaking),
        )
        label = _("%(code)s %(title)s") % criterion
        yield f"{CRITERION}{criterion['code']}", choice(label, Shown.choices, help_text)


def document_fields(content: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Whether each required document is at hand."""
    for document in required(content):
        help_text = document.get("help", "")
        if document["may_explain"]:
            explained = _("If it cannot be supplied, you may say why.")
            help_text = format_html("{} {}", help_text, explained)
        yield (
            f"{DOCUMENT}{document['code']}",
            choice(title_of(document), AtHand.choices, help_text),
        )


def choice(label: str, choices: Sequence[tuple[str, Any]], help_text: str) -> forms.ChoiceField:
    """A question with few answers, and none chosen beforehand."""
    # The form's templates print help as it is: what people wrote is escaped here.
    escaped: SafeString = conditional_escape(help_text)
    return forms.ChoiceField(
        label=label,
        help_text=escaped,
        required=False,
        choices=[("", _("Not answered yet")), *choices],
        widget=forms.RadioSelect(),
        error_messages={"invalid_choice": PICK_ONE},
    )

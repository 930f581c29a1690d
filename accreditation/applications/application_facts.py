"""What can be said of an application from its fields: asked by pages, guards and acts alike."""

from functools import cached_property
from typing import Any

from accreditation.applications.states import AWAITING, DECIDED, WRITABLE, ApplicationState
from accreditation.proposals.asked import depending
from accreditation.proposals.conditions import by_code
from partners.clock import deadline_zone


class ApplicationFacts:
    """Derived facts of an application."""

    state: Any
    invitation: Any
    process: Any
    completion_due_at: Any
    answers_due_at: Any
    rounds: Any
    asked_rounds: Any
    submitted_at: Any
    return_points: Any
    uploads: Any
    stamp: Any

    @property
    def deadline(self) -> Any:
        """Until when the organisation must act in this state, if it must."""
        if self.state == ApplicationState.DRAFT:
            return self.invitation.closes_at
        if self.state == ApplicationState.ASSESSED:
            return self.answers_due_at
        return self.completion_due_at if self.state == ApplicationState.RETURNED else None

    @property
    def round_under_way(self) -> tuple[str, int]:
        """What the organisation is asked for now, completion or answers, and which round it is."""
        if self.is_returned:
            return "completion", self.rounds
        return "answers", self.asked_rounds

    @property
    def is_writable(self) -> bool:
        """Whether answers and documents may be changed now."""
        return self.state in WRITABLE

    @property
    def is_received(self) -> bool:
        """Whether it has reached the Secretariat."""
        return self.submitted_at is not None

    @property
    def is_returned(self) -> bool:
        """Whether the organisation is asked to complete it."""
        return self.state == ApplicationState.RETURNED

    @property
    def is_in_assessment(self) -> bool:
        """Whether the Secretariat records its findings now."""
        return self.state == ApplicationState.ASSESSED

    @property
    def is_decided(self) -> bool:
        """Whether the Committee has decided on it."""
        return self.state in DECIDED

    @property
    def is_accredited(self) -> bool:
        """Whether the Committee approved it."""
        return self.state == ApplicationState.ACCREDITED

    @property
    def is_awaiting_decision(self) -> bool:
        """Whether it is on its way from the Secretariat to the Committee."""
        return self.state in AWAITING

    @property
    def is_deferred(self) -> bool:
        """Whether the Committee deferred it: its questions are answered, until reassessed."""
        return self.state == ApplicationState.DEFERRED

    @property
    def handing_in(self) -> str:
        """The step by which the organisation hands it in from here."""
        return "complete" if self.is_returned else "submit"

    def is_open(self, kind: str, code: str) -> bool:
        """Whether a question or document may be changed now; if returned, those asked for.

        With a question go those that hang on its answer, so that they can be answered when it
        changes. A file that lapsed in between can be given anew, though nobody asked for it.
        """
        if not self.is_returned:
            return self.is_writable
        named = {each["code"] for each in self.return_points if each.get("kind", kind) == kind}
        form = self.process.content["form"]
        if kind == "question":
            named = depending(form, named)
            files = {q for q, question in by_code(form).items() if question["type"] == "file"}
            return code in named or code in self.lapsed_documents & files
        return code in named or code in self.lapsed_documents

    @cached_property
    def lapsed_documents(self) -> frozenset[str]:
        """What a file was given for that has expired, or was withdrawn as infected, by code."""
        day = self.stamp.astimezone(deadline_zone()).date()
        return frozenset(self.uploads.live().lapsed_on(day).values_list("document", flat=True))

"""Translations of a version: each text beside its original, one part of the document at a time."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accreditation.proposals import content as contents
from accreditation.proposals.drafting import EditConflict, latest, texts_seen, translate
from accreditation.proposals.editing import OPENING, OPENING_TEXTS
from accreditation.proposals.elements import plain
from accreditation.proposals.models import Process, ProcessTranslation
from accreditation.proposals.reading import Part, parts
from accreditation.proposals.views import process_of
from partners.permissions import is_secretariat


def texts_of(process: Process, part: Part) -> dict[str, str]:
    """The texts of one part, in the original language, by address."""
    every = contents.paths(process.content)
    if part.path == OPENING:
        return {path: every[path] for path in OPENING_TEXTS if path in every}
    return {
        path: text
        for path, text in every.items()
        if path == part.path or path.startswith(f"{part.path}/")
    }


def translatable(process: Process) -> list[Part]:
    """The parts that have texts to translate."""
    return [part for part in parts(process.content) if texts_of(process, part)]


class Column:
    """One language beside the original: its texts as they stand, or as they were typed."""

    def __init__(self, process: Process, code: str, paths: Mapping[str, str], data: Any) -> None:
        """Read the newest translation, and what was typed."""
        self.code = code
        self.paths = paths
        self.name = str(dict(settings.LANGUAGES)[code])
        self.stored: ProcessTranslation = latest(process, code)
        self.seen = texts_seen(self.stored, paths)
        self.typed = data

    def text(self, path: str) -> str:
        """The text to show: typed, or stored."""
        stored: str = self.stored.texts.get(path, "")
        if self.typed is None:
            return stored
        typed: str = plain(self.typed.get(f"{self.code}:{path}", stored)).strip()
        return typed

    @property
    def standing(self) -> str:
        """What the translation counts as."""
        stored: str = self.stored.standing
        return stored if self.typed is None else self.typed.get(f"{self.code}:standing", stored)

    def save(self, process: Process, by: Any) -> None:
        """Add a new translation row where something changed."""
        if self.standing not in ProcessTranslation.Standing.values:
            raise Http404
        translate(
            process,
            by=by,
            language=self.code,
            texts={path: self.text(path) for path in self.paths},
            standing=self.standing,
            seen=self.typed.get(f"{self.code}:seen", ""),
        )


class TranslationView(LoginRequiredMixin, View):
    """The translations of a version, for officers; in every state, since they stand beside it."""

    process: Process

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Strangers find nothing (404), others are refused (403)."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.process = process_of(request, kwargs["reference"])
        if not is_secretariat(self.process, request.user):
            raise PermissionDenied(_("Only the Secretariat may do this."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """How far each part is translated."""
        languages = [code for code, _name in settings.LANGUAGES if code != self.original]
        stored = [latest(self.process, code) for code in languages]
        rows = [
            (part, [self.progress(part, translation) for translation in stored])
            for part in translatable(self.process)
        ]
        names = [dict(settings.LANGUAGES)[code] for code in languages]
        context = {"process": self.process, "rows": rows, "names": names}
        return render(request, "proposals/translations.html", context)

    @property
    def original(self) -> str:
        """The language in which the version was written."""
        code: str = self.process.content["language"]
        return code

    def progress(self, part: Part, translation: ProcessTranslation) -> tuple[int, int]:
        """How many texts of a part are translated, of how many."""
        texts = texts_of(self.process, part)
        return sum(bool(translation.texts.get(path)) for path in texts), len(texts)


class TranslatePartView(TranslationView):
    """One part: original, and the other languages beside it."""

    def get(self, request: HttpRequest, reference: str, path: str = "") -> HttpResponse:
        """Show the texts side by side."""
        return self.page(path)

    def post(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Save what changed, in all languages or in none."""
        columns = self.columns(self.part(path), request.POST)
        try:
            with transaction.atomic():
                for column in columns:
                    column.save(self.process, request.user)
        except EditConflict:
            return self.page(path, data=request.POST, status=409)
        messages.success(request, _("Saved."))
        url = reverse("proposals:translations", args=[self.process.reference])
        return HttpResponseRedirect(url)

    def part(self, path: str) -> Part:
        """The part of that address, or 404."""
        for part in translatable(self.process):
            if part.path == path:
                return part
        raise Http404

    def columns(self, part: Part, data: Any = None) -> list[Column]:
        """The other languages."""
        paths = texts_of(self.process, part)
        return [
            Column(self.process, code, paths, data)
            for code, _name in settings.LANGUAGES
            if code != self.original
        ]

    def page(self, path: str, *, data: Any = None, status: int = 200) -> HttpResponse:
        """The texts side by side, as they stand or as they were typed."""
        part = self.part(path)
        columns = self.columns(part, data)
        rows = [
            {
                "path": place,
                "original": text,
                "is_long": len(text) > 80,  # noqa: PLR2004 - about what one line shows
                "cells": [
                    {
                        "code": column.code,
                        "name": column.name,
                        "text": column.text(place),
                        "stored": column.stored.texts.get(place, ""),
                    }
                    for column in columns
                ],
            }
            for place, text in texts_of(self.process, part).items()
        ]
        context = {
            "process": self.process,
            "part": part,
            "columns": columns,
            "rows": rows,
            "original": dict(settings.LANGUAGES)[self.original],
            "original_code": self.original,
            "standings": ProcessTranslation.Standing.choices,
            "is_conflict": status == 409,  # noqa: PLR2004 - the answer being given
        }
        return render(self.request, "proposals/translate.html", context, status=status)

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.LOCALE_PATHS[0]).parent
CATALOGUES = [
    Path(folder) / language / "LC_MESSAGES" / "django.po"
    for folder in settings.LOCALE_PATHS
    for language, _name in settings.LANGUAGES
    if language != settings.LANGUAGE_CODE
]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_messages_are_those_of_the_catalogue(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    compiled = polib.mofile(str(path.with_suffix(".mo")))

    expected = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in catalogue.translated_entries()
    }
    assert {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in compiled
    } == expected


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_word_is_translated_and_none_is_a_guess(path: Path) -> None:
    catalogue = polib.pofile(str(path))

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_the_catalogues_hold_every_word_the_code_and_templates_use(tmp_path: Path) -> None:
    root = Path(settings.BASE_DIR)
    for name in ("accreditation", "partners", "reporting", "cms_portal", "templates"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root), "DJANGO_SETTINGS_MODULE": ""},
        check=True,
        capture_output=True,
    )

    used = polib.pofile(str(tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    assert used.find("Standing Committee") is not None
    for path in CATALOGUES:
        known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
        assert {(entry.msgctxt, entry.msgid) for entry in used} - known == set()


def test_no_word_to_translate_hides_in_an_f_string() -> None:
    """What collects the words does not look there, so such a word would never be translated."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ("accreditation", "cms_portal", "partners", "reporting")
        for path in sorted((ROOT / room).rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    ]

    assert hidden == []

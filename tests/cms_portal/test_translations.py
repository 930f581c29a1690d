from pathlib import Path

import polib
import pytest
from django.conf import settings

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

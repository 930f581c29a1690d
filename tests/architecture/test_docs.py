"""What the docs say is so: generated pages are current, and what they name exists."""

import ast
import re
import xml.etree.ElementTree as ET
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accreditation.drawing import decisions_page, picture
from accreditation.machine import KINDS
from accreditation.management.commands import draw_workflow
from tests.architecture.source import ROOT, Module, modules

DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def pages() -> list[Path]:
    """Every page of the documentation."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def named_in(name: str) -> set[str]:
    """The tests in a module."""
    tree = Module(ROOT / name).tree
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_generated_pages_are_current() -> None:
    call_command("draw_workflow", check=True, stdout=StringIO())


def test_a_page_that_is_out_of_date_is_named_and_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "workflow.svg"
    monkeypatch.setattr(draw_workflow, "pages", lambda: {page: "<svg/>"})

    with pytest.raises(CommandError, match=r"Out of date: workflow\.svg"):
        call_command("draw_workflow", check=True)
    call_command("draw_workflow", stdout=StringIO())

    assert page.read_text() == "<svg/>"


def test_the_picture_is_the_same_every_time_and_sound() -> None:
    drawn = picture.picture()
    root = ET.fromstring(drawn)  # noqa: S314 - our own picture

    assert drawn == picture.picture()
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    for forbidden in ("style=", "<script", "<style", "href="):
        assert forbidden not in drawn


def test_the_picture_shows_every_step_and_every_state() -> None:
    root = ET.fromstring(picture.picture())  # noqa: S314 - our own picture
    words = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("tspan")}

    for model in KINDS.values():
        for step in model.STEPS.values():
            assert str(step.label) in words


def test_every_test_that_is_named_exists() -> None:
    steps = decisions_page.shown_by("steps")
    known = {f"{kind}.{name}" for kind, model in KINDS.items() for name in model.STEPS}

    assert set(steps) <= known
    for tests in steps.values():
        for test in tests:
            module, _colons, name = test.partition("::")
            assert name in named_in(module), test


def test_every_refusal_of_the_database_is_shown_by_a_test_that_exists() -> None:
    shown = decisions_page.shown_by("triggers")
    keys = {
        (f"{t}.{trigger.name}", f"*.{trigger.name}") for t, trigger in decisions_page.refusing()
    }

    assert [key for key, general in keys if not (shown.get(key) or shown.get(general))] == []
    assert set(shown) <= {name for pair in keys for name in pair}
    assert {t for tests in shown.values() for t in tests} <= named_in(decisions_page.GUARDS_TEST)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_what_a_page_links_to_exists(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_picture_is_shown_and_together_they_are_light() -> None:
    pictures = sorted((DOCS / "pictures").glob("*"))
    page = (DOCS / "the-ngo-door.md").read_text("utf-8")

    assert pictures
    assert [each.name for each in pictures if f"(pictures/{each.name})" not in page] == []
    assert sum(each.stat().st_size for each in pictures) < 1_500_000


def test_every_decision_on_the_building_is_listed() -> None:
    listed = (DOCS / "adr" / "README.md").read_text("utf-8")
    numbered = sorted(path.name for path in (DOCS / "adr").glob("0*.md"))

    assert [name for name in numbered if f"({name})" not in listed] == []
    assert [name[:4] for name in numbered] == [f"{n:04d}" for n in range(1, len(numbered) + 1)]
    for name in numbered:
        text = (DOCS / "adr" / name).read_text("utf-8")
        parts = ("## Context", "## Decision", "## Consequences")
        assert [part for part in parts if part not in text] == []


def test_every_setting_is_explained_and_every_explained_setting_exists() -> None:
    """Settings are read by name: `env.text("NAME")` in the settings, `self.text` behind them."""
    read = {
        node.args[0].value
        for module in modules("cms_portal")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"text", "flag", "number", "required", "names"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and re.fullmatch(r"[A-Z][A-Z0-9_]+", str(node.args[0].value))
    }
    table = (DOCS / "operations.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", table, flags=re.MULTILINE))

    assert explained == read


def test_the_example_of_the_environment_names_settings_only() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))
    explained = (DOCS / "operations.md").read_text("utf-8")

    assert [name for name in sorted(named) if f"`{name}`" not in explained] == []


def test_the_readme_begins_with_the_picture_and_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    title, picture_, commands = readme.split("\n\n")[:3]

    assert title.startswith("# ")
    assert "(docs/workflow.svg)" in picture_
    assert re.findall(r"^make \w+", commands, flags=re.MULTILINE) == ["make run", "make test"]


def test_the_readme_names_everybody_who_can_sign_in() -> None:
    people = Module(ROOT / "cms_portal" / "demonstration" / "people.py").tree
    [named] = [
        ast.literal_eval(node.value)
        for node in ast.walk(people)
        if isinstance(node, ast.AnnAssign)
        and getattr(node.target, "id", "") == "NAMED"
        and node.value is not None
    ]
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [each[0] for each in named if f"`{each[0]}@demo.test`" not in readme] == []

"""The written word keeps up with the program: links, pictures, commands, variables, screens."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from buron.kernel.contributions import ROLE_TITLES, menu, permissions, schedules
from buron.project.cli import main
from buron.project.cli.parser import HELP, parser

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
HEAVIEST_PICTURE = 200_000


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """The page without its code, where brackets mean something else."""
    return CODE.sub("", FENCE.sub("", text))


def links(page: Path) -> list[str]:
    found = LINK.findall(prose(page.read_text(encoding="utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """Anchors as code forges make them: lower case, punctuation dropped, spaces as hyphens."""
    headings = re.findall(r"^#+ +(.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        known = target.exists() and target.is_relative_to(ROOT)
        if not known or (anchor and target.suffix == ".md" and unquote(anchor) not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_page_of_the_manual_is_reached_from_its_index() -> None:
    index = DOCS / "manuel" / "README.md"
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    pages = {page.resolve() for page in (DOCS / "manuel").glob("*.md")} - {index.resolve()}
    assert pages <= reached


def test_every_page_is_reached_from_another() -> None:
    reached = {
        (page.parent / unquote(link.partition("#")[0])).resolve()
        for page in PAGES
        for link in links(page)
        if link.partition("#")[0]
    }
    assert [name_of(page) for page in PAGES if page.parent != ROOT and page.resolve() not in reached] == []


def test_every_picture_is_light_and_shown() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    pictures = sorted((DOCS / "images").glob("*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > HEAVIEST_PICTURE] == []
    assert [picture.name for picture in pictures if picture.resolve() not in shown] == []


def test_every_picture_can_be_made_again() -> None:
    tool = (ROOT / "tools" / "screenshots.py").read_text(encoding="utf-8")
    made = set(re.findall(r'^    Shot\(\s*"([\w-]+)"', tool, re.M))
    assert made == {picture.stem for picture in (DOCS / "images").glob("*.png")}


# Commands


def known_commands() -> set[str]:
    """What ``buron`` answers to, as its help lists it."""
    listed = set(re.findall(r"^    ([a-z]+)(?:  |$)", parser().format_help(), re.M))
    assert set(HELP) <= listed
    return listed


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"\./buron ([a-z]+)", page.read_text(encoding="utf-8")))
    assert named - {"demo", *known_commands()} == set()


def test_the_commands_of_the_readme_come_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = readme.split("```")[1]
    assert "./buron demo" in first and "./buron test" in first


def test_operations_tells_every_command() -> None:
    text = (DOCS / "develop" / "operations.md").read_text(encoding="utf-8")
    table = text.split("## The launcher")[0]
    assert {name for name in known_commands() if f"`{name}" not in table} == set()


# Options and variables


OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


@pytest.mark.parametrize("command", ["import", "search", "report"])
def test_every_option_that_is_named_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as told:
        main([command, "--help"])
    assert not told.value.code
    known = set(OPTION.findall(capsys.readouterr().out))
    named: set[str] = set()
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            for code in re.findall(rf"\./buron {command}\b([^`|]*)", line):
                named |= set(OPTION.findall(code))
    assert named <= known


READ = re.compile(r"""(?:environ(?:\.\w+)?[\[(]|getenv\(|flag\()\s*["']((?:BURON|DATABASE)_[A-Z_]+)["']""")


def test_every_variable_that_is_read_is_told() -> None:
    folders = [ROOT / name for name in ("src", "tests", "bench", "tools")]
    sources = [ROOT / "buron", *(path for folder in folders for path in folder.rglob("*.py"))]
    read = {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert {"BURON_DATA", "BURON_DEBUG", "DATABASE_URL"} <= read
    operations = (DOCS / "develop" / "operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", operations, re.M))
    assert read <= told
    named = {
        name
        for page in PAGES
        for name in re.findall(r"\bBURON_[A-Z]+(?:_[A-Z]+)*\b", page.read_text("utf-8"))
    }
    assert named <= told


def test_operations_tells_every_schedule() -> None:
    operations = (DOCS / "develop" / "operations.md").read_text(encoding="utf-8")
    assert [schedule.key for schedule in schedules if f"`{schedule.key}`" not in operations] == []


# Screens


def table_rows(page: Path) -> list[list[str]]:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_entry_of_the_menu_is_in_the_index_of_screens() -> None:
    told = {(row[0], row[1]) for row in table_rows(DOCS / "manuel" / "ecrans.md")}
    assert {(str(entry.group), str(entry.title)) for entry in menu} <= told


def test_the_index_of_screens_says_who_may_open_them() -> None:
    """« tous », roles, or « les mêmes » as on the row above, with others added."""
    by_title = {title.split(" (")[0].lower(): key for key, title in ROLE_TITLES.items()}
    above: frozenset[str] = frozenset()
    for group, title, _use, who, _where in table_rows(DOCS / "manuel" / "ecrans.md")[1:]:
        entry = next(one for one in menu if (str(one.group), str(one.title)) == (group, title))
        said: frozenset[str] = frozenset()
        for word in (part.strip().lower() for part in re.sub(r"\(.*\)", "", who).split(",")):
            said |= {"tous": frozenset(ROLE_TITLES), "les mêmes": above}.get(word) or {by_title[word]}
        assert said == permissions.get(entry.permission).roles, title
        above = said


def test_the_roles_are_explained() -> None:
    text = (DOCS / "manuel" / "comptes.md").read_text(encoding="utf-8")
    assert [title for title in ROLE_TITLES.values() if f"| {title} |" not in text] == []

"""Documents that can rot are held to the code."""

import re
import subprocess
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from shutil import which

import pytest

import glossary
import glossary.errors
from docs.generate import PAGES as GENERATED
from glossary.errors import GlossaryError
from glossary.export.publish import EXPORTS
from tests.repository.tracked_files import ROOT, makefile_targets, text_files, tracked_files

PAGES = [path for path in tracked_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
ERRORS = sorted(
    (kind for kind in vars(glossary.errors).values() if isinstance(kind, type) and issubclass(kind, GlossaryError)),
    key=lambda kind: kind.code,
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of every page names a file or folder of the repository."""
    links = [link.split("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    broken = [link for link in links if link and not (page.parent / link).exists()]

    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_make_commands_exist(page: Path) -> None:
    """``make x`` in a page is a target that ``make help`` lists."""
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))

    assert named <= makefile_targets()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_code_is_explained(error: type[GlossaryError]) -> None:
    """docs/errors.md has a heading for each code in errors.py."""
    assert f"\n## `{error.code}`\n" in (ROOT / "docs/errors.md").read_text("utf-8")


def test_both_readmes_have_the_same_content() -> None:
    """The Chinese page has the same commands, examples and links as the English one."""
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    blocks = re.compile(r"```.*?```", re.DOTALL)
    others = {"README.md", "README.zh.md"}

    assert blocks.findall(english) == blocks.findall(chinese)
    assert set(LINK.findall(english)) - others == set(LINK.findall(chinese)) - others


@pytest.mark.parametrize("name", GENERATED)
def test_generated_pages_are_current(name: str) -> None:
    """``make docs`` would write them as they are."""
    assert (ROOT / "docs" / name).read_text("utf-8") == GENERATED[name]()


def test_every_export_format_is_explained() -> None:
    """docs/exports.md names each format and its file; those of the tables by their pattern."""
    page = (ROOT / "docs/exports.md").read_text("utf-8")
    plain = [each for each in EXPORTS if not (each.describes or each.companion) and "excel" not in each.format]

    assert not [export.format for export in plain if f"`{export.format}`" not in page or export.name not in page]


def test_the_citation_names_the_version() -> None:
    """CITATION.cff follows glossary.__version__."""
    assert f"\nversion: {glossary.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


@pytest.mark.skipif(which("make") is None, reason="make is not installed")
def test_make_help_lists_every_target() -> None:
    """What a newcomer types first."""
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout

    assert set(re.findall(r"^  make ([a-z]+) ", shown, re.MULTILINE)) == makefile_targets()


TERMS = ROOT / "docs/glossary-of-terms.md"
WIRE = {"doubts"}
"""Names of fields of /v1 that are used as names in Python, too."""


def _listed_words(section: str) -> re.Pattern[str]:
    """The words of a section of docs/glossary-of-terms.md, also as parts of names (``read_again``), also with an s."""
    listed = TERMS.read_text("utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0].rsplit("\n\n", 1)[1]
    return re.compile(rf"(?<![a-z])({'|'.join(re.findall('[a-z]+', listed))})s?(?![a-z])", re.IGNORECASE)


def test_words_that_are_not_used_occur_nowhere() -> None:
    """The texts of documents and wire names are exempt."""
    words = _listed_words("Words that are not used anywhere")
    found = [
        f"{_name(path)}: {match[0]}"
        for path, text in text_files()
        if path != TERMS and path.suffix not in {".jsonl", ".tsv"}
        for match in words.finditer(text.replace("junk_inside", ""))  # a field of gold from elsewhere
    ]

    assert not found


def test_words_that_are_not_used_in_names_occur_in_none() -> None:
    """Functions, tests, classes, variables and files of Python, also of tests, evaluation and benchmarks."""
    words = _listed_words("Words that are not used in names")
    files = [(path, text) for path, text in text_files() if path.suffix == ".py" and words.search(text)]
    found = {f"{_name(path)}: {name}" for path, text in files for name in _names(text) - WIRE if words.search(name)}
    found |= {_name(path) for path, _ in text_files() if path.suffix == ".py" and words.search(path.stem)}

    assert not found


def _names(code: str) -> set[str]:
    return {each.string for each in tokenize.generate_tokens(StringIO(code).readline) if each.type == tokenize.NAME}


@pytest.mark.parametrize("page", sorted(_name(path) for path in PAGES if path.parent.name == "docs"))
def test_files_named_in_a_page_exist(page: str) -> None:
    """Modules, tables and paths below a folder of the project, in backticks, are files or folders of the repository."""
    code = re.findall(r"`([\w./*-]+)`", (ROOT / page).read_text("utf-8"))
    ours = re.compile(r"(?:glossary|api|extension|tests|evaluation|benchmarks|docs)/|\w.*\.(?:py|tsv)$")
    missing = [name for name in sorted({name for name in code if ours.match(name)}) if not any(_tracked(name))]

    assert not missing


def _tracked(name: str) -> Iterator[Path]:
    pattern = re.compile(rf"(?:^|/){re.escape(name.rstrip('/')).replace(re.escape('*'), '[^/]*')}(?:/|$)")
    return (path for path in tracked_files() if pattern.search(_name(path)))


def test_contributing_answers_fifteen_changes() -> None:
    """A table with one kind of change per row."""
    rows = (ROOT / "docs/contributing.md").read_text("utf-8").split("## Common changes")[1].splitlines()

    assert sum(row.startswith("| ") for row in rows) - 2 >= 15


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_row_of_a_table_is_one_line(page: Path) -> None:
    """Markdown ends a table at a row that is broken over two lines."""
    lines = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL).splitlines()

    assert not [line for line in lines if line.startswith("|") and not line.rstrip().endswith("|")]

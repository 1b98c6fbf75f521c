"""What linters do not check: small files, meaningful names of folders, a docstring on everything public."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.metadata import version as distribution_version
from pathlib import Path

import opencc
import pytest

from tests.repository.tracked_files import ROOT, public_definitions, python_files, text_files, tracked_files

FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "core", "manager", "managers", "misc"}
# Split, so that this file does not find itself.
FORBIDDEN_TEXT = re.compile(
    r"/(?:work|farm|home/\w+|root)/"
    r"|(?:extra-)?index-"
    r"url|pypi\.(?:org|python)"
    r"|registry\.npmjs|file:///opt"
)
SOURCES = list(python_files("glossary", "api", "evaluation", "benchmarks", "docs"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_everything_public_has_a_docstring() -> None:
    """Module, class, function and method; private ones may go without."""
    bare = [
        f"{_name(path)}: {name}"
        for path in SOURCES
        for name, node in public_definitions(path)
        if not ast.get_docstring(node)  # type: ignore[arg-type]
    ]

    assert not bare


def test_files_are_small() -> None:
    """Under 400 lines: a file that grows past it holds more than one thought."""
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in [*SOURCES, *python_files("tests")]}

    assert {name: length for name, length in lengths.items() if length >= 400} == {}


def test_functions_are_short() -> None:
    """Half of all functions in glossary and api have fewer than 12 lines of code, docstring aside."""
    lengths = sorted(
        _length(node)
        for path in python_files("glossary", "api")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    assert lengths[len(lengths) // 2] < 12


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def test_names_of_files_say_what_they_contain() -> None:
    """A file or folder is named after what it holds."""
    parts = {part.rsplit(".", 1)[0] for path in tracked_files() for part in path.relative_to(ROOT).parts}

    assert not parts & FORBIDDEN_NAMES


def test_no_machine_and_no_registry_is_named() -> None:
    """The project runs anywhere: no absolute path of a machine, no address of a package registry."""
    found = [
        f"{_name(path)}: {match[0]}"
        for path, text in text_files()
        if path != Path(__file__)
        for match in FORBIDDEN_TEXT.finditer(text)
    ]

    assert not found


def test_opencc_is_the_official_one() -> None:
    """Three distributions install a module of this name and overwrite each other; one is the reference."""
    providers = {name.lower() for name in packages_distributions()["opencc"]}
    version = tuple(int(part) for part in opencc.__version__.split(".")[:2])

    assert providers == {"opencc"}
    assert opencc.__version__ == distribution_version("opencc")
    assert (1, 4) <= version < (2, 0)


DOORS = {
    "glossary.extraction": {"extract", "members.find_members", "members.explain", "members.labels"},
    "glossary.ingest.pdf": {"process", "worker"},
}
"""The modules of a package that the rest of the code may import; everything else is the package's own affair."""


@pytest.mark.parametrize("package", DOORS)
def test_a_package_is_entered_through_its_doors(package: str) -> None:
    """import-linter holds directions; this holds which modules of a package others see."""
    folder = Path(*package.split("."))
    entered = {
        node.module.removeprefix(f"{package}.")
        for path in python_files("glossary", "api")
        if not path.relative_to(ROOT).is_relative_to(folder)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}.")
    }

    assert entered <= DOORS[package]


def test_nothing_is_defined_and_never_used() -> None:
    """A function, class or constant at the top of a module is named somewhere else; what a decorator takes is used."""
    words = Counter(word for path in _readers() for word in re.findall(r"\w+", path.read_text("utf-8")))
    described = ROOT / "api" / "schemas"  # answers are compared with the contract by their names
    paths = (path for path in python_files("glossary", "api") if not path.is_relative_to(described))
    defined = [name for path in paths for name in _top_names(path)]

    assert [name for name in defined if words[name] == 1] == []


def _readers() -> Iterator[Path]:
    yield from python_files("glossary", "api", "evaluation", "benchmarks", "docs")
    yield from (path for path in tracked_files() if path.suffix in {".html", ".toml"})


def _top_names(path: Path) -> Iterator[str]:
    for node in _tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))

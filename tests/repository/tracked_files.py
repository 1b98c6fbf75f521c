"""The files under version control, their Python definitions and the targets of the Makefile."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file under version control, or every file that could be where there is no git (an unpacked sdist)."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*folders: str) -> Iterator[Path]:
    """The Python files of these top-level folders."""
    return (path for path in tracked_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders)


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The module itself, and its public classes, functions and methods, by their dotted names."""
    tree = ast.parse(path.read_text("utf-8"))
    yield path.name, tree
    yield from _definitions(tree, "")


def _definitions(parent: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _definitions(node, f"{prefix}{node.name}.")


def text_files() -> Iterator[tuple[Path, str]]:
    """Every tracked file that is text and not a seed, with its text."""
    for path in tracked_files():
        if path.is_relative_to(ROOT / "seeds") and path.suffix == ".txt":
            continue
        try:
            yield path, path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue


def makefile_targets() -> set[str]:
    """The targets that ``make help`` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

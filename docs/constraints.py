"""Write constraints.txt, the version of every package of an installation that the tests have run with, and NOTICE.

python -m docs.constraints        in an environment with all extras
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "constraints.txt"
HEAD = """\
# The versions that the tests have run with: `pip install -c constraints.txt .` installs these and no others.
# Written by `make constraints`; pyproject.toml has the bounds that the project needs.
"""
NOTICE = ROOT / "NOTICE"
NOTICE_HEAD = """\
This project is under the MIT License (LICENSE). It contains no code of others; an installation also installs these
packages, each under its own licence, those of the extras included. Written by `make constraints`.

"""
MAX_LICENSE_NAME = 80
"""Characters; some packages put the text of the licence where its name belongs."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


OF_DEVELOPERS = frozenset({"test", "bench", "check", "evaluation"})
"""Extras that nobody installs who uses the dictionary."""


def declared() -> list[str]:
    """Every requirement of pyproject.toml, those of the extras for users included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for name, each in project["optional-dependencies"].items() if name not in OF_DEVELOPERS]
    return [*project["dependencies"], *(each for extra in extras for each in extra)]


def plain(requirement: str) -> str:
    """The normalized name of a requirement (PEP 503).

    >>> plain("Flask[async]>=3 ; python_version > '3'"), plain("types_PyYAML")
    ('flask', 'types-pyyaml')
    """
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def installed() -> dict[str, str]:
    """Name and version of all that is declared and is installed, and of what it needs in turn."""
    found: dict[str, str] = {}
    waiting = [plain(each) for each in declared()]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:  # of another platform, or of an extra of a dependency
            continue
        found[name] = package.version
        waiting += [plain(each) for each in package.requires or () if "extra ==" not in each]
    return dict(sorted(found.items()))


def find_license(name: str) -> str:
    """The licence of an installed package: its SPDX expression, else what its metadata says in other words.

    >>> find_license("flask")
    'BSD-3-Clause'
    """
    about = metadata(name)
    classifiers = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if "License ::" in each]
    expression, stated = (about[field].strip() if field in about else "" for field in ("License-Expression", "License"))
    is_name = stated and len(stated) < MAX_LICENSE_NAME and "\n" not in stated
    return expression or (stated if is_name else "") or "; ".join(classifiers)


def main() -> None:
    """Write both files."""
    packages = {name: version for name, version in installed().items() if name not in {"pip", "setuptools"}}
    FILE.write_text(HEAD + "".join(f"{name}=={version}\n" for name, version in packages.items()), "utf-8")
    NOTICE.write_text(NOTICE_HEAD + "".join(f"{name}: {find_license(name)}\n" for name in packages), "utf-8")


if __name__ == "__main__":
    main()

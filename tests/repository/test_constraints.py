"""The versions in constraints.txt, which every installation by make, and so CI, uses."""

import re

from packaging.requirements import Requirement

from docs.constraints import NOTICE, NOTICE_HEAD, declared, find_license, installed, plain
from tests.repository.tracked_files import ROOT


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_version_lies_within_the_bounds_of_the_project() -> None:
    """F34: every package that an installation needs has one; `make constraints` writes them again."""
    pinned, missing = pins(), []
    for text in declared():
        requirement = Requirement(text)
        if plain(text) in pinned:
            assert requirement.specifier.contains(pinned[plain(text)], prereleases=True), text
        elif requirement.marker is None:
            missing.append(text)
    assert not missing, "run `make constraints`"


def test_the_files_are_pinned_exactly_and_in_order() -> None:
    names = list(pins())
    assert names == sorted(names)
    assert all(re.fullmatch(r"\d[\w.+!]*", version) for version in pins().values())


FREE = re.compile(r"MIT|BSD|0BSD|Apache|PSF|MPL|Python Software|Mozilla|ISC|Public Domain|LGPL|Zlib", re.IGNORECASE)


def test_the_licence_of_every_package_is_listed_and_compatible() -> None:
    """F34: `make constraints` writes NOTICE; a package under the GPL could not be part of an installation."""
    listed = dict(line.split(": ", 1) for line in NOTICE.read_text("utf-8").removeprefix(NOTICE_HEAD).splitlines())

    assert list(listed) == list(pins()), "run `make constraints`"
    assert [name for name, licence in listed.items() if not FREE.search(licence)] == []
    assert [name for name in installed() if name in listed and find_license(name) != listed[name]] == []

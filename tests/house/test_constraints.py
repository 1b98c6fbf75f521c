"""The versions in constraints.txt, which every installation by make, and so CI, uses."""

import re

from packaging.requirements import Requirement

from docs.constraints import declared, plain
from tests.house.repository import ROOT


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_version_lies_within_the_bounds_of_the_project() -> None:
    """F34: and every package that an installation needs has one; `make constraints` writes them anew."""
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

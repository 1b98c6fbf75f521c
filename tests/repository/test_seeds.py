"""The five documents are what they were: spans, offsets and counts of every other test rest on their bytes."""

import hashlib
import re
from pathlib import Path

from glossary.package_data import seed_files

ROOT = Path(__file__).parents[2]


def test_seeds_are_byte_for_byte_those_of_the_readme() -> None:
    """Names and sha256 sums of seeds/README.md, no file more and none less."""
    listed = re.findall(
        r"^\| `(\S+\.txt)` .* `([0-9a-f]{64})` \|$", (ROOT / "seeds/README.md").read_text("utf-8"), re.MULTILINE
    )
    found = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in seed_files()]

    assert len(listed) == 5
    assert found == listed

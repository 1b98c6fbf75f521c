"""The page that states the limits states those that hold."""

import re
from dataclasses import asdict
from pathlib import Path

from glossary.limits import LIMITS, MIB

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"


def test_the_page_lists_every_limit_with_its_value() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+)( MiB)? \|", PAGE.read_text("utf-8"), re.MULTILINE)
    stated = {name: int(value.replace(",", "")) * (MIB if unit else 1) for name, value, unit in rows}
    assert stated == asdict(LIMITS)

"""Makes more reports from the ones you have: other places, years and slogans, other paragraphs.

    python -m benchmarks.vary_reports FOLDER OUT --reports 3074

The reports of FOLDER are copied as they are; the ones beyond their number are variations, the same ones in every run. A
variation names another place and earlier years, lacks a sixth of the paragraphs, and every tenth of its quoted slogans
has another numeral, so that it brings terms of its own. Its file is in a folder named after its place.
"""

import argparse
import random
import re
from pathlib import Path

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUOTED = re.compile(r"“([^“”\n]{0,3})([二三四五六七八九])([^“”\n]{1,6})”")
_NUMERALS = "二三四五六七八九"
_LETTERS = "东南西北中高新平安长永丰和康乐富金银宝云海江河山川林泉石"
_SUFFIXES = (".md", ".txt")
_DROPPED, _CHANGED = 6, 10
"""One in so many paragraphs is left out; one in so many slogans gets another numeral."""


def main() -> None:
    """Write the reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reports", type=int, required=True)
    arguments = parser.parse_args()
    print(f"{vary(arguments.folder, arguments.out, arguments.reports):,} reports")


def vary(folder: Path, out: Path, reports: int) -> int:
    """Write ``reports`` reports made from those in ``folder`` to ``out``; returns how many were written."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    for number in range(reports if files else 0):
        path, copy = files[number % len(files)], number // len(files)
        place, text = path.parent.name, path.read_text("utf-8")
        if copy:
            place, text = _vary(place, text, copy, random.Random(number))
        target = out / f"{number:05d}" / place / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return reports if files else 0


def _vary(place: str, text: str, copy: int, rng: random.Random) -> tuple[str, str]:
    """Returns another place and the text about it."""
    name = "".join(rng.sample(_LETTERS, 2))
    bare = place.rstrip("省市县区州盟")
    text = "\n".join(line for line in text.split("\n") if rng.randrange(_DROPPED) or not line)
    text = _YEAR.sub(lambda found: str(int(found[0]) - copy), text.replace(bare, name) if len(bare) > 1 else text)
    return f"{name}市", _QUOTED.sub(lambda found: _with_other_numeral(found, rng), text)


def _with_other_numeral(found: re.Match[str], rng: random.Random) -> str:
    numeral = found[2] if rng.randrange(_CHANGED) else rng.choice(_NUMERALS)
    return f"“{found[1]}{numeral}{found[3]}”"


if __name__ == "__main__":
    main()

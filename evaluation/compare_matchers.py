"""Compares the places that the browser extension finds with those of the library, in every script.

``python -m evaluation.compare_matchers STORE FOLDER``: draws reports from a folder, annotates each in four scripts with
the dictionary alone (``own=false`` of ``POST /v1/annotations``), has Node match the same texts with the lexicon
download, and prints what is missing and what is found too much. Then it compares with the default answer, which also
has what only the text itself explains or coins, counted by ``origin``. Needs Node.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from glossary.chinese.script import SCRIPTS, to_script
from glossary.lookup import Dictionary, open_dictionary

_SCRIPT = Path(__file__).with_suffix(".mjs")
_MIN_LENGTH = 3_000
"""Code points; a shorter file is no report."""
_MAX_SHOWN = 20
_CONTEXT = 8

Place = tuple[int, int, str]
"""Start and end in UTF-16 units, and the id of the term."""


def draw_texts(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Yields the texts of ``count`` reports of a folder, drawn at random."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".md"))
    random.Random(seed).shuffle(files)
    texts = (path.read_text("utf-8", "replace") for path in files)
    yield from (
        text for _, text in zip(range(count), (text for text in texts if len(text) > _MIN_LENGTH), strict=False)
    )


def find_in_library(dictionary: Dictionary, text: str) -> set[Place]:
    """Returns the places of the dictionary's terms in a text."""
    found = dictionary.annotate(text, own=False)
    ids = [json.loads(row)["id"] for row in found.table]
    return {(start, end, ids[index]) for _, _, start, end, index in found.matches}


def find_by_default(dictionary: Dictionary, text: str) -> dict[tuple[int, int], str]:
    """Returns the places of the default answer, UTF-16 units, each with the origin of its definition."""
    found = dictionary.annotate(text)
    origins = [json.loads(row)["origin"] for row in found.table]
    return {(start, end): origins[index] for _, _, start, end, index in found.matches}


def find_in_extension(dictionary: Dictionary, texts: list[str]) -> list[set[Place]]:
    """Returns the places that the extension finds with the lexicon download."""
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "texts.json", Path(folder) / "places.json"
        lexicon: Any = json.loads(dictionary.lexicon(forms="folded").json())
        given.write_text(json.dumps({"lexicon": lexicon, "texts": texts}), "utf-8")
        subprocess.run(["node", str(_SCRIPT), str(given), str(found)], check=True)
        return [{tuple(place) for place in places} for places in json.loads(found.read_text("utf-8"))]


def main() -> int:
    """Print the comparison; the exit code shows whether both find the same places."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("store", type=Path, help="a store with a dictionary")
    parser.add_argument("folder", type=Path, help="a folder of reports (.txt, .md)")
    parser.add_argument("--count", type=int, default=40, help="how many reports (default: 40)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with closing(open_dictionary(options.store)) as dictionary:
        reports = list(draw_texts(options.folder, options.count, options.seed))
        texts = [to_script(text, script) for text in reports for script in SCRIPTS]
        wanted = [find_in_library(dictionary, text) for text in texts]
        found = find_in_extension(dictionary, texts)
        by_default = [find_by_default(dictionary, text) for text in texts]
    missing = [(text, place) for text, own, other in zip(texts, wanted, found, strict=True) for place in own - other]
    more = [(text, place) for text, own, other in zip(texts, wanted, found, strict=True) for place in other - own]
    print(f"{len(reports)} reports x {len(SCRIPTS)} scripts, {sum(map(len, texts)):,} code points")
    print(f"{sum(map(len, wanted)):,} places, {len(missing)} missing in the extension, {len(more)} more")
    for name, places in (("missing", missing), ("more", more)):
        for text, (start, end, term) in places[:_MAX_SHOWN]:
            print(f"  {name} {term} {text[max(0, start - _CONTEXT) : end + _CONTEXT]!r}")
    print_default(by_default, found)
    return int(bool(missing or more))


def print_default(by_default: list[dict[tuple[int, int], str]], found: list[set[Place]]) -> None:
    """Prints how the extension's places relate to those of the default answer."""
    spans = [{(start, end) for start, end, _ in places} for places in found]
    others = Counter(
        origin for places, own in zip(by_default, spans, strict=True) for at, origin in places.items() if at not in own
    )
    lost = sum(len(own - places.keys()) for places, own in zip(by_default, spans, strict=True))
    print(f"default answer: {sum(map(len, by_default)):,} places; {lost} of the extension's are not among them")
    print(f"  beyond the extension's, by origin: {dict(others)}")


if __name__ == "__main__":
    sys.exit(main())

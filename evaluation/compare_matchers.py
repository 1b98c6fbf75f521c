"""Compares the places that the browser extension finds with those of the library, in every script.

``python -m evaluation.compare_matchers STORE FOLDER``: draws reports from a folder, annotates each in four scripts, has
Node match the same texts with the lexicon download, and prints what is missing and what is found too much. Twice: with
the default answer of ``POST /v1/annotations``, which also has what only the text itself explains or coins, and with
the dictionary alone (``own=false``). In the first comparison the origin of each definition counts, too. Needs Node.
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
from typing import Any, NamedTuple

from glossary.chinese.script import SCRIPTS, to_script
from glossary.lookup import Dictionary, open_dictionary

_SCRIPT = Path(__file__).with_suffix(".mjs")
_MIN_LENGTH = 3_000
"""Code points; a shorter file is no report."""
_MAX_SHOWN = 20
_CONTEXT = 8
_OWN = 3
"""The look of a place that the page itself explains."""


class Place(NamedTuple):
    """A place of a text.

    Attributes:
        start: Start in UTF-16 units.
        end: End, exclusive.
        id: The id of the term; empty for a wording that the dictionary does not have.
        definition: The definition that the text itself gives; empty for another one.
    """

    start: int
    end: int
    id: str
    definition: str = ""


class Comparison(NamedTuple):
    """The places of both sides, text by text."""

    name: str
    wanted: list[set[Place]]
    found: list[set[Place]]


def draw_texts(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Yields the texts of ``count`` reports of a folder, drawn at random."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".md"))
    random.Random(seed).shuffle(files)
    texts = (path.read_text("utf-8", "replace") for path in files)
    yield from (
        text for _, text in zip(range(count), (text for text in texts if len(text) > _MIN_LENGTH), strict=False)
    )


def find_in_library(dictionary: Dictionary, text: str, *, own: bool) -> set[Place]:
    """Returns the places that the library finds, with or without what only the text itself tells."""
    found = dictionary.annotate(text, own=own)
    terms = [json.loads(row) for row in found.table]
    return {_place(start, end, terms[index]) for _, _, start, end, index in found.matches}


def _place(start: int, end: int, term: dict[str, Any]) -> Place:
    definition = term["definition"] if term.get("origin") == "text" else ""
    return Place(start, end, term["id"] or "", definition)


def find_in_extension(dictionary: Dictionary, texts: list[str]) -> tuple[list[set[Place]], list[set[Place]]]:
    """Returns the places that the extension finds: on the page as a whole, and with the lexicon download alone."""
    with tempfile.TemporaryDirectory() as folder:
        given, written = Path(folder) / "texts.json", Path(folder) / "places.json"
        lexicon: Any = json.loads(dictionary.lexicon(forms="folded").json())
        given.write_text(json.dumps({"lexicon": lexicon, "texts": texts}), "utf-8")
        subprocess.run(["node", str(_SCRIPT), str(given), str(written)], check=True)
        found = json.loads(written.read_text("utf-8"))
    return [_of_page(one) for one in found], [_of_lexicon(one) for one in found]


def _of_page(found: dict[str, Any]) -> set[Place]:
    definitions = [each["definition"] for each in found["own"]]
    return {
        Place(one["start"], one["end"], one["id"], definitions[one["sense"]] if one["look"] == _OWN else "")
        for one in found["page"]
    }


def _of_lexicon(found: dict[str, Any]) -> set[Place]:
    return {Place(one["start"], one["end"], one["id"]) for one in found["lexicon"]}


def main() -> int:
    """Print the comparisons; the exit code shows whether both find the same places."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("store", type=Path, help="a store with a dictionary")
    parser.add_argument("folder", type=Path, help="a folder of reports (.txt, .md)")
    parser.add_argument("--count", type=int, default=40, help="how many reports (default: 40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=_MAX_SHOWN, help="how many differences to print")
    options = parser.parse_args()
    with closing(open_dictionary(options.store)) as dictionary:
        reports = list(draw_texts(options.folder, options.count, options.seed))
        texts = [to_script(text, script) for text in reports for script in SCRIPTS]
        of_page, of_lexicon = find_in_extension(dictionary, texts)
        comparisons = [
            Comparison("default", [find_in_library(dictionary, text, own=True) for text in texts], of_page),
            Comparison("own=false", [find_in_library(dictionary, text, own=False) for text in texts], of_lexicon),
        ]
    print(f"{len(reports)} reports x {len(SCRIPTS)} scripts, {sum(map(len, texts)):,} code points")
    differ = [_print_comparison(each, texts, options.shown) for each in comparisons]
    return int(any(differ))


def _print_comparison(compared: Comparison, texts: list[str], shown: int) -> bool:
    """Prints what differs; returns whether anything does."""
    pairs = list(zip(texts, compared.wanted, compared.found, strict=True))
    missing = [(text, place) for text, wanted, found in pairs for place in _spans(wanted) - _spans(found)]
    more = [(text, place) for text, wanted, found in pairs for place in _spans(found) - _spans(wanted)]
    print(f"{compared.name}: {sum(map(len, compared.wanted)):,} places, {len(missing)} missing, {len(more)} more")
    for name, places in (("missing", missing), ("more", more)):
        for text, (start, end) in places[:shown]:
            print(f"  {name} {text[max(0, start - _CONTEXT) : end + _CONTEXT]!r}")
    others = [(text, *pair) for text, wanted, found in pairs for pair in _other_meanings(wanted, found)]
    print(f"  of another origin or term at the same place: {len(others)} {dict(Counter(map(_kinds, others)))}")
    for text, one, other in others[:shown]:
        print(f"  {text[max(0, one.start - _CONTEXT) : one.end + _CONTEXT]!r} {one[2:]} {other[2:]}")
    return bool(missing or more or others)


def _spans(places: set[Place]) -> set[tuple[int, int]]:
    return {(place.start, place.end) for place in places}


def _other_meanings(wanted: set[Place], found: set[Place]) -> Iterator[tuple[Place, Place]]:
    by_span = {(place.start, place.end): place for place in found}
    for place in sorted(wanted):
        other = by_span.get((place.start, place.end))
        if other is not None and place != other:
            yield place, other


def _kinds(pair: tuple[str, Place, Place]) -> str:
    return " / ".join("text" if place.definition else "dictionary" if place.id else "nobody" for place in pair[1:])


if __name__ == "__main__":
    sys.exit(main())

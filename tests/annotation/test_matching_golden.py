"""The golden places of tests/golden/matching.json, which the browser extension passes, too."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from glossary.annotation.lexicon import Lexicon, annotate, in_both_units
from glossary.annotation.patterns import HeadForm, LexiconForm
from glossary.chinese.offsets import Utf16

GOLDEN: dict[str, Any] = json.loads(Path("tests/golden/matching.json").read_text("utf-8"))
LEXICON = Lexicon(
    [HeadForm(term["headword"], term["is_slogan"]) for term in GOLDEN["terms"]],
    [
        LexiconForm(form, number, None, kind, count)
        for number, term in enumerate(GOLDEN["terms"])
        for form, kind, count in term["forms"]
    ],
)


def read_marked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and the places in UTF-16 units."""
    text, places, start = "", [], 0
    for piece in re.split("([⟦⟧])", marked):
        if piece == "⟦":
            start = Utf16(text).length
        elif piece == "⟧":
            places.append((start, Utf16(text).length))
        else:
            text += piece
    return text, places


def test_forms_lead_to_the_rows_that_clients_get() -> None:
    wanted = {(row[0], row[1], number) for number, term in enumerate(GOLDEN["terms"]) for row in term["rows"]}
    assert {(pattern.folded, pattern.trim, pattern.term) for pattern in LEXICON.patterns} == wanted


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(("name", "marked"), GOLDEN["cases"], ids=[name for name, _ in GOLDEN["cases"]])
def test_places(name: str, marked: str, pure: bool) -> None:
    text, places = read_marked(marked)
    lexicon = LEXICON if not pure else PURE
    found = in_both_units(annotate(text, lexicon), Utf16(text))
    assert [row[2:4] for row in found] == places


PURE = Lexicon(
    LEXICON.heads,
    [
        LexiconForm(form, number, None, kind, count)
        for number, term in enumerate(GOLDEN["terms"])
        for form, kind, count in term["forms"]
    ],
    pure=True,
)

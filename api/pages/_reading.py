"""What the page of a text shows, whether the text was harvested or pasted."""

from typing import Any

from api.pages._segments import cut
from glossary.lookup import Dictionary


def explain(
    book: Dictionary,
    text: str,
    shown: str,
    script: str,
    *,
    at: int | None = None,
    end: int | None = None,
    year: int | None = None,
    region: str | None = None,
) -> dict[str, Any]:
    """Segments of the text as ``shown``, which is as long, and its terms in ``script``.

    Args:
        book: The dictionary.
        text: As it is.
        shown: In the script of the page.
        script: Of the explanations.
        at: A place to be marked.
        end: Where it ends.
        year: Of the text; chooses among the senses of a term.
        region: Likewise.
    """
    found = book.annotate(text, unknown=True, script=script, year=year, region=region)
    return {
        "segments": cut(shown, found.matches, at, end),
        "terms": found.terms(),
        "unknown": [shown[each["start"] : each["end"]] for each in found.unknown],
    }

"""Look-up, search and annotation of texts; independent of the web framework.

>>> from glossary.lookup import open_dictionary
>>> open_dictionary("no such file")
Traceback (most recent call last):
    ...
glossary.errors.StoreMissingError: no store at no such file; run `glossary harvest` first
"""

from typing import TYPE_CHECKING, Any

from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.lookup.omnibox import OmniboxResult, search_omnibox
from glossary.lookup.results import KwicLine, LookupResult, Page, Query

if TYPE_CHECKING:
    from glossary.lookup.annotate_text import Annotations

__all__ = [
    "Annotations",
    "Dictionary",
    "KwicLine",
    "LookupResult",
    "OmniboxResult",
    "Page",
    "Query",
    "open_dictionary",
    "search_omnibox",
]


def __getattr__(name: str) -> Any:
    """``Annotations`` is imported at its first use: it needs the matcher and the extractor."""
    if name == "Annotations":
        from glossary.lookup.annotate_text import Annotations

        return Annotations
    raise AttributeError(name)

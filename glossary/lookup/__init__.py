"""Look-up, search and annotation of texts; independent of the web framework.

>>> from glossary.lookup import open_dictionary
>>> open_dictionary("no such file")
Traceback (most recent call last):
    ...
glossary.errors.StoreMissingError: no store at no such file; run `glossary harvest` first
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.lookup.results import KwicLine, LookupResult, Page, Query

if TYPE_CHECKING:
    from glossary.lookup.annotate_text import Annotations
    from glossary.lookup.suggestions import OmniboxResult, search_omnibox

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


_ON_DEMAND = {"Annotations": "annotate_text", "OmniboxResult": "suggestions", "search_omnibox": "suggestions"}
"""Names that are imported at their first use: they need the matcher, the extractor or fuzzy matching."""


def __getattr__(name: str) -> Any:
    if name in _ON_DEMAND:
        return getattr(import_module(f"{__name__}.{_ON_DEMAND[name]}"), name)
    raise AttributeError(name)

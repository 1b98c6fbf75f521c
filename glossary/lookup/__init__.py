"""A question answered, with no Flask in it.

>>> from glossary.lookup import open_dictionary
>>> open_dictionary("no such file")
Traceback (most recent call last):
    ...
glossary.errors.StoreMissingError: no store at no such file; run `glossary harvest` first
"""

from glossary.lookup.annotate_text import Annotations
from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.lookup.omnibox import Reply, ask
from glossary.lookup.results import Answer, KwicLine, Page, Query

__all__ = ["Annotations", "Answer", "Dictionary", "KwicLine", "Page", "Query", "Reply", "ask", "open_dictionary"]

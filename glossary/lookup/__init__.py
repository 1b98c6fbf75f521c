"""A question answered, with no Flask in it.

>>> from glossary.lookup import open_dictionary
>>> open_dictionary("no such file")
Traceback (most recent call last):
    ...
glossary.errors.StoreMissingError: no store at no such file; run `glossary harvest` first
"""

from glossary.lookup.answers import Answer, KwicLine, Page, Query
from glossary.lookup.asking import Reply, ask
from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.lookup.reading_aid import Annotations

__all__ = ["Annotations", "Answer", "Dictionary", "KwicLine", "Page", "Query", "Reply", "ask", "open_dictionary"]

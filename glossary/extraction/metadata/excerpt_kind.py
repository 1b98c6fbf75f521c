"""Tells the kind of a document without a title by what its text calls itself and by its terms. Pure.

Excerpts such as the notes of a bulletin, one article of a law or the 释义 of a prospectus have no title. A document
with a title that names its kind is read in ``title_block``.
"""

import re

from glossary.chinese.word_lists import alternation, list_words
from glossary.extraction.law_articles import ARTICLE

_LENGTH = 20_000
"""The part of a text that is searched, in code points."""
_MIN_TERMS = 3
"""How many different terms of a kind a text must use: one of them occurs in any report."""
_BY_NAME = {
    "statistical_bulletin": re.compile(alternation("document_titles", "own-name-bulletin")),
    "company_filing": re.compile(alternation("document_titles", "own-name-filing")),
    "plan": re.compile(alternation("document_titles", "own-name-plan")),
}
_STATUTE = re.compile(alternation("document_titles", "own-name-statute"))
_TERMS = {
    "account": list_words("document_titles", "term-account"),
    "party_document": list_words("document_titles", "term-party"),
}


def kind_of_excerpt(in_hans: str) -> str | None:
    r"""Returns the kind of the document, one of ``title_block.KINDS``; ``None`` if its text does not tell.

    Args:
        in_hans: The text in simplified characters.

    >>> kind_of_excerpt("第九十六条 本条例中下列用语的含义：\n"), kind_of_excerpt("注：本公报为初步统计数。")
    ('statute', 'statistical_bulletin')
    """
    top = in_hans[:_LENGTH]
    if _STATUTE.search(top) and ARTICLE.search(top):
        return "statute"
    named = next((kind for kind, pattern in _BY_NAME.items() if pattern.search(top)), None)
    return named or next((kind for kind, terms in _TERMS.items() if _uses(top, terms)), None)


def _uses(top: str, terms: tuple[str, ...]) -> bool:
    return sum(term in top for term in terms) >= _MIN_TERMS

"""Recognizes the kind of documents whose title does not name it: excerpts and standards. Pure.

Excerpts such as the notes of a bulletin, one article of a law or the 释义 of a prospectus have no title; what the text
calls itself and its terms tell. A standard has a number and its first chapters. A document with a title that names its
kind is read in ``title_block``.
"""

import re
from collections.abc import Sequence

from glossary.chinese.numerals import YEAR_DIGITS
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
# [1] 青河会议，是一九三六年…, 王某某（1924—）: the notes of editions of party documents; but no reference to a book
_PARTY_NOTE = re.compile(
    rf"^[ \t\u3000]*(?:[〔［\[﹝【]\^?\d{{1,3}}[〕］\]﹞】]|[①-⑳⑴-⒇])(?![^\n]{{0,200}}(?:出版|\[[A-Z]\]))"
    rf"[^\n]{{0,80}}(?:一九[{YEAR_DIGITS}]{{2}}|19\d\d)(?:年|—)",
    re.MULTILINE,
)
_PARTY_NAME = re.compile(alternation("document_titles", "own-name-party"))
_NUMBER = re.compile(
    r"(?:[TQ]/)?[A-Z]{2,8}\d{0,6}(?:/[TZ])?[ \u3000]{0,2}\d{1,6}(?:\.\d{1,3})?[—–-]{1,2}\d{4}(?!\d)[ \u3000]*"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_CHAPTER = re.compile(rf"^[ \t\u3000#*\d.]*{alternation('document_titles', 'standard-chapter')}", re.MULTILINE)


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
    if not named and _PARTY_NAME.search(top) and _PARTY_NOTE.search(in_hans):
        return "party_document"
    return named or next((kind for kind, terms in _TERMS.items() if _uses(top, terms)), None)


def _uses(top: str, terms: tuple[str, ...]) -> bool:
    return sum(term in top for term in terms) >= _MIN_TERMS


def title_of_standard(text: str, lines: Sequence[str]) -> str | None:
    r"""Returns the title of a standard; ``None`` for another document.

    Args:
        text: The source's text, which has chapters of normative references or terms.
        lines: Its first lines that may be titles. The title is behind the number of the standard, or below it.

    >>> text = "DB99/T 18—2031\n渡口建设规范\n2 规范性引用文件\n"
    >>> title_of_standard(text, ["DB99/T 18—2031", "渡口建设规范"])
    '渡口建设规范'
    """
    numbers = ((index, found) for index, line in enumerate(lines) if (found := _NUMBER.match(line)))
    index, number = next(numbers, (0, None))
    if not number or not _CHAPTER.search(text, 0, _LENGTH):
        return None
    rest = lines[index][number.end() :]
    return next((line for line in (rest, *lines[index + 1 :]) if _HAN.search(line)), None)

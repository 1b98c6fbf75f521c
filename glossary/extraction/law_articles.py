"""Recognizes the numbered articles of a law: 第三条, 第 2-1 條. Pure."""

import re
from collections import deque
from itertools import islice

from glossary.chinese.word_lists import alternation

NUMBER = r"[一二三四五六七八九十百千零〇○0-9０-９]{1,8}"
BLANKS = " \t\u3000\xa0"
LEAD_IN = rf"[{BLANKS}>#*_•·-]*"
"""What may precede an article on its line: blanks, and Markdown marks of headings, lists and bold print."""
ARTICLE = re.compile(
    rf"^{LEAD_IN}(?P<label>第[{BLANKS}]*{NUMBER}(?:-\d+)?[{BLANKS}]*[条條](?:之[一二三四五六七八九十0-9]{{1,3}})?)"
    rf"(?=[{BLANKS}*（(【：:]|$|(?!{alternation('lead_words', 'behind-reference')})[\u4e00-\u9fff“])[*_：:]*",
    re.MULTILINE,
)
"""The start of an article, with its label: 第三条, 第 2-1 條, - **第二百六十五条**; also 第三条本办法…."""
_LABEL = re.compile(rf"第[{BLANKS}]*{NUMBER}(?:-\d+)?[{BLANKS}]*[条條]")
"""A reference to an article, too; the engine finds its first character much faster than the start of a line."""
_MAX_LABEL_LENGTH = 400  # how far before a place its article may begin
_MIN_ARTICLES = 3


def article_at(text: str, at: int) -> str | None:
    """Returns the label of the article around ``at``, without blanks."""
    before = deque(ARTICLE.finditer(text, max(0, at - _MAX_LABEL_LENGTH), at), maxlen=1)
    return re.sub(r"\s", "", before[0]["label"]) if before else None


def has_articles(text: str) -> bool:
    """Whether ``text`` has at least three articles, as every law has."""
    if text.count("条") + text.count("條") < _MIN_ARTICLES:
        return False
    return _has_several(_LABEL, text) and _has_several(ARTICLE, text)


def _has_several(pattern: re.Pattern[str], text: str) -> bool:
    return len(list(islice(pattern.finditer(text), _MIN_ARTICLES))) == _MIN_ARTICLES

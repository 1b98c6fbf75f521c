"""Reads a document whose title names its kind: a law, a bulletin, a plan, a party document …. Pure.

The title is one of the first lines, or a hint; laws have articles. Issuer, date, place and level are in the title and
between it and the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from glossary.chinese.numerals import ONE_TO_HUNDRED, ONE_TO_TEN, YEAR_DIGITS, value_of
from glossary.chinese.offsets import normalize_line
from glossary.chinese.regions import split_region
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import alternation, list_words, simplified
from glossary.extraction.law_articles import ARTICLE, has_articles
from glossary.extraction.metadata.document_kinds import title_of_standard
from glossary.extraction.metadata.title_block import COMMENT, FRONT_MATTER, date_part
from glossary.model import Region

KINDS = {
    "statute": "statute",
    "bulletin": "statistical_bulletin",
    "plan": "plan",
    "account": "account",
    "filing": "company_filing",
    "party": "party_document",
}
"""Role of a word in ``document_titles.tsv`` → kind of the documents with this word in the title."""

_SEARCH_LENGTH = 3_000  # code points at the start of a text that contain its title and the dates below it
_MAX_TITLE_LENGTH = 80
_MAX_LINES = 6
_OWN_NAME_LENGTH = 20_000
# 关于《渡口法》第三条的解释: an interpretation often has no articles.
_INTERPRETATION = re.compile(r"《[^》\n]{1,40}[法例]》.{0,40}解释$")
_IN_BRACKETS = r"(?:[（(][^（）()]{1,40}[）)])*$"
_TITLED = {
    role: re.compile(alternation("document_titles", role))
    for role in ("bulletin", "plan", "account", "filing", "party")
}
_STATUTE = re.compile(rf"(?P<word>{alternation('document_titles', 'statute')}){_IN_BRACKETS}")
# 青禾县公共服务规划（2031—2035年）: any subject may have a plan.
_PLAN = re.compile(alternation("document_titles", "plan-at-end") + _IN_BRACKETS)
_ANY_TYPE = re.compile(alternation("document_titles", "type-at-end") + _IN_BRACKETS)
_TITLE_LABEL = re.compile(rf"{alternation('title_block_words', 'title-label')}[ \u3000]*[：:][ \u3000]*")
_SENTENCE = re.compile("[。；！？!?]|^各位|[\t ]指[\t ]|^第.{1,6}[条條章](?! ?《)|，.*[：:]$")  # 激励计划 指 …: a row
_NOTE_MARK = re.compile(r"\[\^?\w{1,4}\]|[①-⑳]")
_SUBTITLE = ("—", "─", "（", "(")
_BLANK = "[ \u3000]?"
# 2031年3月5日, 二〇三一年三月五日, 民國 112 年 05 月 31 日; but not 自2031年5月1日起施行, 自…五月一日施行.
_FULL_DATE = re.compile(
    rf"(?:(?P<republic>民国){_BLANK}(?P<count>\d{{1,3}}|[{ONE_TO_HUNDRED}零〇]{{1,5}})"
    rf"|(?P<year>[12]\d{{3}}|[一二][{YEAR_DIGITS}]{{3}})){_BLANK}年{_BLANK}"
    rf"(?P<month>\d{{1,2}}|[{ONE_TO_TEN}]{{1,3}}){_BLANK}月{_BLANK}(?P<day>\d{{1,2}}|[{ONE_TO_TEN}]{{1,3}}){_BLANK}日"
    rf"(?!{_BLANK}{alternation('title_block_words', 'into-force')})"
)
_DATE_LINE = re.compile(rf"[*_]*[（(]{_FULL_DATE.pattern}[）)][*_]*")
"""（一九五二年四月一日）, below a title."""
_FIRST_YEAR_OF_REPUBLIC = 1912
_UNIT = simplified("administrative_units", "county-or-above")
# 株洲市历史文化街区保护条例 is about no county.
_NO_PLACE = "".join(f"(?<!{word})" for word in list_words("administrative_units", "no-place"))
_NAMED_UNIT = rf"[\u4e00-\u9fff]{{2,9}}?{_UNIT}{_NO_PLACE}"
_PLACE = re.compile(rf"(?:关于)?(?:中共|中国共产党)?(?P<place>(?:{_NAMED_UNIT}){{1,2}})")
_NATIONAL = re.compile(simplified("title_block_words", "state"))


@dataclass(frozen=True, slots=True)
class TitledDocument:
    """A document whose title determines its kind.

    Attributes:
        kind: One of the values of ``KINDS``, or ``other``.
        title: As printed, without marks of notes and emphasis.
        issuer: The congress that passed a law, or the office that publishes a bulletin, if the top gives it.
        date: The last date printed between the title and the text, ISO 8601: the date of the version of a law.
        region: The place at the start of the title.
        level: Its level; ``national`` for a national law.
    """

    kind: str
    title: str
    issuer: str | None
    date: str | None
    region: Region
    level: str | None


def read_titled_document(text: str, hints: Mapping[str, str]) -> TitledDocument | None:
    r"""Reads the document by its title; ``None`` if neither title nor hint names a known kind.

    >>> read_titled_document("# 青禾市渡口管理条例\n第一条 一\n第二条 二\n第三条 三\n", {}).kind
    'statute'
    """
    block, lines = _first_lines(text)
    titles = [title for line in lines if (title := _titled_line(line))]
    standard = title_of_standard(text, titles)
    if standard:
        return TitledDocument("standard", standard, None, None, Region(), None)
    for title in (*titles, hints.get("title", "")):
        kind = _kind(text, to_hans(normalize_line(title)))
        if kind:
            folded = to_hans(title)
            region, level = _place(folded)
            printed = titles[0] if title.startswith(_SUBTITLE) else title
            return TitledDocument(kind, printed, _issuer(block, folded), _last_date(block), region, level)
    return None


def read_untyped_document(text: str) -> TitledDocument | None:
    r"""Reads the title of a document of no known kind: a Markdown heading, a line above a date, 在…会议上的讲话.

    >>> texts = "# 渡口杂记\n\n渡口很多。", "在渡口会议上的讲话\n同志们：渡口很多。", "渡口很多\n同志们："
    >>> [found.title if (found := read_untyped_document(text)) else None for text in texts]
    ['渡口杂记', '在渡口会议上的讲话', None]
    """
    block, lines = _first_lines(text)
    dated = len(lines) > 1 and _DATE_LINE.fullmatch(to_hans(lines[1])) is not None
    for line in lines[:2]:
        title = _titled_line(line)
        folded = to_hans(title or "")
        if title and (dated or line.startswith("# ") or _ANY_TYPE.search(folded.strip("《》"))):
            region, level = _place(folded)
            return TitledDocument("other", title, _issuer(block, folded), _last_date(block), region, level)
    return None


def _first_lines(text: str) -> tuple[str, list[str]]:
    """Returns the start of a text without front matter and comments, and its first lines."""
    top = text[: _SEARCH_LENGTH + 1_000]
    front = FRONT_MATTER.match(top)
    block = COMMENT.sub("", top[front.end() if front else 0 :][:_SEARCH_LENGTH])
    return block, list(islice(filter(None, map(str.strip, block.split("\n"))), _MAX_LINES))


def _titled_line(line: str) -> str | None:
    label = _TITLE_LABEL.match(line)
    line = line[label.end() :] if label else line
    title = " ".join(_NOTE_MARK.sub("", line.strip("#*>-_ \t\u3000")).strip("*_ \t\u3000").split())
    return title if 2 <= len(title) <= _MAX_TITLE_LENGTH and not _SENTENCE.search(title) else None


def _kind(text: str, title: str) -> str | None:
    if not title:
        return None
    statute = _STATUTE.search(title.strip("《》"))
    is_own = statute is not None and f"本{statute['word']}" in to_hans(text[:_OWN_NAME_LENGTH])
    if statute and (is_own or has_articles(text) or _INTERPRETATION.search(title)):
        return KINDS["statute"]
    kind = next((KINDS[role] for role, pattern in _TITLED.items() if pattern.search(title)), None)
    return kind or (KINDS["plan"] if _PLAN.search(title.strip("《》")) else None)


_CONGRESS = re.compile(
    rf"(?P<place>(?!(?<=[0-9{ONE_TO_TEN}])日)[\u4e00-\u9fff]{{2,9}}?{_UNIT})?第[{ONE_TO_HUNDRED}]{{1,4}}届"
    r"(?P<all>全国)?人民代表大会(?P<committee>常务委员会)?"
)
_OFFICE = re.compile(r"^[ \t\u3000>*]*(?P<office>[\u4e00-\u9fff]{2,16}统计局)[ \t\u3000*]*$", re.MULTILINE)
# 中共中央 国务院关于…的意见, 最高人民法院、最高人民检察院关于…的解释: the offices in front of the title.
_AUTHOR = rf"[\u4e00-\u9fff]{{0,24}}?{alternation('title_block_words', 'office-at-end')}"
_AUTHORS = re.compile(rf"(?P<offices>{_AUTHOR}(?:[、 ]{_AUTHOR})*) ?(?:关于|印发)")
# 青禾省人民政府令第12号, 2031年7月22日 国家渡口局令第43号公布
_ORDER = re.compile(
    rf"(?:^|日[ \u3000])[ \t\u3000>*（(]*(?P<office>{_AUTHOR})令[ \t\u3000*]*(?:第|$|[（(])", re.MULTILINE
)


def _issuer(block: str, title: str) -> str | None:
    """Returns the congress that passed a law, the offices in front of a title, or the office that signs."""
    head = _head(block)
    congress = next((found for found in _CONGRESS.finditer(head) if found["place"] or found["all"]), None)
    if congress:
        return f"{congress['place'] or congress['all']}人民代表大会{congress['committee'] or ''}"
    authors = _AUTHORS.match(title)
    office = _OFFICE.search(head) or _ORDER.search(head)
    return authors["offices"] if authors else office["office"] if office else None


def _head(block: str) -> str:
    """Returns what stands before the first article, simplified; without articles, the first lines."""
    article = ARTICLE.search(block)
    return to_hans(block[: article.start() if article else 600])


def _last_date(block: str) -> str | None:
    """Returns the last date before the first article or paragraph: a law lists all its versions, the latest last."""
    dates = [_iso(found) for found in _FULL_DATE.finditer(_head(block))]
    return max(filter(None, dates), default=None)


def _year_of_republic(number: str) -> int:
    """Converts 九十二, 一百零七 or 112 to a number."""
    hundreds, _, rest = number.rpartition("百")
    return 100 * (value_of(hundreds) or 0) + (value_of(rest.lstrip("零〇")) or 0)


def _iso(found: re.Match[str]) -> str | None:
    count = _year_of_republic(found["count"]) if found["republic"] else None
    year = _FIRST_YEAR_OF_REPUBLIC - 1 + count if count else date_part(found["year"]) or 0
    try:
        return date(year, date_part(found["month"]) or 0, date_part(found["day"]) or 0).isoformat()
    except ValueError:
        return None


def _place(title: str) -> tuple[Region, str | None]:
    if _NATIONAL.match(title):
        return Region(), "national"
    found = _PLACE.match(title)
    return split_region(found["place"]) if found else (Region(), None)

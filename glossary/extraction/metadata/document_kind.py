"""Determines the kind of an official document other than a report, from its title and its articles. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from glossary.chinese.offsets import normalize_line
from glossary.chinese.regions import split_region
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import alternation
from glossary.extraction.law_articles import ARTICLE, has_articles
from glossary.extraction.metadata.title_block import date_part
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

_FRONT_MATTER = re.compile(r"\s*---\n(?:[^\n]{0,600}\n){0,80}?---\n")
_COMMENT = re.compile(r"<!--.{0,400}?-->", re.DOTALL)
_SEARCH_LENGTH = 3_000  # code points at the start of a text that contain its title and the dates below it
_MAX_TITLE_LENGTH = 80
_MAX_LINES = 6
_STATUTE = re.compile(rf"{alternation('document_titles', 'statute')}(?:[（(][^（）()]{{1,40}}[）)])*$")
_TITLED = {
    role: re.compile(alternation("document_titles", role))
    for role in ("bulletin", "plan", "account", "filing", "party")
}
_SENTENCE = re.compile("[。；！？!?]|^各位|^第.{1,6}[条章]")
_NOTE_MARK = re.compile(r"\[\^?\w{1,4}\]|[①-⑳]")
_DATE = re.compile(
    r"([12]\d{3}|[一二][〇○零一二三四五六七八九]{3})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_PLACE = re.compile(r"(?:关于)?(?P<place>[\u4e00-\u9fff]{2,9}?(?:省|自治区|自治州|自治县|市|盟|州|县|区|旗)){1,2}")
_NATIONAL = re.compile(r"中华人民共和国|最高人民法院|国务院|全国人民代表大会")


@dataclass(frozen=True, slots=True)
class TitledDocument:
    """A document whose title determines its kind.

    Attributes:
        kind: One of the values of ``KINDS``.
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
    top = text[: _SEARCH_LENGTH + 1_000]
    front = _FRONT_MATTER.match(top)
    block = _COMMENT.sub("", top[front.end() if front else 0 :][:_SEARCH_LENGTH])
    lines = islice(filter(None, map(str.strip, block.split("\n"))), _MAX_LINES)
    titles = [title for line in lines if (title := _title(line))]
    for title in (*titles, hints.get("title", "")):
        kind = _kind(text, to_hans(normalize_line(title)))
        if kind:
            region, level = _place(to_hans(title))
            return TitledDocument(kind, title, _issuer(block), _last_date(block), region, level)
    return None


def _title(line: str) -> str | None:
    title = " ".join(_NOTE_MARK.sub("", line.strip("#*>-_ \t\u3000")).strip("*_ \t\u3000").split())
    return title if 2 <= len(title) <= _MAX_TITLE_LENGTH and not _SENTENCE.search(title) else None


def _kind(text: str, title: str) -> str | None:
    if not title:
        return None
    if _STATUTE.search(title) and has_articles(text):
        return KINDS["statute"]
    return next((KINDS[role] for role, pattern in _TITLED.items() if pattern.search(title)), None)


_CONGRESS = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,9}?(?:省|自治区|自治州|市|州|县|区|旗))?第[一二三四五六七八九十百]{1,4}届"
    r"(?P<all>全国)?人民代表大会(?P<committee>常务委员会)?"
)
_OFFICE = re.compile(r"^[ \t\u3000>*]*(?P<office>[\u4e00-\u9fff]{2,16}统计局)[ \t\u3000*]*$", re.MULTILINE)


def _issuer(block: str) -> str | None:
    article = ARTICLE.search(block)
    head = to_hans(block[: article.start() if article else 600])
    congress = next((found for found in _CONGRESS.finditer(head) if found["place"] or found["all"]), None)
    if congress:
        return f"{congress['place'] or congress['all']}人民代表大会{congress['committee'] or ''}"
    office = _OFFICE.search(head)
    return office["office"] if office else None


def _last_date(block: str) -> str | None:
    """Returns the last date before the first article or paragraph: a law lists all its versions, the latest last."""
    article = ARTICLE.search(block)
    head = block[: article.start() if article else 600]
    dates = [_iso(*found.groups()) for found in _DATE.finditer(to_hans(head))]
    return max(filter(None, dates), default=None)


def _iso(*parts: str) -> str | None:
    year, month, day = (date_part(part) or 0 for part in parts)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _place(title: str) -> tuple[Region, str | None]:
    if _NATIONAL.match(title):
        return Region(), "national"
    found = _PLACE.match(title)
    return split_region(found["place"]) if found else (Region(), None)

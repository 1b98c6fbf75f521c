"""Reads the title block of a report, in any printed layout: title, date, meeting, speaker. Pure.

A report has its title block above 各位代表. Also finds the year a report reviews and the year it plans, from its
headings and paragraphs. Other documents are read in ``titled_document``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.chinese.normalize import half_width
from glossary.chinese.numerals import ONE_TO_HUNDRED, ONE_TO_TEN, YEAR_DIGITS, value_of, year_of
from glossary.chinese.script import text_to_hans, to_hans
from glossary.chinese.word_lists import alternation, simplified, spaced, word_set
from glossary.model import Meeting, Speaker

_MAX_LENGTH = 2_000
"""The part of a text that may hold its title block, in code points."""
_MAX_TITLE_DISTANCE = 200
"""The range below a title that may hold date and speaker, in code points."""
FRONT_MATTER = re.compile(r"\s*---\n(?:[^\n]{0,600}\n){0,80}?---\n")
COMMENT = re.compile(r"<!--.{0,400}?-->", re.DOTALL)
_MARKUP = re.compile(r"<!--[\s\S]{0,400}?-->|\[bookmark:[^\]\n]{0,60}\]|[*_#>`]+|&nbsp;|\ufeff")
_REPRESENTS = "我(?:受.{0,12}委托[，,]?)?(?:谨)?代表"
# Every alternative begins with a character, because the engine finds these fastest.
_SALUTATION = re.compile(
    rf"各\s*位\s*(?:代\s*表|委\s*员)|现在[，,]?{_REPRESENTS}|，{_REPRESENTS}|,{_REPRESENTS}|{_REPRESENTS}"
)
_HEADING_OF_PART = re.compile(r"^[ *#]*(?:一、|第一部分|[0-9]{4}年.{0,12}回顾)", re.MULTILINE)
_SIGNS_OF_PART = ("一、", "第一部分", "回顾")

_NUMBER = f"[{ONE_TO_HUNDRED}]{{1,4}}|[0-9]{{1,2}}"
_DATE = re.compile(
    rf"([12][0-9]{{3}}|[一二][{YEAR_DIGITS}]{{3}})年(?:([01]?[0-9]|[{ONE_TO_TEN}]{{1,3}})月"
    rf"(?:([0-3]?[0-9]|[{ONE_TO_TEN}]{{1,3}})日)?)?"
)
_MEETING = re.compile(
    rf"([\u4e00-\u9fff]{{0,24}}?)第?({_NUMBER})届(?:全国|[\u4e00-\u9fff]{{0,4}})?(?:人民代表大会|人大)(?:常务委员会)?第?({_NUMBER})次"
    r"(?:全体)?会议"
)
_POST = simplified("title_block_words", "post").replace("长", " ?长")
_UNIT = simplified("administrative_units", "county-or-above")
_NAME = r"(?:[\u4e00-\u9fff] {0,6}){1,5}[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,7}(?:[·•・‧∙] ?[\u4e00-\u9fff]{1,9}){1,2}"
_SPEAKER = re.compile(
    rf"^[ (]*((?:[\u4e00-\u9fff] ?){{0,22}}?(代理|代)? ?{_POST})[ ::]*({_NAME})[ )]*$",
    re.MULTILINE,
)
# …第四次会议上 青禾市市长 王某某, on one line.
_SPEAKER_IN_LINE = re.compile(
    rf"会议上[ ，,—]{{1,8}}((?:[\u4e00-\u9fff] ?){{0,22}}?(代理|代)? ?{_POST}) +({_NAME}) *$",
    re.MULTILINE,
)
# 王某某 青禾市人民政府市长: the name before the post, which then names its government.
_SPEAKER_FIRST = re.compile(
    r"^[ (]*([\u4e00-\u9fff](?: {0,6}[\u4e00-\u9fff]){1,3}) +"
    rf"([\u4e00-\u9fff]{{1,20}}{_UNIT}(?:人民)?政府(代理|代)?{_POST})[ )]*$",
    re.MULTILINE,
)
# Below the meeting, or in brackets with the date, a name may be printed without a post.
_LONE_NAME = re.compile(
    rf"^ *([\u4e00-\u9fff] {{0,6}}[\u4e00-\u9fff](?: ?[\u4e00-\u9fff])?) *$|月[^\n月]{{1,3}}日 +({_NAME}) ?\)",
    re.MULTILINE,
)
TITLE_YEAR = rf"(?:[0-9]{{4}}|[一二][{YEAR_DIGITS}]{{3}})"
# 二〇二三年 青禾市政府工作报告; 青禾市 2023 年 政府工作报告; 青 禾 市 政 府 工 作 报 告; 政府工作报告(2023年).
_TITLE = re.compile(
    rf"^ *(《?(?:{TITLE_YEAR} *年?(?:度)? *)?(?:[\u4e00-\u9fff]{{0,16}}?|(?:[\u4e00-\u9fff] +){{2,16}}?)"
    rf"(?: *[0-9]{{4}} *年(?:度)?)? *政 *府 *工 *作 *(?:的 *)?报 *告》?(?: *\({TITLE_YEAR}年?度?\))?)"
    r"(?: *\([^)\n]{0,30}\))? *(?:$|——)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The metadata at the top of a text; nothing here is inferred.

    Attributes:
        title: As printed (speaker and meeting too), without letter spacing and surrounding brackets.
        date: ISO 8601, cut to ``date_precision``.
        date_precision: ``day``, ``month`` or ``year``.
        place: The place name before the congress (株洲市荷塘区), simplified; empty for a bare 市 or no place.
        meeting: The congress and session.
        speaker: The speaker and the post; the post is empty if only a name is printed.
        body_start: Where the block ends, in code points of the text.
    """

    title: str | None
    date: str | None
    date_precision: str | None
    place: str
    meeting: Meeting | None
    speaker: Speaker | None
    body_start: int


def read_title_block(text: str) -> TitleBlock:
    """Returns the title block of ``text``; all fields are empty without one."""
    front = FRONT_MATTER.match(text[: 3 * _MAX_LENGTH])
    start = front.end() if front else 0
    printed = text[start : start + _MAX_LENGTH]
    folded = half_width(text_to_hans(text)[start : start + _MAX_LENGTH])
    end = _end(folded)
    block, printed_block = _without_markup(folded[:end], printed[:end])
    joined, printed_joined = re.sub(r"\s+", "", block), re.sub(r"\s+", "", printed_block)
    meeting, place = _meeting(joined, printed_joined)
    date, precision = _date(joined)
    return TitleBlock(
        _title(block, printed_block), date, precision, place, meeting, _speaker(block, printed_block), start + end
    )


def _without_markup(folded: str, printed: str) -> tuple[str, str]:
    """Returns both forms of the block without markup; both keep the same length, so that their offsets agree."""
    spans = [found.span() for found in _MARKUP.finditer(folded)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(folded)]
    kept = [slice(*span) for span in zip(starts, ends, strict=True)]
    return "".join(folded[part] for part in kept), "".join(printed[part] for part in kept)


def _end(text: str) -> int:
    """Returns the end of the block: the salutation, the first heading of a part, or a few lines below a title."""
    salutation = _SALUTATION.search(text)
    heading = _HEADING_OF_PART.search(text) if any(sign in text for sign in _SIGNS_OF_PART) else None
    end = min((one.start() for one in (salutation, heading) if one), default=-1)
    if end >= 0:
        return end
    top = text[:_MAX_TITLE_DISTANCE]
    return len(top) if _TITLE.search(_MARKUP.sub("", top)) else 0


def _title(block: str, printed: str) -> str | None:
    found = _TITLE.search(block)
    return re.sub(r"\s", "", printed[slice(*found.span(1))]).strip("《》") if found else None


def _meeting(joined: str, printed: str) -> tuple[Meeting | None, str]:
    """Returns the meeting the report is given to; 区六届人大三次会议材料 is the header of a booklet."""
    meetings = _MEETING.finditer(joined) if "届" in joined and "会议" in joined else ()
    candidates = [found for found in meetings if joined[found.end() : found.end() + 2] not in _BOOKLET]
    if not candidates:
        return None, ""
    found = next((one for one in candidates if joined[one.end() : one.end() + 1] == "上"), candidates[0])
    place = re.sub(r"^(?:.*日在|.*在|日)", "", found[1])
    name = printed[found.end(1) - len(place) : found.end()]
    congress, session = (_integer(number) for number in found.group(2, 3))
    if "全国人民代表大会" in found[0]:
        place = "全国"
    return Meeting(name, congress, session), "" if place in _OWN_UNITS else place


_BOOKLET = word_set("title_block_words", "booklet")
_OWN_UNITS = word_set("administrative_units", "county-or-above")


def _integer(number: str) -> int | None:
    return value_of(number) if len(number) <= 3 else None


def _date(joined: str) -> tuple[str | None, str | None]:
    """Returns the first full date of the block; a lone year belongs to a title, not to a date."""
    for found in _DATE.finditer(joined):
        year, month, day = (date_part(part) for part in found.groups())
        if year and month and 1 <= month <= 12:
            if day and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}", "day"
            return f"{year:04d}-{month:02d}", "month"
    return None, None


def date_part(number: str | None) -> int | None:
    """Converts a year, month or day in Arabic or Chinese figures to a number."""
    if not number:
        return None
    return year_of(number) or value_of(number)


def _speaker(block: str, printed: str) -> Speaker | None:
    """Returns name and post, as printed; ``printed`` is the block in its own script, of the same length."""
    orders = ((1, 2, 3, _SPEAKER), (1, 2, 3, _SPEAKER_IN_LINE), (2, 3, 1, _SPEAKER_FIRST))
    for office, acting, person, pattern in orders:
        for found in pattern.finditer(block):
            if not _NOT_A_NAME.search(re.sub(r"\s", "", found[person])) and not _MENU.search(found[office]):
                post, name = (re.sub(r"\s", "", printed[slice(*found.span(part))]) for part in (office, person))
                return Speaker(name, post, acting=found[acting] is not None)
    lone = list(_LONE_NAME.finditer(block))
    if not lone:
        return None
    name = re.sub(r"\s", "", printed[slice(*lone[-1].span(1 if lone[-1][1] else 2))])
    return Speaker(name, "") if not _NOT_A_NAME.search(to_hans(name)) else None


_MENU = re.compile(alternation("footer_words", "menu"))
_NOT_A_NAME = re.compile(f"{simplified('title_block_words', 'no-name')}|{alternation('footer_words', 'label', 'menu')}")


_MAX_HEADING_LENGTH = 60
# The pattern begins with its digits, which the engine finds four times as fast as with the look-behind first.
_YEAR = re.compile(r"[12](?:(?<=1)9|(?<=2)0)(?<!\d..)\d\d(?!\d)")
_REVIEW = re.compile(f"{spaced('report_words', 'review')}|取得.{{0,10}}{simplified('report_words', 'achievement')}")
_PLAN = re.compile(alternation("report_words", "plan"))
_HORIZON = re.compile(rf"[到至]\s*20\d\d|{alternation('report_words', 'horizon')}")
"""A distant target year in a heading (2035年远景目标), not the year that the report plans."""
_PARAGRAPH = re.compile(r"^[ \t\u3000*]*(?:进入|進入)?(20\d\d|19\d\d)年(?:以?[来來]|是|[,，])", re.MULTILINE)
_LAST_YEAR = re.compile(alternation("report_words", "last-year"))


@dataclass(frozen=True, slots=True)
class ReportYears:
    """The year reviewed and the year planned; ``None`` if the text does not give it."""

    review: int | None = None
    plan: int | None = None


def find_years(text: str, body_start: int = 0, date: str | None = None) -> ReportYears:
    r"""Returns the years that headings name (2022年工作回顾, 2023年工作任务), or else those that open paragraphs.

    Args:
        text: The source's text.
        body_start: Where the title block ends.
        date: The stated date, ISO 8601. It is never the source of a year, but a report of January 2023 cannot review
            2023: headings that contradict it (decisions of another year) are ignored.

    >>> find_years("一、2022年工作回顾\n过去的一年……\n二、2023年工作任务\n")
    ReportYears(review=2022, plan=2023)
    """
    expected = _expected_review(date)
    review = plan = None
    for heading, year in _headings(text, body_start):
        if (expected and year not in {expected, expected + 1}) or _HORIZON.search(heading):
            continue
        if review is None and (_REVIEW.search(heading) or year == expected) and (not expected or year == expected):
            review = year
        elif plan is None and _PLAN.search(heading) and year == (review or expected or year - 1) + 1:
            plan = year
        if review and plan:
            break
    if review is None and plan is not None and _LAST_YEAR.search(text, body_start, body_start + 800):
        review = plan - 1
    if review is None and plan is None:
        return _opening_years(text, body_start, expected)
    return ReportYears(review, plan)


def _expected_review(date: str | None) -> int | None:
    """Returns the year under review: the current one for reports of the last quarter, otherwise the year before."""
    if not date or len(date) < 7:
        return None
    year, month = int(date[:4]), int(date[5:7])
    return year if month >= 10 else year - 1


def _headings(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yields short lines that name a year and are not sentences, with the year; a comma adds the next line."""
    for line in text[start:].split("\n"):
        found = _YEAR.search(line) if len(line) <= _MAX_HEADING_LENGTH else None
        if found and "。" not in line and not line.rstrip().endswith(("，", ",", "、")):
            yield line, int(found[0])


def _opening_years(text: str, body_start: int, expected: int | None) -> ReportYears:
    years = [int(found[1]) for found in _PARAGRAPH.finditer(text, body_start)]
    review = expected if expected in years else years[0] if years and expected is None else None
    return ReportYears(review, review + 1 if review and review + 1 in years else None)

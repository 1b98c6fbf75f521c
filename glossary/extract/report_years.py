"""The year a report looks back on and the year it plans, as its headings and paragraphs say them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_HEADING = 60
# It begins with its digits, which the engine looks for four times as fast as for a place behind no digit.
_YEAR = re.compile(r"(?:19|20)(?<!\d..)\d\d(?!\d)")
_REVIEW = re.compile(
    r"回\s*顾|总\s*结|主要成(?:效|绩|就)|完成情况|执行情况|[过已]去|取得.{0,10}(?:成效|成绩|成就|进展|突破)"
)
_PLAN = re.compile(
    r"任[务務]|目[标標]|安排|工作重[点點]|重[点點]工作|[总總][体體](?:要求|思路)|工作(?:要求|思路)|打算|部署|建[议議]|[计計][划劃]"
    r"|主要工作(?!回[顾顧])|意[见見]|[预預]期"
)
_HORIZON = re.compile(r"[到至]\s*20\d\d|[远遠愿願]景|[净淨]零|碳(?:中和|[达達]峰)")
"""A year far ahead that a heading aims at (2035年远景目标), not the one that the report plans."""
_PARAGRAPH = re.compile(r"^[ \t\u3000*]*(?:进入|進入)?(20\d\d|19\d\d)年(?:以来|以來|来|是|[,，])", re.MULTILINE)
_LAST_YEAR = re.compile(r"去年|過去一年|过去一年|过去的一年")


@dataclass(frozen=True, slots=True)
class Years:
    """The year looked back on and the year planned, ``None`` where the text does not say."""

    review: int | None = None
    plan: int | None = None


def find_years(text: str, body_start: int = 0, date: str | None = None) -> Years:
    r"""The years that headings name (2022年工作回顾, 2023年工作任务), else those that paragraphs open with.

    Args:
        text: The source's text.
        body_start: Where the title block ends.
        date: The stated date, ISO 8601. It never gives a year, but a report of January 2023 cannot look back on 2023:
            headings that disagree with it (decisions of another year) are passed over.

    >>> find_years("一、2022年工作回顾\n过去的一年……\n二、2023年工作任务\n")
    Years(review=2022, plan=2023)
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
    return Years(review, plan)


def _expected_review(date: str | None) -> int | None:
    """Reports of the last quarter look back on the year that ends, all others on the year before."""
    if not date or len(date) < 7:
        return None
    year, month = int(date[:4]), int(date[5:7])
    return year if month >= 10 else year - 1


def _headings(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Short lines that name a year and are no sentence, with the year; a line that ends in a comma goes on below."""
    end = start
    for found in _YEAR.finditer(text, start):
        if found.start() < end:
            continue
        begin = text.rfind("\n", start, found.start()) + 1
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        line = text[begin:end]
        if len(line) <= _LONGEST_HEADING and "。" not in line and not line.rstrip().endswith(("，", ",", "、")):
            yield line, int(found[0])


def _opening_years(text: str, body_start: int, expected: int | None) -> Years:
    years = [int(found[1]) for found in _PARAGRAPH.finditer(text, body_start)]
    review = expected if expected in years else years[0] if years and expected is None else None
    return Years(review, review + 1 if review and review + 1 in years else None)

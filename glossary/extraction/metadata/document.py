"""Reads the metadata of a document from its title block, its running text and hints. Pure.

Stated metadata is what the text itself gives as its title, date, place, meeting and speaker, and the date, issuer,
publisher and author in front matter or in the columns of a data set. Inferred metadata follows from general knowledge
(the province of a city), from the path, from a title that is not printed, or from the running text. The two are kept
apart: a wrong inference must not look like a fact.

Also reads the byline of a news feature about a report: paper, reporters, headline.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from glossary.chinese.normalize import half_width
from glossary.chinese.numerals import ONE_TO_NINE, ONE_TO_TEN, year_of
from glossary.chinese.regions import find_cities, find_region, province_of, region_code, split_region
from glossary.chinese.script import detect_script, text_to_hans, to_hans, to_script
from glossary.chinese.word_lists import alternation, simplified, spaced, word_set
from glossary.extraction.metadata.document_kinds import kind_of_excerpt
from glossary.extraction.metadata.title_block import TITLE_YEAR, TitleBlock, find_years, read_title_block
from glossary.extraction.metadata.titled_document import (
    TitledDocument,
    read_titled_document,
    read_untyped_document,
)
from glossary.model import Document, Metadata, Region

_MAX_LENGTH = 60_000
_REPORTERS = tuple(
    dict.fromkeys(
        to_script(word, script)
        for word in sorted(word_set("title_block_words", "reporter"))
        for script in ("zh-Hans", "zh-Hant")
    )
)
_REPORTER = alternation("title_block_words", "reporter")
_BYLINE = re.compile(rf"^[ \t\u3000]*([^\n。]{{0,40}}?{_REPORTER}[^\n。:：]{{1,60}})$", re.MULTILINE)
_JOB = re.compile(rf"(?:[\u4e00-\u9fff]{{0,4}}?[记記]者|{alternation('title_block_words', 'further-reporter')})")
_PAPER = re.compile(rf"[\u4e00-\u9fff]{{2,8}}?{simplified('title_block_words', 'paper')}|掌上[\u4e00-\u9fff]{{2,4}}")
_ABOUT_REPORT = re.compile(alternation("title_block_words", "about-report"))
_CREDITS = word_set("title_block_words", "byline-credit")


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors, paper and headline of a feature."""

    title: str | None
    publisher: str | None
    authors: tuple[str, ...]


def read_byline(text: str) -> Byline | None:
    r"""Returns the byline of a feature; ``None`` for any other text.

    >>> read_byline("云河扬帆启航\n\n云河日报 记者张三 通讯员李四\n")
    Byline(title='云河扬帆启航', publisher='云河日报', authors=('张三', '李四'))
    """
    first = min((at for word in _REPORTERS if (at := text.find(word, 0, _MAX_LENGTH)) >= 0), default=-1)
    found = _BYLINE.search(text, text.rfind("\n", 0, first) + 1, _MAX_LENGTH) if first >= 0 else None
    if not found:
        return None
    line = found[1]
    authors = _authors(line)
    papers = list(dict.fromkeys(_PAPER.findall(line[: line.find(authors[0])] if authors else line)))
    if not authors or not (papers or _ABOUT_REPORT.search(text[:_MAX_LENGTH])):
        return None
    return Byline(_headline(text, found.start()), " / ".join(papers) or None, authors)


def _authors(line: str) -> tuple[str, ...]:
    jobs = list(_JOB.finditer(line))
    names: list[str] = []
    for job, end in zip(jobs, [*(later.start() for later in jobs[1:]), len(line)], strict=True):
        names += re.findall(r"[\u4e00-\u9fff]{2,4}", line[job.end() : end])
    return tuple(name for name in dict.fromkeys(names) if name not in _CREDITS)


def _headline(text: str, end: int) -> str | None:
    """Returns the line above the byline, if it is short and not a sentence."""
    above = text[:end].rstrip()
    line = above[above.rfind("\n") + 1 :].strip(" \t\u3000*#")
    return line if 4 <= len(line) <= 40 and not re.search(r"[。；;]", line) else None


_OPENING = 800
_GOVERNMENT = simplified("title_block_words", "government")
_REPRESENTS = re.compile(rf"我(?:受.{{0,12}}委托[,，]?)?(?:谨)?代表([\u4e00-\u9fff]{{0,24}}?{_GOVERNMENT})")
_OWN_GOVERNMENT = re.compile(
    f"(?:{simplified('title_block_words', 'term-of-office')}"
    f"|{simplified('administrative_units', 'county-or-above', 'township')})?(?:人民)?政府"
)
_ENDING = re.compile(r"[!！][”’\"]?\s*$", re.MULTILINE)
_LAST_WORDS = re.compile(alternation("report_words", "peroration"))
_NOTES = re.compile(rf"{spaced('report_words', 'after-report')}|[{ONE_TO_NINE[:5]}]、.{{0,20}}(?:意见|建议)")


def find_document(text: str, hints: Mapping[str, str] | None = None, *, script: str | None = None) -> Document:
    """Returns the stated and the inferred metadata of ``text``, kept apart; missing values are ``None``.

    Args:
        text: The source's text.
        hints: ``region``, ``year``, ``title``, ``issuer``, ``date``, ``publisher``, ``author`` from path, front matter
            and the columns of a row, used only if the text states none. The path gives no more than region and year, so
            ``issuer``, ``date``, ``publisher`` and ``author`` are stated by the record of the document; the others are
            inferred facts, since a title in a record is often that of a web page.
        script: The script, if the caller knows it or has no use for it; finding it takes as long as all the rest.

    Returns:
        The document; never raises.
    """
    block = read_title_block(text)
    in_hans = text_to_hans(text)
    opening = in_hans[block.body_start : block.body_start + _OPENING]
    given = dict(hints or {})
    titled = None if _is_report(block, opening) else read_titled_document(text, given)
    kind = titled.kind if titled else _kind(text, block, opening)
    if kind == "other":
        kind = kind_of_excerpt(in_hans) or kind
        titled = read_untyped_document(text)
    printed = replace(_stated_by_title(titled, given), kind=kind) if titled else _stated(text, block, opening, kind)
    stated = _with_record(printed, given)
    inferred = _inferred(text, stated, _hints_of_title(stated.title, given) | given)
    return Document(stated, inferred, script or detect_script(text, in_hans), _is_complete(text, kind))


def _is_report(block: TitleBlock, opening: str) -> bool:
    return _REPRESENTS.search(opening[:600]) is not None or "报告" in to_hans(block.title or "")


def _with_record(stated: Metadata, hints: Mapping[str, str]) -> Metadata:
    """Completes what the text states with what front matter or the columns of its row state."""
    date, precision = (stated.date, stated.date_precision) if stated.date else _find_date(hints.get("date", ""))
    return replace(
        stated,
        issuer=stated.issuer or hints.get("issuer"),
        publisher=stated.publisher or hints.get("publisher"),
        authors=stated.authors or tuple(filter(None, (hints.get("author"),))),
        date=date,
        date_precision=precision,
    )


def _stated_by_title(titled: TitledDocument, hints: Mapping[str, str]) -> Metadata:
    """Returns the metadata in the title of a law, a bulletin, a plan …; a title from a hint is not stated."""
    return Metadata(
        kind=titled.kind,
        title=mend_title(titled.title) if titled.title != hints.get("title") else None,
        issuer=titled.issuer,
        region=titled.region,
        level=titled.level,
        date=titled.date,
        date_precision="day" if titled.date else None,
    )


_DOUBLED = re.compile(r"(?P<once>.{4,}?)[\s_|—–·-]*(?P=once)")
# 青禾市市政府: the name of the city and 市政府, joined by a web site.
_DOUBLED_UNIT = re.compile(
    rf"(?P<unit>{alternation('administrative_units', 'county-or-above')})(?P=unit)(?=(?:人民)?政府)"
)
_DELIVERED = re.compile(r"\s*[（(]\d{4}年\d{1,2}月\d{1,2}日[^（）()]{0,20}[）)]$")


def mend_title(title: str) -> str:
    """Returns ``title`` once, if a page prints it twice in a row, and without a doubled 市 or 省.

    >>> mend_title("青禾市政府工作报告_青禾市政府工作报告"), mend_title("青禾市市政府工作报告")
    ('青禾市政府工作报告', '青禾市政府工作报告')
    """
    doubled = _DOUBLED.fullmatch(title.strip())
    return _DOUBLED_UNIT.sub(r"\g<unit>", doubled["once"] if doubled else title)


_TITLE_PARTS = re.compile(
    rf"(?:(?P<before>{TITLE_YEAR})年?度?)?(?P<place>[\u4e00-\u9fff]{{2,16}}?)?(?:(?P<after>{TITLE_YEAR})年)?"
    rf"《?(?P<report>(?:人民)?政府工作[报報]告)》?(?:[（(](?P<late>{TITLE_YEAR})年?度?[）)])?"
)


def _hints_of_title(stated: str | None, hints: Mapping[str, str]) -> dict[str, str]:
    """Returns the year and the place that the title of a report names: 株洲市2023年政府工作报告.

    >>> _hints_of_title("株洲市2023年政府工作报告", {}), _hints_of_title("政府工作报告", {})
    ({'year': '2023', 'region': '株洲市'}, {})
    """
    found = _TITLE_PARTS.fullmatch(half_width(to_hans(hints.get("title") or stated or "")))
    if not found:
        return {}
    year = year_of(found["before"] or found["after"] or found["late"] or "")
    place = found["place"] if found["place"] and find_region(found["place"])[1] else None
    return {name: str(value) for name, value in (("year", year), ("region", place)) if value}


def _hinted_title(hints: Mapping[str, str], region: Region, year: int | None) -> str | None:
    """Returns the title of a hint; completes that of a report with its place and year: 青禾市2031年政府工作报告."""
    if "title" not in hints:
        return None
    hinted = mend_title(hints["title"])
    parts = _TITLE_PARTS.fullmatch(half_width(_DELIVERED.sub("", hinted).strip()))
    years = [parts[name] for name in ("before", "after", "late") if parts[name]] if parts else []
    if not parts or (parts["place"] and years):
        return hinted
    place = parts["place"] or "".join(filter(None, (region.city, region.county))) or region.province
    printed = f"{year_of(years[0]) if years else year}年" if years or year else ""
    return f"{place or ''}{printed}{parts['report']}"


_BARE_TITLE = re.compile(rf"(?P<report>(?:政府)?工作的?报告)(?:[（(](?P<year>{TITLE_YEAR})年?度?[）)])?")


def _composed_title(stated: Metadata, region: Region, year: int | None, hints: Mapping[str, str]) -> str | None:
    """Adds place and year to a printed title that is only 政府工作报告, or takes a hinted title with the place."""
    bare = _BARE_TITLE.fullmatch(half_width(to_hans(stated.title or "")))
    if not stated.title or not bare:
        return None
    named = "".join(filter(None, (region.city, region.county))) or region.province
    place = named or ("国务院" if stated.level == "national" else None)
    hinted = mend_title(hints.get("title", ""))
    names_place = (region.county or region.city or "") in hinted
    is_whole = "报告" in to_hans(hinted) and not _DELIVERED.search(hinted)
    if names_place and is_whole and len(hinted) > len(stated.title) + 2:
        return hinted
    year = year_of(bare["year"] or "") or year
    parts = (place, f"{year}年" if year else None)
    return "".join((*filter(None, parts), stated.title[: bare.end("report")])) if any(parts) else None


def _kind(text: str, block: TitleBlock, opening: str) -> str:
    """Returns the kind of the document; a report addresses 各位代表, a feature has reporters."""
    if _REPRESENTS.search(opening[:600]) or block.meeting or (block.title and "报告" in to_hans(block.title)):
        return "government_work_report"
    if read_byline(text):
        return "news_feature"
    return "government_work_report" if re.search(r"各位代表", opening) else "other"


def _stated(text: str, block: TitleBlock, opening: str, kind: str) -> Metadata:
    years = find_years(text, block.body_start, block.date)
    if kind == "news_feature" and (byline := read_byline(text)):
        return Metadata(
            kind=kind,
            title=byline.title,
            publisher=byline.publisher,
            authors=byline.authors,
            region=_opening_county(opening),
            review_year=years.review,
            plan_year=years.plan,
        )
    place = block.place or _represented_place(opening)
    region, level = (Region(), "national") if place in {"全国", "中华人民共和国"} else split_region(place)
    return Metadata(
        kind=kind,
        title=mend_title(block.title) if block.title else None,
        issuer=_issuer(place),
        region=region,
        level=level,
        date=block.date,
        date_precision=block.date_precision,
        speaker=block.speaker,
        meeting=block.meeting,
        review_year=years.review,
        plan_year=years.plan,
    )


def _represented_place(opening: str) -> str:
    """Returns the place in 我代表深圳市人民政府; empty for 我代表市人民政府."""
    found = _REPRESENTS.search(opening[:600])
    named = re.sub(rf"第[{ONE_TO_TEN}]+届", "", found[1]) if found else ""
    if not found or _OWN_GOVERNMENT.fullmatch(named):
        return ""
    place = re.sub(f"{_GOVERNMENT}$", "", named)
    return "全国" if not place and found[1] == "国务院" else place


def _issuer(place: str) -> str | None:
    if not place:
        return None
    return "国务院" if place in {"全国", "中华人民共和国"} else f"{place}人民政府"


_COUNTY = re.compile(
    rf"[,，。、\s]([\u4e00-\u9fff]{{2,4}}{simplified('administrative_units', 'county')})"
    r"[“\"]?(?:[“\"]?两会|人大|人民代表大会)"
)


def _opening_county(opening: str) -> Region:
    """Returns the county whose congress a feature opens with (2月23日，荷塘区“两会”拉开帷幕)."""
    found = _COUNTY.search(opening[:400])
    return Region(county=found[1]) if found else Region()


def _inferred(text: str, stated: Metadata, hints: Mapping[str, str]) -> Metadata:
    """Infers metadata from stated facts, hints and running text, each only if the text states nothing."""
    region, level = _inferred_region(text, stated, hints)
    whole = Region(
        stated.region.province or region.province,
        stated.region.city or region.city,
        stated.region.county or region.county,
    )
    date, precision = _hinted_date(hints) if stated.date is None else (None, None)
    year = _year(hints)
    title_year = stated.plan_year or year or year_of((stated.date or date or "")[:4])
    return Metadata(
        title=_composed_title(stated, whole, title_year, hints)
        if stated.title
        else _hinted_title(hints, whole, title_year),
        issuer=None if stated.issuer else _issuer_of(whole, level),
        region=region,
        region_code=region_code(whole),
        level=None if stated.level else level,
        date=date,
        date_precision=precision,
        review_year=None if stated.review_year or not year else year - 1,
        plan_year=None if stated.plan_year or not year else year,
    )


def _inferred_region(text: str, stated: Metadata, hints: Mapping[str, str]) -> tuple[Region, str | None]:
    region, level = Region(), None
    if stated.level is None and hints.get("region"):
        region, level = find_region(to_hans(hints["region"]))
    elif stated.level is None and stated.region == Region():
        region = _most_named_city(text)
    city = stated.region.city or region.city
    province = stated.region.province or region.province or province_of(Region(city=city))
    if stated.region.province == province:
        province = None
    known = Region(province, None if stated.region.city else region.city, region.county)
    if stated.level is None and level is None and known == Region() and _is_national(text, hints):
        level = "national"
    return known, level


_NATIONAL = re.compile(alternation("title_block_words", "central"))


def _is_national(text: str, hints: Mapping[str, str]) -> bool:
    """Whether path or front matter, or the first words of a report without a place, refer to the State Council."""
    return any(_NATIONAL.search(hints.get(key, "")) for key in ("issuer", "title", "region")) or bool(
        _NATIONAL.search(text, 0, 400) and re.search(r"代表|工作[报報]告", text[:600])
    )


def _most_named_city(text: str) -> Region:
    """Returns the prefecture named most often in a report without title block; empty if the first two are close."""
    met = Counter(find_cities(text_to_hans(text)[:12_000])).most_common(2)
    if not met or met[0][1] < 3 or (len(met) > 1 and met[1][1] * 2 > met[0][1]):
        return Region()
    return Region(city=met[0][0])


def _issuer_of(region: Region, level: str | None) -> str | None:
    if level is None:
        return None
    place = "".join(unit for unit in (region.city, region.county) if unit) or region.province
    return "国务院" if level == "national" else f"{place}人民政府" if place else None


def _year(hints: Mapping[str, str]) -> int | None:
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", hints.get("year", "") or hints.get("title", ""))
    return int(found[1]) if found else None


_HINTED_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})(?:\s*[-月/.]\s*(\d{1,2}))?")


def _hinted_date(hints: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Returns the date in the hinted title (…（2024年1月11日 某某）), otherwise the hinted year."""
    date, precision = _find_date(hints.get("title", ""))
    year = _year(hints)
    return (date, precision) if date or not year else (str(year), "year")


def _find_date(hint: str) -> tuple[str | None, str | None]:
    """Returns the first date in a hint with its precision.

    >>> _find_date("2031年3月5日发布"), _find_date("2031/03"), _find_date("2031年")
    (('2031-03-05', 'day'), ('2031-03', 'month'), (None, None))
    """
    found = _HINTED_DATE.search(hint)
    if not found or not 1 <= int(found[2]) <= 12:
        return None, None
    month = f"{found[1]}-{int(found[2]):02d}"
    return (f"{month}-{int(found[3]):02d}", "day") if found[3] and 1 <= int(found[3]) <= 31 else (month, "month")


def _is_complete(text: str, kind: str) -> bool:
    """Whether a report is complete: closing words or notes in its last part."""
    if kind != "government_work_report" or not text.strip():
        return bool(text.strip())
    half, last = len(text) // 2, max(len(text) - 600, 0)
    return bool(_LAST_WORDS.search(text, last) or _ENDING.search(text, half) or _NOTES.search(text, half))

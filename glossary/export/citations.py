"""Bibliographic citations of harvested sources and of the dictionary itself: GB/T 7714-2015, BibTeX and CSL-JSON. Pure.

A source is a mapping with the columns of sources.csv (``id``, ``title``, ``issuer``, ``date``, ``url`` …); whatever a
document does not state is left out, never guessed. No access date is written: it would make the same data give
different bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Source = Mapping[str, Any]

_REPORT = "government_work_report"
_YEAR_IN_TITLE = re.compile(r"(?:19|20)\d\d")
_LINE_BREAKS = re.compile(r"\s*\n\s*")
# BibTeX: what has a meaning of its own, and how to write the character itself.
_BIBTEX = {
    **{each: f"\\{each}" for each in "{}%&$#_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_PRECISE_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def composed_title(source: Source) -> str:
    """Returns a distinctive title: year and place are added if the printed title lacks them.

    >>> composed_title({"title": "政府工作报告", "issuer": "株洲市人民政府", "year": 2023, "kind": _REPORT})
    '株洲市2023年政府工作报告'
    >>> composed_title({"title": "2023年株洲市政府工作报告", "issuer": "株洲市人民政府", "year": 2023})
    '2023年株洲市政府工作报告'
    >>> composed_title({"title": None, "issuer": None, "year": 2020, "kind": "government_work_report", "id": "s1"})
    '2020年政府工作报告'
    """
    title = _one_line(source.get("title") or "")
    if not title and source.get("kind") != _REPORT:
        return str(source.get("origin_name") or source.get("id") or "")
    title = title or "政府工作报告"
    place = place_name(source)
    year = source.get("year")
    add_year = f"{year}年" if year and not _YEAR_IN_TITLE.search(title) and "年" not in title[:8] else ""
    add_place = place if place and not _names(title, place) else ""
    return f"{add_place}{add_year}{title}"


def place_name(source: Source) -> str:
    """The place that a source speaks for, in one word: its county, city or province, else the issuer without 人民政府.

    >>> place_name({"province": "湖南省", "city": "株洲市", "county": None}), place_name({"issuer": "国务院"})
    ('株洲市', '国务院')
    """
    for unit in ("county", "city", "province"):
        if source.get(unit):
            return str(source[unit])
    issuer = str(source.get("issuer") or "")
    return issuer.removesuffix("人民政府") or issuer


def _names(title: str, place: str) -> bool:
    """Whether the title names the place, also in short (株洲 for 株洲市, 黔东南州 for 黔东南苗族侗族自治州).

    >>> _names("黔东南州2025年政府工作报告", "黔东南苗族侗族自治州"), _names("政府工作报告", "延边朝鲜族自治州")
    (True, False)
    """
    short = place[:2] if "自治" in place else place[:-1] if len(place) > 2 else place
    return short in title


def gbt7714(source: Source) -> str:
    """The citation that Chinese journals ask for (GB/T 7714-2015, numeric style, without a final number).

    >>> report = {"id": "s1", "title": "政府工作报告", "issuer": "株洲市人民政府", "kind": _REPORT}
    >>> gbt7714({**report, "year": 2023, "date": "2023-01-05", "url": "https://example.org/1"})
    '株洲市人民政府. 株洲市2023年政府工作报告[R/OL]. (2023-01-05). https://example.org/1.'
    >>> gbt7714({"title": "工作要点", "issuer": None, "year": 2021, "date": "2021", "kind": "other", "id": "s1"})
    '2021年工作要点[Z]. 2021.'
    """
    mark = "R" if source.get("kind") == _REPORT else "N" if source.get("kind") == "news_feature" else "Z"
    author = _one_line(source.get("issuer") or source.get("publisher") or "")
    date = str(source.get("date") or source.get("year") or "")
    url = source.get("url")
    parts = [author, f"{composed_title(source)}[{mark}{'/OL' if url else ''}]"]
    parts += [f"({date})" if url else date] if date else []
    parts += [str(url)] if url else []
    return ". ".join(part for part in parts if part) + "."


def bibtex(source: Source) -> str:
    """One BibTeX entry; the key is the id of the source, so that two exports agree.

    >>> report = {"id": "s12", "title": "政府工作报告", "issuer": "株洲市人民政府", "kind": _REPORT}
    >>> print(bibtex({**report, "year": 2023}))
    @techreport{s12,
      title = {{株洲市2023年政府工作报告}},
      author = {{株洲市人民政府}},
      institution = {{株洲市人民政府}},
      year = {2023},
      langid = {chinese}
    }
    """
    is_report = source.get("kind") == _REPORT
    issuer = _one_line(source.get("issuer") or source.get("publisher") or "")
    fields: dict[str, Any] = {"title": f"{{{_escaped(composed_title(source))}}}"}
    if issuer:
        fields["author"] = f"{{{_escaped(issuer)}}}"
        fields["institution" if is_report else "organization"] = f"{{{_escaped(issuer)}}}"
    fields |= {"year": source.get("year"), "date": _precise(source.get("date")), "url": source.get("url")}
    fields["langid"] = "chinese"
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{'techreport' if is_report else 'misc'}{{{source['id']},\n" + ",\n".join(lines) + "\n}"


def csl_json(source: Source) -> dict[str, Any]:
    """The source as an item of the Citation Style Language (Zotero, Pandoc, citeproc).

    >>> item = csl_json({"id": "s12", "title": "政府工作报告", "issuer": "株洲市人民政府", "date": "2023-01-05"})
    >>> item["title"], item["author"], item["issued"]
    ('株洲市政府工作报告', [{'literal': '株洲市人民政府'}], {'date-parts': [[2023, 1, 5]]})
    """
    item: dict[str, Any] = {"id": source["id"], "type": _csl_type(source), "title": composed_title(source)}
    item["language"] = "zh-Hant" if source.get("script") == "zh-Hant" else "zh"
    issuer = _one_line(source.get("issuer") or source.get("publisher") or "")
    if issuer:
        item["author"] = [{"literal": issuer}]
    date = str(source.get("date") or source.get("year") or "")
    if date:
        item["issued"] = {"date-parts": [[int(part) for part in date.split("-")]]}
    if source.get("url"):
        item["URL"] = source["url"]
    return item


def bibliography(sources: Iterable[Source]) -> Iterator[str]:
    """The entries of sources.bib."""
    for source in sources:
        yield f"{bibtex(source)}\n"


def cite_article(headword: str, url: str, title: str, revision: str) -> str:
    """How to cite an article of the dictionary (GB/T 7714-2015): the revision makes it checkable.

    >>> cite_article("三区三线", "https://example.org/terms/t1", "政府工作报告词典", "ab12")
    '三区三线[DB/OL]//政府工作报告词典. 数据版本ab12. https://example.org/terms/t1.'
    """
    return f"{headword}[DB/OL]//{title}. 数据版本{revision}. {url}."


def _csl_type(source: Source) -> str:
    return {_REPORT: "report", "news_feature": "article-newspaper"}.get(str(source.get("kind")), "document")


def _precise(date: Any) -> str | None:
    return date if isinstance(date, str) and _PRECISE_DATE.fullmatch(date) else None


def _one_line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text).strip()


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(each, each) for each in text)

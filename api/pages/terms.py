"""The page of an article: labels, places and years in addition to the article itself.

``/terms/{form}``: one article for readers; ``/terms/{form}/attestations``: every place that uses it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response
from marshmallow import Schema

from api.negotiation import HTML
from api.pages._rendering import KINDS, LEVELS, describe_match, following, render
from api.request_parsing import page_arguments
from api.responses import endpoint, negotiate_script, public_root, read_snapshot
from api.schemas.fields import cursor_field, limit_field, script_field
from api.schemas.searches import ScriptQuery
from glossary.chinese.headword import parse_headword
from glossary.chinese.numerals import find_numerals
from glossary.chinese.script import to_hans
from glossary.errors import SourceNotFoundError
from glossary.export.citations import bibtex, cite_article, composed_title, csl_json, gbt7714
from glossary.export.release import source_address
from glossary.lookup import Dictionary
from glossary.store.database import public_origin


def _language() -> dict[str, str]:
    return {"lang": page_arguments()["lang"]} if "lang" in page_arguments() else {}


def place(source: str, start: int, end: int, params: Mapping[str, Any]) -> str:
    """The page of a source with a stretch of its text marked."""
    kept = {name: params[name] for name in ("script",) if name in params} | _language()
    return f"/sources/{source}?{urlencode({'at': start, 'end': end, **kept})}#at"


def source_title(source: Mapping[str, Any]) -> str:
    """A distinctive title of a source; one without a title has the name of its file.

    >>> source_title({"title": None, "issuer": "青禾县人民政府", "kind": "other", "origin": "/srv/讲话.txt"})
    '讲话.txt'
    """
    return composed_title({**source, "origin_name": public_origin(source["origin"])})


def name_sources(dictionary: Dictionary, lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The sources of occurrences in a word or two: the place of the government that issued one, else its title."""
    return {
        line["source"]: (line["issuer"] or "").removesuffix("人民政府")
        or line["title"]
        or source_title(dictionary.source(line["source"]))
        for line in lines
    }


def sources_of(dictionary: Dictionary, article: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Returns the sources of the definitions by id, each with a distinctive title."""
    found: dict[str, dict[str, Any]] = {}
    for source in {each["source"] for sense in article["senses"] for each in sense["definitions"]}:
        try:
            row = dictionary.source(source)
        except SourceNotFoundError:
            continue
        found[source] = {**row, "url": source_address(row), "shown": source_title(row)}
    return found


def citations(source: Mapping[str, Any]) -> dict[str, str]:
    """How to cite a source, by the name of the style."""
    csl = orjson.dumps(csl_json(source), option=orjson.OPT_INDENT_2).decode()
    return {"GB/T 7714": gbt7714(source), "BibTeX": bibtex(source), "CSL-JSON": csl}


def label_groups(headword: str, groups: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a reader calls each group: the numeral as the headword prints it, and what its members share.

    >>> label_groups("六大工程", [{"numeral": 6, "shared": "大工程"}])
    ['六大工程']
    >>> label_groups("3区三线", [{"numeral": 3, "shared": "区"}, {"numeral": 3, "shared": "线"}])
    ['3区', '三线']
    """
    printed = list(_printed_numerals(headword))
    labels = []
    for at, group in enumerate(groups):
        fits = at < len(printed) and printed[at][1] == group["numeral"]
        plain = "N" if group["numeral"] is None else str(group["numeral"])
        labels.append((printed[at][0] if fits else plain) + group["shared"])
    return labels


def _printed_numerals(headword: str) -> Iterator[tuple[str, int | None]]:
    for core in parse_headword(headword).cores:
        for numeral in find_numerals(to_hans(core)):
            yield core[numeral.start : numeral.end], numeral.value


def list_years(uses: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Returns every year of the dictionary with its share; the years before the first use are one row.

    Consecutive years without a source are one row, too.

    >>> used, unused = {"sources": 1, "of": 2, "share": 0.5}, {"sources": 0, "of": 3, "share": 0.0}
    >>> empty = {"sources": 0, "of": 0, "share": 0.0}
    >>> rows = [{"year": 2017, **unused}, {"year": 2018, **unused}, {"year": 2019, **used}, {"year": 2020, **empty}]
    >>> rows += [{"year": 2021, **empty}, {"year": 2022, **unused}]
    >>> [(each["label"], each["of"]) for each in list_years(rows)]
    [('2017–2018', 6), ('2019', 2), ('2020–2021', 0), ('2022', 3)]
    """
    dated = [use for use in uses if use["year"] is not None]
    first = next((at for at, use in enumerate(dated) if use["sources"]), len(dated))
    rows: list[dict[str, Any]] = [_before_first_use(dated[:first])] if first else []
    for use in dated[first:]:
        if not use["of"] and rows and not rows[-1]["of"]:
            rows[-1] = {**use, "label": f"{rows[-1]['label'][:4]}–{use['year']}"}
        else:
            rows.append({**use, "label": str(use["year"])})
    return rows


def _before_first_use(uses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    years = dict.fromkeys((str(uses[0]["year"]), str(uses[-1]["year"])))
    return {**uses[0], "label": "–".join(years), "of": sum(use["of"] for use in uses)}


def list_changes(dictionary: Dictionary, term: str) -> list[dict[str, Any]]:
    """The senses whose wording changed from one year to another, each with its wordings; most articles have none."""
    senses = dictionary.drift(term)["senses"]
    return [
        {**sense, "number": number}
        for number, sense in enumerate(senses, 1)
        if any(change["op"] != "same" for wording in sense["wordings"] for change in wording["changes"] or ())
    ]


bp = Blueprint("term_pages", __name__)

LINES = 12


class PlacesQuery(Schema):
    """A page of occurrences."""

    script = script_field()
    limit = limit_field(50)
    cursor = cursor_field()


@bp.get("/terms/<path:form>")
@endpoint(ScriptQuery, produces=(HTML,))
def show_term(params: dict[str, Any], form: str) -> Response:
    """The article with its senses, members, use and written forms."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.article(form, script)
        article = found.article()
        lines = dictionary.concordance(found.term, limit=LINES, script=script)
        time = dictionary.timeline(found.term)
        containing = dictionary.members_of(article["headword"])
        sources = sources_of(dictionary, article)
        names = name_sources(dictionary, lines.items)
        shown = {source: each["shown"] for source, each in sources.items()}
        named, provinces = (dictionary.convert_body(each, script) for each in (shown, time["provinces"]))
        changes = dictionary.convert_body(list_changes(dictionary, found.term), script)
    address = f"{public_root()}/terms/{found.term}"
    first = article["senses"][0]["definitions"][0]["source"] if article["senses"] else None
    return render(
        "term.html",
        params,
        revision=found.revision,
        article=article,
        match=found.match,
        how=describe_match(found.via),
        is_other_form=found.via != ("exact",) and found.form not in (article["headword"], found.term),
        kinds=KINDS,
        lines=lines.items,
        more_lines=lines.next is not None,
        **_describe_use(time, provinces),
        containing={each["id"]: each for each in containing if each["id"] != found.term}.values(),
        titles=named,
        changes=changes,
        cited=cite_article(article["headword"], address, "政府工作报告词典", found.revision),
        citations=citations(sources[first]) if first in sources else {},
        labels=partial(label_groups, article["headword"]),
        place=partial(place, params=params),
        names=names,
    )


def _describe_use(time: dict[str, Any], provinces: list[dict[str, Any]]) -> dict[str, Any]:
    """The use of a term by year, level and province, for its page; ``provinces`` has the names in its script."""
    years = list_years(time["years"])
    unused = [row for row in provinces if not row["sources"]]
    return {
        "years": years if any(use["sources"] for use in years) else [],
        "undated": next((use for use in time["years"] if use["year"] is None and use["sources"]), None),
        "levels": [{**row, "label": LEVELS.get(row["level"], "不详")} for row in time["levels"] if row["of"]],
        "provinces": [{**row, "label": row["province"] or "不详"} for row in provinces if row["sources"]],
        "unused_provinces": {"count": len(unused), "of": sum(row["of"] for row in unused)},
        "heat": time["heat"],
    }


@bp.get("/terms/<path:form>/attestations")
@endpoint(PlacesQuery, produces=(HTML,))
def list_places(params: dict[str, Any], form: str) -> Response:
    """Every place that uses the term, keyword in context, newest source first."""
    script = negotiate_script(params)
    with read_snapshot() as dictionary:
        found = dictionary.article(form, script)
        page = dictionary.concordance(found.term, limit=params["limit"], cursor=params.get("cursor"), script=script)
        names = name_sources(dictionary, page.items)
    return render(
        "places.html",
        params,
        revision=found.revision,
        article=found.article(),
        lines=page.items,
        total=page.total,
        next=following(page.next),
        is_first="cursor" not in params,
        place=partial(place, params=params),
        names=names,
    )

"""Shared by all pages: layout, script of the labels, links that keep the reader's settings, filters.

Also the labels of kinds, levels, filters and look-up steps.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask import Response, render_template, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from api.middleware.headers import VARY
from api.negotiation import HTML, LICENSE, prefers_english
from api.pages._interface_text import Sentence, group_digits, interface_text, translate_parts
from api.request_parsing import page_arguments
from api.responses import negotiate_script, public_root
from glossary.chinese.pinyin import read
from glossary.chinese.script import render_in_script

KINDS = {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称", "term": "名词"}
LEVELS = {"national": "全国", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡镇"}
MODES = {"substring": "包含", "exact": "相同", "prefix": "开头", "pinyin": "拼音", "fuzzy": "模糊"}
FILTERS = {
    "kind": "类别",
    "explained": "解释",
    "number": "数字",
    "shape": "结构",
    "region": "地区",
    "level": "层级",
    "year": "年份",
}
"""Filters in the order in which a page offers them."""

PARAMETERS = {
    **FILTERS,
    "q": "所查的词",
    "match": "查找方式",
    "script": "文字",
    "limit": "每页条数",
    "cursor": "翻页位置",
    "at": "位置",
    "end": "结尾位置",
    "form": "写法",
    "text": "文字",
}

_VALUES = {
    "kind": KINDS,
    "level": LEVELS,
    "match": MODES,
    "explained": {"true": "有解释", "false": "未见解释"},
    "number": {"0": "不定数"},
    "shape": {
        "magnitudes": "十百千万",
        "one-name": "一字名称",
        "placeholder": "代号",
        "circle": "生活圈",
        "ordinal plan": "规划届次",
    },
}
_DIFFERENCES = {
    "nfkc": "全角半角",
    "space": "空格",
    "case": "大小写",
    "dashes": "连接号",
    "quotes": "引号",
    "separators": "标点",
    "script": "简繁",
    "variants": "异体字",
    "numerals": "数字的写法",
}
_WAYS = {
    "exact": "写法相同",
    "full-form": "所查是它的全称",
    "short-form": "所查是它的简称",
    "misspelling": "所查是它的误写",
    "damaged": "所查是它的残缺写法",
    "id": "所查是它的编号",
    "redirect": "旧编号已并入此条",
    "taiwan-wording": "台湾用语换成了大陆的说法",
    "note-mark": "去掉了注释标号或序号",
    "brackets": "去掉了前后的括号或标记",
    "parts": "所查由几个说法连写而成，这是第一个",
}


def name_value(name: str, value: str) -> str:
    """A filter's value as readers call it.

    >>> name_value("level", "county"), name_value("year", "2023")
    ('县级', '2023')
    """
    return _VALUES.get(name, {}).get(value, value)


def describe_match(via: Sequence[str]) -> list[Sentence]:
    """How a written form led to its article; :func:`translate` makes one text of the parts.

    >>> translate_parts(describe_match(("nfkc", "numerals")), "zh", "zh-Hans")
    '只差全角半角、数字的写法'
    >>> translate_parts(describe_match(("exact", "full-form")), "en", "zh-Hans")
    'this is its full form'
    """
    differences = tuple(Sentence(_DIFFERENCES[step]) for step in via if step in _DIFFERENCES)
    ways = [Sentence(_WAYS[step]) for step in via if step in _WAYS and (step != "exact" or len(via) == 1)]
    return [*([Sentence("只差{differences}", {"differences": differences})] if differences else []), *ways]


SCRIPTS = (("zh-Hans", "简"), ("zh-Hant", "繁"), ("zh-Hant-TW", "台"), ("zh-Hant-HK", "港"))
"""What a reader can choose, each named in its own script."""

STATIC = Path(__file__).parent / "static"


def render(template: str, params: dict[str, Any], *, status: int = 200, revision: str = "", **values: Any) -> Response:
    """Renders a page in the reader's script and language; the template escapes all values."""
    script, language = negotiate_script(params), page_language()
    explicit = "script" in params
    chosen = {"script": script} if explicit else {}
    chosen |= {"lang": language} if "lang" in page_arguments() else {}
    keep = f"?{urlencode(chosen)}" if chosen else ""
    page = render_template(
        template,
        script=script,
        scripts=SCRIPTS,
        language=language,
        other_language="zh" if language == "en" else "en",
        explicit_script=explicit,
        explicit_language="lang" in page_arguments(),
        keep=keep,
        with_script=partial(_with, "script"),
        with_language=partial(_with, "lang"),
        static=static_address,
        canonical=canonical_address(),
        revision=revision,
        status=status,
        **values,
    )
    page = add_prefix(page, request.script_root)
    headers = [
        ("Content-Type", f"{HTML}; charset=utf-8"),
        ("Content-Language", "en" if language == "en" else script),
        ("Link", LICENSE),
        ("Vary", VARY),
    ]
    return Response(page, status, headers)


_PRESENTATION = frozenset({"script", "lang", "at", "end", "go"})
"""Parameters that show the same page in another way or from another place."""


def canonical_address() -> str:
    """The one address of this page for search engines and bookmarks, without what only presents it differently."""
    pairs = [pair for pair in page_arguments().items(multi=True) if pair[0] not in _PRESENTATION and pair[1]]
    address = f"{public_root()}{quote(request.path)}"
    return f"{address}?{urlencode(pairs)}" if pairs else address


def page_language() -> str:
    """The language around the texts: the parameter ``lang``, else English where a browser prefers it to Chinese."""
    chosen = page_arguments().get("lang", "")
    if chosen in {"en", "zh"}:
        return chosen
    return "en" if prefers_english(request.environ.get("HTTP_ACCEPT_LANGUAGE", "")) else "zh"


_ADDRESS = re.compile(r'\b(href|src|action|data-suggest)="/(?!/)')


def add_prefix(page: str, prefix: str) -> str:
    """The addresses of a page below the path under which a proxy serves it; quotes in harvested text are escaped.

    >>> add_prefix('<a href="/docs">', "/g"), add_prefix('<a href="/docs">', "")
    ('<a href="/g/docs">', '<a href="/docs">')
    """
    return _ADDRESS.sub(rf'\1="{escape(prefix)}/', page) if prefix else page


@pass_context
def translate(context: Context, text: Any, **values: Any) -> str:
    """The Jinja filter ``t``: a text of the interface in the language and script of the page.

    Names in braces are filled in after the translation: ``{{ "共 {n} 条"|t(n=3) }}``. The context keeps Jinja from
    doing it in advance.
    """
    language, script = context["language"], context["script"]
    if isinstance(text, Sentence | list):
        return translate_parts(text, language, script)
    return interface_text(str(text), language, script, **values)


@pass_context
def in_script(context: Context, text: Any) -> str:
    """The Jinja filter ``s``: words of the dictionary in the script of the page, whatever its language."""
    return render_in_script(str(text), context["script"])


@pass_context
def highlight(context: Context, text: str, q: str | None) -> Markup | str:
    """The Jinja filter ``lit``: a text with the search query highlighted, in either script."""
    needle = in_script(context, q) if q else ""
    at = text.find(needle) if needle else -1
    if at < 0:
        return text
    end = at + len(needle)
    return Markup("{}<mark>{}</mark>{}").format(text[:at], text[at:end], text[end:])


@pass_context
def reason(context: Context, row: Mapping[str, Any], q: str) -> str:
    """The Jinja filter ``reason``: why a row was found, where its headword does not show it."""
    needle = in_script(context, q)
    if needle in row["headword"]:
        return ""
    if needle in (row["definition"] or ""):
        return "见于释义"
    return "拼音相合" if q.isascii() and q.isalpha() else "见于其他写法或释义"


def pinyin_of_form(form: str) -> str:
    """The Jinja filter ``pinyin``."""
    return read(form).marks


FILTERS_OF_TEMPLATES = {
    "t": translate,
    "s": in_script,
    "lit": highlight,
    "reason": reason,
    "pinyin": pinyin_of_form,
    "grouped": group_digits,
}
"""What templates can do with a text."""


def _with(name: str, value: str) -> str:
    """This very page in another script or language."""
    pairs = [(key, each) for key, each in page_arguments().items(multi=True) if key != name]
    return "?" + urlencode([*pairs, (name, value)])


def following(cursor: str | None) -> str:
    """Returns the query of this page from ``cursor`` on; empty without a cursor."""
    pairs = [(name, value) for name, value in page_arguments().items(multi=True) if name != "cursor"]
    return "?" + urlencode([*pairs, ("cursor", cursor)]) if cursor else ""


@cache
def static_address(name: str) -> str:
    """Where a file of ``static/`` is served, with its content in the address, so that it can be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


FEW = 8
"""Values of a facet that are visible at once; the others are collapsed."""


class FacetValue(NamedTuple):
    """One value of a facet.

    Attributes:
        label: As readers call it.
        rows: How many rows have it.
        link: This page with the value chosen, or without it where it is chosen.
        is_chosen: Whether it is.
    """

    label: str
    rows: int
    link: str
    is_chosen: bool


class Facet(NamedTuple):
    """A filter with its values: those to show at once, and the rest."""

    name: str
    label: str
    first: list[FacetValue]
    rest: list[FacetValue]


def list_facets(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, str], choose: Callable[..., str]
) -> list[Facet]:
    """The facets that have values, in the order of ``FILTERS``; years and numerals go by size, all else by frequency.

    Args:
        counts: ``Page.facets``.
        chosen: The filters of this page, as text.
        choose: Gives the address of this page with other filters; an empty one takes it off.
    """
    facets = []
    for name, label in FILTERS.items():
        rows = [
            FacetValue(name_value(name, value), count, choose(**{name: "" if is_on else value}), is_on)
            for value, count in _ordered(name, counts.get(name, {}))
            for is_on in [chosen.get(name) == value]
        ]
        if rows:
            facets.append(Facet(name, label, rows[:FEW], rows[FEW:]))
    return facets


def list_chosen(chosen: Mapping[str, str], choose: Callable[..., str]) -> list[dict[str, Any]]:
    """The filters that are on, each with the page without it."""
    return [
        {
            "name": name,
            "raw": chosen[name],
            "label": FILTERS[name],
            "value": name_value(name, chosen[name]),
            "link": choose(**{name: ""}),
        }
        for name in FILTERS
        if name in chosen
    ]


def _ordered(name: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    if name == "number":
        return sorted(counts.items(), key=lambda pair: (pair[0] == "0", int(pair[0])))
    return list(counts.items())

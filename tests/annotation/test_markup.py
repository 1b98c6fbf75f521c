"""Marks go into text and nowhere else; taking them out again gives the page back."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from glossary.annotation.html_marks import Mark, mark_html, text_nodes

BEFORE, AFTER = "<mark-0>", "</mark-0>"
PIECES = [
    *("三农", "三", "农", " ", "\n", "&amp;", "&#x4e09;", "&#19977;农", "&nbsp", "a < b", "<", ">", "&", '"', "'", "="),
    *(
        "<p>",
        "</p>",
        "<b class=三农>",
        "</b>",
        '<a title="三农 > x">',
        "<a title='三农'>",
        '<a b"三农>',
        "<img alt=三农/>",
    ),
    *(
        "<!-- 三农 -->",
        "<!--",
        "-->",
        "<!-->",
        "--!>",
        "<!doctype 三农>",
        "<?三农>",
        "</ 三农>",
        "</>",
        "<![CDATA[三农]]>",
    ),
    *("<script>", "</script>", "<script>'三农'</script>", "<!--<script>", "<style>", "</style >", "<SCRIPT x='>'>"),
    *(
        "<textarea>",
        "</textarea>",
        "<title>三农",
        "</title>",
        "<head>",
        "</head>",
        "<body>",
        "<code>",
        "</code>",
        "<pre>",
    ),
    *("<svg>", "</svg>", "<svg/>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<select><option>三农", "</select>"),
    *("<ruby>", "<rt>", "</ruby>", "<template>", "</template>", "<noscript>", "</noscript>", "<plaintext>", "<xmp>"),
]
PAGES = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def find(text: str) -> list[Mark]:
    return [Mark(found.start(), found.end(), BEFORE, AFTER) for found in re.finditer("三农", text)]


def marked(html: str) -> str:
    return mark_html(html, find)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("做好三农工作", "做好<mark-0>三农</mark-0>工作"),
        ("<p>三农</p>", "<p><mark-0>三农</mark-0></p>"),
        ("&#x4e09;农&amp;", "<mark-0>&#x4e09;农</mark-0>&amp;"),
        ("三<b>农</b>", "三<b>农</b>"),
        ('<a title="三农">三农</a>', '<a title="三农"><mark-0>三农</mark-0></a>'),
        ("<a title='>三农'>三农</a>", "<a title='>三农'><mark-0>三农</mark-0></a>"),
        ("<script>'三农'</script>三农", "<script>'三农'</script><mark-0>三农</mark-0>"),
        ("<style>三农</style><textarea>三农</textarea>", "<style>三农</style><textarea>三农</textarea>"),
        ("<head><title>三农</title></head>三农", "<head><title>三农</title></head><mark-0>三农</mark-0>"),
        ("<head><meta>三农<p>三农", "<head><meta>三农<p><mark-0>三农</mark-0>"),
        ("<code>三农</code><pre>三农</pre>", "<code>三农</code><pre><mark-0>三农</mark-0></pre>"),
        ("<!-- 三农 -->三农<!--三农", "<!-- 三农 --><mark-0>三农</mark-0><!--三农"),
        ("<!-->三农", "<!--><mark-0>三农</mark-0>"),
        ("<table>三农<tr><td>三农</table>", "<table>三农<tr><td><mark-0>三农</mark-0></table>"),
        ("<svg><text>三农</text></svg>三农", "<svg><text>三农</text></svg><mark-0>三农</mark-0>"),
        ("1 < 2 三农 > 0", "1 < 2 <mark-0>三农</mark-0> > 0"),
        ("<script><!--<script>三农</script>三农</script>三农", None),
        ("<svg/>三农<svg a=b/>三农", "<svg/><mark-0>三农</mark-0><svg a=b/>三农"),
        ("<svg>三农<p><style>三农</style>", "<svg>三农<p><style>三农</style>"),
        ("<svg><desc><p>三农</desc>三农</svg>", "<svg><desc><p>三农</desc>三农</svg>"),
        ("<noscript>三农</noscript>三农", "<noscript>三农</noscript><mark-0>三农</mark-0>"),
        ("<noscript><title></noscript>三农</title>三农", "<noscript><title></noscript>三农</title>三农"),
        ("<p 三农", "<p 三农"),
        ("<plaintext>三农", "<plaintext>三农"),
    ],
)
def test_only_text_is_marked(html: str, expected: str | None) -> None:
    if expected is None:
        expected = html[: html.rindex("三农")] + f"{BEFORE}三农{AFTER}"
    assert marked(html) == expected


@settings(max_examples=500, deadline=None)
@given(PAGES)
@example('<a b"三农>三农')
@example("<svg><![CDATA[</svg>三农]]></svg>")
def test_taking_the_marks_out_gives_the_page_back(html: str) -> None:
    assert marked(html).replace(BEFORE, "").replace(AFTER, "") == html


@settings(max_examples=500, deadline=None)
@given(PAGES)
def test_a_browser_sees_the_same_page_with_marks_in_its_text(html: str) -> None:
    """A parser of the HTML standard reads the same text, attributes and scripts as before."""
    assert skeleton(marked(html)) == skeleton(html)


def skeleton(html: str) -> list[tuple[str, str]]:
    """Every element and every stretch of text, without our marks."""
    body = LexborHTMLParser(html)
    found: list[tuple[str, str]] = []
    for node in body.root.traverse(include_text=True) if body.root else ():
        if node.tag == "-text":
            if found and found[-1][0] == "-text":
                found[-1] = ("-text", found[-1][1] + (node.text_content or ""))
            else:
                found.append(("-text", node.text_content or ""))
        elif node.tag != "mark-0":
            found.append((node.tag or "", str(sorted(node.attributes.items()))))
    return found


@settings(max_examples=200, deadline=None)
@given(st.text("<>!-/\"'= ab三农&;#scriptSVG[]CDAT?", max_size=60))
def test_any_text_at_all_is_scanned_to_its_end(html: str) -> None:
    nodes = list(text_nodes(html))
    assert all(0 <= start < end <= len(html) for start, end in nodes)
    assert all(a[1] <= b[0] for a, b in pairwise(nodes))
    with suppress(AssertionError):  # html.parser of 3.11 gives up on a declaration without a name, such as "<![;"
        HTMLParser().feed(marked(html))


def test_long_broken_markup_takes_linear_time() -> None:
    for piece in ("<a b='", "<!--", "<script><!--", "&#x4e09;", "<table><tr>", "</", "<svg><![CDATA["):
        html = piece * 20_000
        assert marked(html) == html


@pytest.mark.parametrize(
    "page",
    [
        "<!-- --!>" * 100_000,
        "<select>" * 50_000 + "</code>" * 50_000,
        "<svg>" + "<select>" * 40_000 + "<x>" * 60_000,
        "<noscript>" * 50_000 + "</noscript>" * 50_000,
        "<table><td>" * 40_000 + "</th>" * 40_000,
    ],
    ids=["comments", "end tags of what is not open", "deep within SVG", "noscript in noscript", "deep tables"],
)
def test_a_page_that_nests_without_end_is_read_once(page: str) -> None:
    """Each of these took minutes, or the stack, where every tag was held against all that were open."""
    assert mark_html(page + "三农", lambda _: []) == page + "三农"

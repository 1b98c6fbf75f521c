"""Pages to text: what stays, what goes, and what hostile pages may cost."""

import pytest

from glossary.ingest.reader import read_content
from glossary.model import Failure, Source


def read_page(page: str | bytes) -> Source:
    """The source of a page."""
    (source,) = read_content(page.encode() if isinstance(page, str) else page, "page.html")
    assert isinstance(source, Source), source
    return source


def text_of(body: str) -> str:
    """The text of a page with that body."""
    return read_page(f"<html><body>{body}</body></html>").text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<div>甲<br>乙<br/><br/>丙</div>", "甲\n乙\n丙"),
        ("<p>加快<b>三区</b><span>三线</span>划定</p>", "加快三区三线划定"),
        ("<p>加快三区\n    三线划定</p>", "加快三区三线划定"),
        ("<p>GDP\n growth</p>", "GDP growth"),
        ("<p>&nbsp;&nbsp;　　甲 乙&nbsp;</p>", "　　甲 乙"),
        ("<pre>甲\n  乙</pre>", "甲\n  乙"),
        ("<table><tr><th>词</th><th>释义</th></tr><tr><td><p>三区</p></td><td><p>指……</p></td></tr></table>",
         "词\t释义\n三区\t指……"),
        ("<table><tr><td><p>甲。</p><p>乙。</p></td></tr></table>", "甲。\n乙。"),
        ("<ol><li>甲<li>乙</ol>", "甲\n乙"),
        ("三区三线<sup>1</sup>，<sup>[2]</sup>3m<sup>2</sup>", "三区三线[1]，[2]3m²"),
        ("三区三线<sup><a href='#n1'>①</a></sup>。", "三区三线①。"),
        ("甲<!-- 乙 --><script>丙</script><style>丁</style><noscript>戊</noscript>", "甲"),
        ("<nav>首页</nav><header>网站</header><p>正文。</p><footer>版权</footer>", "正文。"),
        ("<div class='site-footer'>主办</div><div id=nav>首页</div><p>正文。</p>", "正文。"),
        ("<p>正文。</p><p style='display: none'>藏</p><p hidden>藏</p>", "正文。"),
        ("<form><p>正文。</p><button>搜索</button></form>", "正文。"),
        ("1 &lt; 2 &amp;amp; &#19977;", "1 < 2 &amp; 三"),
    ],
)  # fmt: skip
def test_a_page_becomes_lines(body: str, text: str) -> None:
    assert text_of(body) == text


def test_a_page_that_is_all_menu_by_its_names_keeps_its_text() -> None:
    """Some sites wrap the whole article in an element called nav."""
    assert text_of("<div class='nav'><p>各位代表：现在报告工作。</p></div><p>完</p>").startswith("各位代表")


@pytest.mark.parametrize("encoding", ["gb2312", "big5", "utf-8"])
def test_the_declared_encoding_of_a_page_counts(encoding: str) -> None:
    page = f"<html><head><meta http-equiv=Content-Type content='text/html; charset={encoding}'><body>三"
    assert read_page(page.encode(encoding)).text == "三"


def test_title_and_the_tags_of_government_sites_are_hints() -> None:
    page = """<html><head><title>澄江口市人民政府</title><meta name="ArticleTitle" content="2021年政府工作报告">
      <meta name="PubDate" content="2021-02-03 09:00"><meta name="SiteName" content="澄江口市人民政府网">
      </head><body>文"""
    hints = {"title": "2021年政府工作报告", "date": "2021-02-03 09:00", "publisher": "澄江口市人民政府网"}
    assert dict(read_page(page).hints) == hints


def test_a_page_without_text_is_a_failure() -> None:
    (failure,) = read_content(b"<html><body><script>render()</script></body></html>", "page.html")
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E101"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "三",
        "<div></span>" * 100_000 + "三",
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">三",
        "".join(f"<b id={number}>" for number in range(100_000)),
    ],
    ids=["elements", "wrong end tags", "attributes", "formatting"],
)
def test_endless_nesting_is_refused_before_it_is_parsed(page: str) -> None:
    """The parser takes 17 seconds for the first of these."""
    (failure,) = read_content(page.encode(), "page.html")
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E120"


def test_open_paragraphs_and_items_are_no_nesting() -> None:
    assert text_of("<p>三" * 20_000).count("\n") == 19_999
    assert text_of("<ul>" + "<li>三" * 20_000 + "</ul>").count("三") == 20_000

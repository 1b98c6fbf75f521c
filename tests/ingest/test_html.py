"""Pages to text: what stays, what goes, and what hostile pages may cost."""

import base64

import pytest

from glossary.ingest.reader import read_content
from glossary.limits import Limits
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
        ("<ol><li>甲<li>乙</ol>", "1.甲\n2.乙"),
        ("三区三线<sup>1</sup>，<sup>[2]</sup>3m<sup>2</sup>", "三区三线[1]，[2]3m²"),
        ("三区三线<sup><a href='#n1'>①</a></sup>。", "三区三线①。"),
        ("甲<!-- 乙 --><script>丙</script><style>丁</style><noscript>戊</noscript>", "甲"),
        ("<nav>一是甲。二是乙。三是丙。</nav><p>正文。</p>", "一是甲。二是乙。三是丙。\n正文。"),
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


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<ol start="3"><li>甲<li>乙</ol>', "3.甲\n4.乙"),
        ('<ol type="a"><li>甲<li>乙</ol>', "a.甲\nb.乙"),
        ('<ol type="I"><li>甲<li value="7">乙<li>丙</ol>', "I.甲\nVII.乙\nVIII.丙"),
        ("<ol reversed><li>甲<li>乙</ol>", "2.甲\n1.乙"),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', "一.甲\n二.乙"),
        ('<ol style="list-style: none"><li>甲<li>乙</ol>', "甲\n乙"),
        ("<ol><li>1．甲<li><p>二、乙</p></ol>", "1．甲\n二、乙"),
        ("<ol><li>甲<ul><li>子</ul><li>乙<ol><li>丑</ol></ol>", "1.甲\n子\n2.乙\n1.丑"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
        ("<ruby>三<rp>(</rp><rt>sān</rt><rp>)</rp>微<rt>wēi</rt></ruby>", "三微"),
        ("甲<del>乙</del><s>丙</s><strike>丁</strike><ins>戊</ins>", "甲戊"),
        ("甲<span style='text-decoration: line-through'>乙</span>丙", "甲丙"),
        ("甲<span style='visibility: hidden'>乙</span><span style='font-size:0'>丙</span>丁", "甲丁"),
        ("&amp;ldquo;三微&amp;amp;rdquo;&amp;#8212;&amp;nbsp;甲", "“三微”— 甲"),
        ("<article><header><h1>河口市政府工作报告</h1></header><p>正文。</p></article>", "河口市政府工作报告\n正文。"),
    ],
)  # fmt: skip
def test_what_a_browser_shows_is_the_text(body: str, text: str) -> None:
    assert text_of(body) == text


FIRST = '<li id="{0}1"><p>三微：微创意。<a href="#r1">↩</a></p></li>'
NOTES = f'<ol>{FIRST}<li id="{{0}}2">五小：小水窖。<a href="#r2">^</a></li></ol>'


@pytest.mark.parametrize(
    "marker",
    [
        '<a href="#{0}{1}" id="r{1}"><sup>{1}</sup></a>',
        '<sup><a href="#{0}{1}">[{1}]</a></sup>',
        '<a class="footnote-ref" href="#{0}{1}" role="doc-noteref">{1}</a>',
    ],
)
def test_notes_in_an_ordered_list_are_numbered_as_their_markers(marker: str) -> None:
    text = text_of("推进三微" + marker.format("fn", 1) + "，五小" + marker.format("fn", 2) + "。" + NOTES.format("fn"))
    assert text.split("\n")[-2:] == ["[1] 三微：微创意。", "[2] 五小：小水窖。"]


def test_the_word_back_to_a_marker_is_no_text() -> None:
    assert (
        text_of("<p>三微：微创意。<a href='#r1'>[返回]</a></p><p><a href='/a'>返回</a></p>") == "三微：微创意。\n返回"
    )


def test_the_arrow_back_to_a_marker_is_no_text_with_or_without_an_address() -> None:
    assert (
        text_of("<p>三微：微创意。<a href='#r1'>↩︎</a></p><p>五小：小水窖。<a>↩</a></p>")
        == "三微：微创意。\n五小：小水窖。"
    )


GLOSSARY = "<h2>名词解释</h2><p>1．三微：微创意。</p><p>2．五小：小水窖。</p><p>3．放管服：简政放权。</p>"


@pytest.mark.parametrize(
    "open_tag",
    [
        "<footer>",
        "<aside>",
        '<div class="foot_note">',
        '<section class="foot-note">',
        '<div id="sidebar">',
        '<table class="foot"><tr><td>',
    ],
)
def test_a_glossary_beside_the_article_is_text(open_tag: str) -> None:
    """Sites put it into a footer or a box; what has sentences and few links is no furniture."""
    page = read_page(f"<html><body><p>{'我们推进三微。' * 9}</p>{open_tag}{GLOSSARY}</body></html>")
    assert "3．放管服：简政放权。" in page.text
    assert page.findings == ()


def test_skipped_sentences_beside_the_article_are_reported() -> None:
    page = read_page("<html><body><p>正文。正文。</p><footer>版权所有。<a href='/a'>首页</a></footer></body></html>")
    assert page.text == "正文。正文。"
    assert [finding.code for finding in page.findings] == ["I105"]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<tr><td rowspan=2>经济<td>三微<td>微创意。<tr><td>四上<td>指丙。<tr><td>生态<td>五小<td>小水窖。",
         ["经济", "三微\t微创意。", "四上\t指丙。", "生态", "五小\t小水窖。"]),
        ("<tr><td>三微<td><p>微创意、</p><p>微配套。</p><tr><td>四<br>上<td>指丙。",
         ["三微\t微创意、微配套。", "四上\t指丙。"]),
        ("<tr><td rowspan=2>1<td>三微<td>微创意。<tr><td>四上<td>指丙。", ["1\t三微\t微创意。", "四上\t指丙。"]),
        (
            "<tr><td rowspan=2>甲<td>公司<td>指<td>渡司<tr><td>船厂<td>指<td>河口厂<tr><td>乙<td>轮渡<td>指<td>渡船",
            ["甲", "公司\t指\t渡司", "船厂\t指\t河口厂", "乙", "轮渡\t指\t渡船"],
        ),
        ("<tr><td>三微<td><ul><li>微创意<li>微配套</ul><tr><td>四上<td>指丙。", ["三微\t微创意微配套", "四上\t指丙。"]),
    ],
)  # fmt: skip
def test_rows_stay_rows(table: str, lines: list[str]) -> None:
    assert text_of(f"<table>{table}</table>").split("\n") == lines


@pytest.mark.slow
def test_options_that_are_left_open_are_nesting() -> None:
    """The parser's time is quadratic in them: 40,000 took 13 seconds."""
    (failure,) = read_content(("<select>" + "<option>三" * 40_000).encode(), "page.html")
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E120"
    closed = read_content(
        ("<p>正文。</p><select>" + "<option>三</option>" * 40_000 + "</select>").encode(), "page.html"
    )
    assert [source.text for source in closed if isinstance(source, Source)] == ["正文。"]


def test_a_large_page_is_read_in_a_process_that_is_stopped_in_time() -> None:
    """Whatever shape the parser is slow for, a page costs a bounded time."""
    body = "<p>我们推进三微改造。</p>" * 40_000
    page = f"<html><head><title>河口市政府工作报告</title></head><body>{body}</body></html>"
    source = read_page(page)
    assert source.text.count("\n") == 39_999
    assert dict(source.hints)["title"] == "河口市政府工作报告"
    (failure,) = read_content(page.encode(), "page.html", limits=Limits(page_seconds=0.01))
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E106"


def codes_of(page: str) -> list[str]:
    """The codes of the findings about a page."""
    return [finding.code for finding in read_page(page).findings]


def test_a_part_of_a_line_that_the_style_sheet_hides_is_left_out() -> None:
    sheet = "<style>.x{color:red}.hid , b.no{display : none}@media print{.pc{display:none} .p{display:none}}</style>"
    line = "<p>甲<span class=hid>藏</span><b class='y no'>匿</b><span class=pc>乙</span><span class=p>丙</span></p>"
    block = "<div class=hid>页签。</div>"
    assert read_page(f"<html><head>{sheet}</head><body>{line}{block}</body></html>").text == "甲乙丙\n页签。"


def test_hidden_sentences_are_reported() -> None:
    assert codes_of("<p>甲。乙。丙。丁。</p><div hidden>隐藏的句子。</div>") == ["I105"]
    assert codes_of("<p>甲。乙。丙。丁。</p><noscript>请启用脚本。</noscript>") == ["I105"]
    assert codes_of("<p>甲。乙。丙。丁。</p><iframe srcdoc='&lt;p&gt;框中的句子。'></iframe>") == ["I105"]
    assert codes_of("<p>甲。乙。丙。丁。</p><div hidden>菜单</div>") == []


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("<p>全文如下：</p><iframe src='/2023.html'></iframe>", ["W111"]),
        ("<p>加载中</p><script>var t='一是甲。二是乙。三是丙。'</script>", ["W111"]),
        ("<p>加载中</p><script>var t='x'</script><iframe src='about:blank'></iframe><iframe></iframe>", []),
        ("<p>一是甲。二是乙。三是丙。</p><iframe src='/ad.html'></iframe>", []),
    ],
)
def test_a_page_whose_text_is_elsewhere_is_reported(body: str, codes: list[str]) -> None:
    assert codes_of(body) == codes


def test_the_notes_of_a_book_are_text_and_their_links_are_markers() -> None:
    page = "<p>三微<a epub:type='noteref' href='#n'>1</a>。</p><aside epub:type='footnote' id='n'>1. 微创意。</aside>"
    assert text_of(page) == "三微[1]。\n1. 微创意。"


def test_a_western_encoding_is_not_believed() -> None:
    body = "<p>名词解释：三微，微创意、微配套、微改造。</p>"
    page = f"<html><head><meta charset=iso-8859-1></head><body>{body}</body></html>".encode("gb18030")
    assert read_page(page).text == "名词解释：三微，微创意、微配套、微改造。"


def test_a_web_archive_is_read_as_its_page() -> None:
    page = "<html><body><p>名词解释：三微，微创意、微配套、微改造。</p></body></html>".encode("gbk")
    header = b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = b"--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    archive = header + part + base64.encodebytes(page) + b"\r\n--b--\r\n"
    for name in ("report.mht", "report.doc", "report"):
        (source,) = read_content(archive, name)
        assert isinstance(source, Source)
        assert source.text == "名词解释：三微，微创意、微配套、微改造。"


@pytest.mark.parametrize(
    "style",
    [
        "position:absolute; left:-9999px",
        "text-indent: -9999em",
        "clip: rect(0, 0, 0, 0)",
        "clip:rect(1px,1px,1px,1px)",
        "display:inline-block;width:0;overflow:hidden",
        "overflow: hidden; height: 0px",
    ],
)
def test_text_that_copies_but_is_not_drawn_is_left_out(style: str) -> None:
    assert text_of(f"<p>三微：<span style='{style}'>藏</span>微创意。</p>") == "三微：微创意。"


@pytest.mark.parametrize("style", ["left:-10px", "text-indent:-21.0pt", "width:0.5em;overflow:hidden", "min-height:0"])
def test_shifted_and_narrow_text_is_text(style: str) -> None:
    assert text_of(f"<p>三微：<span style='{style}'>甲</span>微创意。</p>") == "三微：甲微创意。"


def test_an_element_of_quotation_has_its_marks() -> None:
    assert text_of("<p><q>双减</q>政策</p>") == "“双减”政策"

"""Word documents: the text is what the page shows."""

import pytest

from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import DECLARATION, WORD, docx_of, paragraph, table, zip_of


def text_of(*blocks: str, **parts: str) -> str:
    """The text of a docx with that body."""
    (source,) = read_content(docx_of(*blocks, **parts), "report.docx")
    assert isinstance(source, Source), source
    return source.text


def code_of(content: bytes, name: str = "report.docx", limits: Limits = LIMITS) -> str:
    """The code of the failure that these bytes are."""
    (failure,) = read_content(content, name, limits=limits)
    assert isinstance(failure, Failure), failure
    return failure.finding.code


def test_paragraphs_are_lines_and_runs_are_joined() -> None:
    body = (paragraph("政府工作报告"), paragraph("划定", "三区", "三线", "。"), paragraph(), paragraph("甲<乙&"))
    assert text_of(*body) == "政府工作报告\n划定三区三线。\n甲<乙&"


def test_tables_are_kept_row_by_row() -> None:
    assert text_of(paragraph("名词解释"), table(["三区三线", "指……"], ["四上", "指……"])) == (
        "名词解释\n三区三线\t指……\n四上\t指……"
    )


def test_a_table_that_lays_out_text_gives_lines() -> None:
    cell = f"<w:tc>{paragraph('甲。')}{paragraph('乙。')}</w:tc><w:tc>{paragraph('丙。')}</w:tc>"
    assert text_of(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>") == "甲。\n乙。\n丙。"


def test_a_table_inside_a_table_is_kept() -> None:
    inner = table(["一", "二"])
    assert text_of(f"<w:tbl><w:tr><w:tc>{inner}{paragraph('三')}</w:tc></w:tr></w:tbl>") == "一\t二\n三"


def test_notes_follow_the_text_in_the_order_of_their_markers() -> None:
    """Many glossaries are footnotes; Word numbers them by place, not by id."""
    body = paragraph(
        "划定三区三线",
        '<w:r><w:footnoteReference w:id="7"/></w:r>',
        "，服务四上企业",
        '<w:r><w:endnoteReference w:id="2"/></w:r>',
        "，再说三区三线",
        '<w:r><w:footnoteReference w:id="3"/></w:r>',
    )
    line = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>—</w:t></w:r></w:p></w:footnote>'
    own_mark = "<w:r><w:footnoteRef/></w:r>"
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(own_mark, text)}</w:footnote>'
        for number, text in (("3", " 再：见上。"), ("7", " 三区三线：指……。"))
    )
    endnote = f'<w:endnote w:id="2">{paragraph("四上企业：指……。")}{paragraph("第二段。")}</w:endnote>'
    text = text_of(
        body,
        footnotes=f"<w:footnotes {WORD}>{line}{notes}</w:footnotes>",
        endnotes=f"<w:endnotes {WORD}>{endnote}</w:endnotes>",
    )
    assert text == (
        "划定三区三线[1]，服务四上企业[2]，再说三区三线[3]\n"
        "[1] 三区三线：指……。\n[2] 四上企业：指……。\n第二段。\n[3] 再：见上。"
    )


def run(text: str, properties: str) -> str:
    """A run with properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_raised_characters_are_markers_or_exponents() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = paragraph("三区三线", run("1", raised), run("2", raised), "，3m", run("2", raised), "。")
    assert text_of(body) == "三区三线[12]，3m²。"


def test_what_the_page_does_not_show_is_left_out() -> None:
    moved = "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
    deleted = "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    twice = "<w:r><Choice><w:t>图</w:t></Choice><Fallback><w:t>图</w:t></Fallback></w:r>"
    assert text_of(paragraph("甲", moved, deleted, field, run("藏", "<w:vanish/>"), twice, "乙")) == "甲图乙"


def test_tabs_and_breaks_are_kept_but_not_tab_stops() -> None:
    stops = '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>'
    assert text_of(
        paragraph("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", properties=stops)
    ) == ("甲\t乙\n丙")


def level(depth: int, form: str, text: str) -> str:
    """A level of an abstract list."""
    start = '<w:start w:val="1"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def item(text: str, list_id: str, depth: int = 0) -> str:
    """A paragraph that is an item of a list."""
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties=properties)


def test_automatic_numbers_are_printed() -> None:
    """The page shows them, the runs do not hold them; glossaries are found by their numbers."""
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2")
    numbering = (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "●")}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )
    items = (
        item("甲", "5"), item("子", "5", 1), item("丑", "5", 1), item("乙", "5"), item("寅", "5", 1), item("点", "6"),
        item("丙", "7"), item("丁", "7"), item("无", "0"),
    )  # fmt: skip
    assert text_of(*items, numbering=numbering).split("\n") == [
        "一、甲", "一.1 子", "一.2 丑", "二、乙", "二.1 寅", "点", "一、丙", "二、丁", "无",
    ]  # fmt: skip


def test_a_style_may_number_its_paragraphs() -> None:
    numbering = (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">{level(0, "decimalEnclosedCircle", "%1")}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles {WORD}><w:style w:styleId="a3"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )
    styled = paragraph("甲", properties='<w:pStyle w:val="a3"/>')
    assert text_of(styled, paragraph("正文"), styled, numbering=numbering, styles=styles) == "① 甲\n正文\n② 甲"


def test_a_title_of_the_properties_is_a_hint_when_it_is_chinese() -> None:
    for title, hints in (("2021年政府工作报告", {"title": "2021年政府工作报告"}), ("Document1", {})):
        core = f"<cp:coreProperties xmlns:cp='a' xmlns:dc='b'><dc:title>{title}</dc:title></cp:coreProperties>"
        members = {"word/document.xml": f"<w:document {WORD}>{paragraph('文')}</w:document>", "docProps/core.xml": core}
        (source,) = read_content(zip_of(members), "a.docx")
        assert isinstance(source, Source)
        assert dict(source.hints) == hints


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E110"),
        ("不是文档".encode(), "E110"),
        (zip_of({"a.txt": "甲"}), "E110"),
        (docx_of(paragraph("甲"))[:300], "E110"),
        (docx_of(), "E101"),
        (zip_of({"word/document.xml": "<w:document"}), "E116"),
    ],
    ids=["empty", "text", "another zip", "half", "without text", "broken XML"],
)
def test_invalid_docx_files_have_their_codes(content: bytes, code: str) -> None:
    assert code_of(content) == code


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
BODY = f"<w:document {WORD}><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:document>"


@pytest.mark.parametrize(
    "part",
    [
        f"{DECLARATION}<!DOCTYPE l [{LAUGHS}]>{BODY}".encode(),
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE l [{LAUGHS}]>{BODY}'.encode("utf-16"),
        f'<!DOCTYPE l [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>{BODY}'.encode(),
        f'<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">{BODY}'.encode(),
        b"<!--" + b" " * 100_000 + f"--><!DOCTYPE l [{LAUGHS}]>{BODY}".encode(),
        b"<a>" * 100_000,
    ],
    ids=["laughs", "laughs in UTF-16", "outside file", "outside type", "late", "nesting"],
)
def test_unsafe_xml_is_refused(part: bytes) -> None:
    assert code_of(zip_of({"word/document.xml": part})) == "E108"


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    part = f"<w:document {WORD}>" + "<w:p/>" * 1_000_000
    assert code_of(zip_of({"word/document.xml": part}), limits=Limits(part_bytes=1_000_000)) == "E106"
    assert code_of(zip_of({"word/document.xml": part}), limits=Limits(archive_ratio_bytes=1_000_000)) == "E107"


def test_marks_that_are_typed_are_not_numbered_again() -> None:
    """``customMarkFollows``: the mark is a text of its own, in the sentence and in the note."""
    references = (
        f'<w:r><w:footnoteReference w:customMarkFollows="{value}" w:id="{number}"/><w:t>{mark}</w:t></w:r>'
        for number, value, mark in ((2, "1", "①"), (3, "0", ""))
    )
    notes = "".join(
        f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in ((2, "①三微：甲。"), (3, "五小：乙。"))
    )
    text = text_of(paragraph("推进三微", *references), footnotes=f"<w:footnotes {WORD}>{notes}</w:footnotes>")
    assert text == "推进三微①[2]\n①三微：甲。\n[2] 五小：乙。"

"""Word documents as other writers make them: names of parts, inheritance, embedded documents, tables, drawn numbers."""

import pytest

from glossary.ingest.reader import read_content
from glossary.model import Source
from tests.ingest.documents import DECLARATION, WORD, docx_of, paragraph, table, zip_of

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = f"{DECLARATION}<Types/>"


def source_of(content: bytes) -> Source:
    """The one source of a docx."""
    (source,) = read_content(content, "report.docx")
    assert isinstance(source, Source), source
    return source


def body_of(*blocks: str) -> str:
    """A main part."""
    return f"{DECLARATION}<w:document {WORD} xmlns:r='{RELATIONS}'><w:body>{''.join(blocks)}</w:body></w:document>"


def relations(**targets: str) -> str:
    """A part of relationships: kind to target; the id is that of the kind."""
    rows = (f'<Relationship Id="r-{kind}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for kind, to in targets.items())
    return f"{DECLARATION}<Relationships>{''.join(rows)}</Relationships>"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("word/document2.xml", "word/document2.xml"),
        ("/word/document.xml", "word/document.xml"),
        ("./word/../doc/main.xml", "doc/main.xml"),
        ("Word/Document.xml", "word/document.xml"),
        ("word/document.xml", "word\\document.xml"),
        ("word\\document.xml", "word\\document.xml"),
        ("word/document.xml", "./word/document.xml"),
    ],
)
def test_the_main_part_is_found_by_relationship(target: str, name: str) -> None:
    rels = relations(officeDocument=target)
    content = zip_of({"[Content_Types].xml": TYPES, "_rels/.rels": rels, name: body_of(paragraph("三微"))})
    assert source_of(content).text == "三微"


def test_notes_and_lists_are_found_by_relationship() -> None:
    footnote = f'<w:footnotes {WORD}><w:footnote w:id="1">{paragraph("微创意。")}</w:footnote></w:footnotes>'
    content = zip_of(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(officeDocument="w/doc.xml"),
            "w/doc.xml": body_of(paragraph("三微", '<w:r><w:footnoteReference w:id="1"/></w:r>')),
            "w/_rels/doc.xml.rels": relations(footnotes="notes1.xml"),
            "w/notes1.xml": f"{DECLARATION}{footnote}",
        }
    )
    assert source_of(content).text == "三微[1]\n[1] 微创意。"


CHUNKS = {
    "a.html": ("<html><head><meta charset='utf-8'></head><body><p>三微：微创意。</p></body></html>").encode(),
    "a.txt": "三微：微创意。".encode("gb18030"),
    "a.docx": docx_of(paragraph("三微：微创意。")),
    "a.mht": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; "
        b"charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>"
        + "三微：微创意。".encode("gbk")
        + b"</p>\r\n--B--\r\n"
    ),
}


@pytest.mark.parametrize("name", CHUNKS)
def test_an_embedded_document_is_read_where_it_is_printed(name: str) -> None:
    body = body_of(paragraph("甲"), '<w:altChunk r:id="r-aFChunk"/>', paragraph("乙"))
    rels = relations(aFChunk=name)
    content = zip_of({"word/document.xml": body, "word/_rels/document.xml.rels": rels, f"word/{name}": CHUNKS[name]})
    assert source_of(content).text == "甲\n三微：微创意。\n乙"


@pytest.mark.parametrize("chunk", [b"\x89PNG\r\n\x1a\n\0\0\0\0", None], ids=["a picture", "missing"])
def test_an_embedded_document_that_is_not_read_is_reported(chunk: bytes | None) -> None:
    body = body_of(paragraph("甲"), '<w:altChunk r:id="r-aFChunk"/>')
    parts = {"word/document.xml": body, "word/_rels/document.xml.rels": relations(aFChunk="a.xlsx")}
    source = source_of(zip_of({**parts, **({"word/a.xlsx": chunk} if chunk else {})}))
    assert source.text == "甲"
    assert [finding.code for finding in source.findings] == ["W107"]


def cell(*paragraphs: str, properties: str = "") -> str:
    """A cell with those paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, paragraphs))}</w:tc>"


def rows(*cells: str) -> str:
    """A table of those rows."""
    return "<w:tbl>" + "".join(f"<w:tr>{each}</w:tr>" for each in cells) + "</w:tbl>"


def test_a_cell_of_several_paragraphs_stays_in_its_row() -> None:
    first = cell("三区", "三线") + cell("“三区”指甲。", "“三线”指乙。")
    broken = "<w:tc><w:p><w:r><w:t>四上</w:t><w:br/><w:t>企业</w:t></w:r></w:p></w:tc>" + cell("指丙。")
    assert source_of(docx_of(rows(first, broken))).text == "三区三线\t“三区”指甲。“三线”指乙。\n四上企业\t指丙。"


def test_a_cell_that_spans_rows_does_not_belong_to_its_first_row() -> None:
    above = cell("经济", properties='<w:vMerge w:val="restart"/>') + cell("三微") + cell("微创意。")
    below = cell("", properties="<w:vMerge/>") + cell("四上") + cell("指丙。")
    assert source_of(docx_of(rows(above, below))).text == "经济\n三微\t微创意。\n四上\t指丙。"


def test_a_category_within_a_category_does_not_belong_to_its_first_row() -> None:
    spans, goes_on = '<w:vMerge w:val="restart"/>', cell("", properties="<w:vMerge/>")
    names = cell("领域") + cell("类别") + cell("名词") + cell("解释")
    first = cell("发展", properties=spans) + cell("改革", properties=spans) + cell("三微") + cell("微创意。")
    below = goes_on + goes_on + cell("四上") + cell("指丙。")
    other = goes_on + cell("民生", properties=spans) + cell("五小") + cell("小水窖。")
    lines = ["领域", "类别", "名词\t解释", "发展", "改革", "三微\t微创意。", "四上\t指丙。", "民生", "五小\t小水窖。"]
    assert source_of(docx_of(rows(names, first, below, other))).text.split("\n") == lines


def test_columns_that_are_printed_twice_are_read_one_below_the_other() -> None:
    names = (cell("名词") + cell("解释")) * 2
    pairs = cell("三微") + cell("微创意。") + cell("五小") + cell("小水窖。")
    assert source_of(docx_of(rows(names, pairs))).text == "名词\t解释\n名词\t解释\n三微\t微创意。\n五小\t小水窖。"


def test_a_cell_of_many_paragraphs_lays_out_text() -> None:
    many = cell(*[f"{n}．词：指甲。" for n in range(1, 11)])
    assert source_of(docx_of(rows(many + cell("旁"), cell("乙") + cell("丙")))).text.count("\n") == 12


LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/>{}</w:lvl>'
NUMBERED = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


def lists(levels: str, num: str = "", more: str = "") -> str:
    """A numbering part with one list of those levels."""
    abstract = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{more}'
    return f'<w:numbering {WORD}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/>{num}</w:num></w:numbering>'


def styles(*styles: tuple[str, str, str]) -> str:
    """Styles: id, the one they are based on, properties."""
    written = (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:basedOn w:val="{base}"/>{properties}</w:style>'
        for name, base, properties in styles
    )
    return f"<w:styles {WORD}>{''.join(written)}</w:styles>"


STYLED = paragraph("三微", properties='<w:pStyle w:val="Item"/>')


def test_numbers_are_inherited_from_the_style_below() -> None:
    chain = styles(("Item", "Middle", ""), ("Middle", "Base", ""), ("Base", "Base", NUMBERED))
    assert source_of(docx_of(STYLED, STYLED, numbering=lists(LEVEL), styles=chain)).text == "1、三微\n2、三微"


def test_styles_in_a_circle_end() -> None:
    circle = styles(("Item", "Base", ""), ("Base", "Item", ""))
    assert source_of(docx_of(STYLED, styles=circle)).text == "三微"


def test_the_style_of_paragraphs_without_one_may_number() -> None:
    normal = f'<w:styles {WORD}><w:style w:type="paragraph" w:default="1" w:styleId="a">{NUMBERED}</w:style></w:styles>'
    assert source_of(docx_of(paragraph("三微"), numbering=lists(LEVEL), styles=normal)).text == "1、三微"


def test_a_level_may_belong_to_a_style() -> None:
    form = '<w:numFmt w:val="decimalEnclosedParen"/>'
    second = f'<w:lvl w:ilvl="1">{form}<w:pStyle w:val="Item"/><w:lvlText w:val="%2"/></w:lvl>'
    numbering = lists(LEVEL.format("") + second)
    assert source_of(docx_of(STYLED, numbering=numbering, styles=styles(("Item", "", NUMBERED)))).text == "⑴ 三微"


def test_an_abstract_list_may_leave_its_levels_to_a_style() -> None:
    real = f'<w:abstractNum w:abstractNumId="9">{LEVEL.format("")}</w:abstractNum>'
    numbering = lists('<w:numStyleLink w:val="List"/>', more=real).replace(
        "</w:numbering>", '<w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num></w:numbering>'
    )
    linked = styles(("Item", "", NUMBERED), ("List", "", NUMBERED.replace('"1"', '"2"')))
    assert source_of(docx_of(STYLED, numbering=numbering, styles=linked)).text == "1、三微"


def test_a_list_may_override_a_level() -> None:
    bullet = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    own = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:lvlText w:val="[%1]"/></w:lvl>'
    own = f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride>'
    numbered = styles(("Item", "", NUMBERED))
    text = source_of(docx_of(STYLED, STYLED, numbering=lists(bullet, own), styles=numbered)).text
    assert text == "[3] 三微\n[4] 三微"


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("chineseLegalSimplified", "壹"),
        ("ideographEnclosedCircle", "㊀"),
        ("ideographTraditional", "甲"),
        ("ideographZodiac", "子"),
        ("decimalEnclosedFullstop", "⒈"),
        ("aiueo", "1"),
    ],
)
def test_numbers_have_the_form_that_is_printed(form: str, printed: str) -> None:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="%1"/></w:lvl>'
    text = source_of(docx_of(STYLED, numbering=lists(level), styles=styles(("Item", "", NUMBERED)))).text
    assert text == f"{printed}三微"


def test_a_deleted_row_is_left_out() -> None:
    deleted = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell("五小")}{cell("小水窖。")}</w:tr>'
    assert source_of(docx_of(rows(cell("三微") + cell("微创意。")).replace("</w:tbl>", deleted + "</w:tbl>"))).text == (
        "三微\t微创意。"
    )


@pytest.mark.parametrize("mark", ["del", "moveFrom"])
def test_a_deleted_paragraph_mark_joins_what_it_parted(mark: str) -> None:
    first = paragraph("微创意、微配", properties=f'<w:rPr><w:{mark} w:id="1"/></w:rPr>')
    assert source_of(docx_of(first, paragraph("套、微改造。"), paragraph("乙"))).text == "微创意、微配套、微改造。\n乙"


def run(text: str, properties: str) -> str:
    """A run with properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_a_style_hides_and_raises() -> None:
    written = styles(
        ("Hidden", "", "<w:rPr><w:vanish/></w:rPr>"),
        ("Note", "Hidden", ""),
        ("Up", "", "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"),
    )
    body = paragraph(
        "三微", run("批注", '<w:rStyle w:val="Hidden"/>'), run("批注", '<w:rStyle w:val="Note"/>'),
        run("显", '<w:rStyle w:val="Note"/><w:vanish w:val="0"/>'), run("3", '<w:rStyle w:val="Up"/>'), "。",
    )  # fmt: skip
    hidden = paragraph("整段批注", properties='<w:pStyle w:val="Note"/>')
    assert source_of(docx_of(body, hidden, styles=written)).text == "三微显[3]。"


def field(*codes: str) -> str:
    """A field whose instruction is spread over runs."""
    code = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return begin + code + end


def test_numbers_that_a_field_draws_are_printed() -> None:
    whole = '<w:fldSimple w:instr=" EQ \\o\\ac(○,3) "/>'
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F084"/></w:r>'
    body = (
        paragraph(field(" eq \\o\\ac(○,", "1", ") "), "甲"), paragraph(field("eq \\o\\ac(○,21)"), "乙"),
        paragraph(whole, "丙"), paragraph(symbol, "丁"), paragraph(field("PAGE"), "戊"),
    )  # fmt: skip
    source = source_of(docx_of(*body))
    assert source.text == "①甲\n㉑乙\n③丙\n④丁\n戊"
    assert source.findings == ()


def test_an_unsupported_field_is_reported() -> None:
    source = source_of(docx_of(paragraph(field("eq \\r(3,x)"), "甲")))
    assert [finding.code for finding in source.findings] == ["W107"]


def test_a_table_of_one_paragraph_a_cell_is_as_before() -> None:
    assert source_of(docx_of(table(["名词", "解释"], ["三微", "微创意。"]))).text == "名词\t解释\n三微\t微创意。"


def numbering(*levels: str) -> str:
    """One list with those levels."""
    return (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def level(depth: int, text: str, form: str = "decimal", more: str = "") -> str:
    """A level of a list."""
    return f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def item(text: str, depth: int) -> str:
    """A paragraph of that list."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


@pytest.mark.parametrize(
    ("restart", "text"),
    [
        ("", "一、甲\n1.乙\n二、丙\n1.丁"),
        ('<w:lvlRestart w:val="1"/>', "一、甲\n1.乙\n二、丙\n1.丁"),
        ('<w:lvlRestart w:val="0"/>', "一、甲\n1.乙\n二、丙\n2.丁"),
    ],
)
def test_a_level_may_count_on_when_a_level_above_goes_on(restart: str, text: str) -> None:
    levels = numbering(level(0, "%1、", "chineseCounting"), level(1, "%2.", more=restart))
    content = docx_of(item("甲", 0), item("乙", 1), item("丙", 0), item("丁", 1), numbering=levels)
    assert source_of(content).text == text


def test_a_legal_level_prints_the_numbers_above_it_in_arabic_digits() -> None:
    levels = numbering(level(0, "第%1章", "chineseCounting"), level(1, "%1.%2", more="<w:isLgl/>"))
    assert source_of(docx_of(item("甲", 0), item("乙", 1), numbering=levels)).text == "第一章 甲\n1.1 乙"


def test_struck_text_and_hidden_rows_are_left_out() -> None:
    struck = paragraph(
        "微创意、", run("旧", "<w:strike/>"), run("词", "<w:dstrike/>"), run("新", '<w:strike w:val="0"/>')
    )
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{paragraph('藏')}</w:tc></w:tr>"
    shown = f"<w:tr><w:tc>{paragraph('显')}</w:tc></w:tr>"
    assert source_of(docx_of(struck, f"<w:tbl>{row}{shown}</w:tbl>")).text == "微创意、新\n显"


def test_digits_in_a_raised_position_are_markers() -> None:
    raised, lifted = run("1", '<w:position w:val="8"/>'), run("2", '<w:position w:val="-4"/>')
    assert source_of(docx_of(paragraph("三微", raised, "五小", lifted))).text == "三微[1]五小2"


def test_a_field_that_numbers_without_a_result_is_reported() -> None:
    source = source_of(docx_of(paragraph(field(" AUTONUM "), "三微：微创意。")))
    assert source.text == "三微：微创意。"
    assert [finding.code for finding in source.findings] == ["W107"]


def test_a_page_break_within_a_sentence_is_no_line_break() -> None:
    page = '<w:r><w:br w:type="page"/></w:r>'
    body = docx_of(paragraph("微创意、", page, "微配套。", page, "名词解释"))
    assert source_of(body).text == "微创意、微配套。\n名词解释"
    body = docx_of(
        paragraph("1.三区：城镇空间、生态空间、农业空", page, "间。"), paragraph("赵山、王某", page, "名词解释")
    )
    assert source_of(body).text.split() == ["1.三区：城镇空间、生态空间、农业空间。", "赵山、王某", "名词解释"]


def ole_object(program: str) -> str:
    """An embedded object."""
    return paragraph(f'<w:r><w:object><OLEObject ProgID="{program}" r:id="r-package"/></w:object></w:r>')


@pytest.mark.parametrize(
    ("program", "text", "codes"),
    [("Word.Document.12", "甲\n乙\n丙", []), ("Excel.Sheet.12", "甲\n丙", ["W107"]), ("Equation.3", "甲\n丙", [])],
)
def test_an_embedded_document_is_read_and_another_object_reported(program: str, text: str, codes: list[str]) -> None:
    name = "embeddings/d.docx" if program.startswith("Word") else "embeddings/d.xlsx"
    embedded = docx_of(paragraph("乙")) if program.startswith("Word") else zip_of({"xl/workbook.xml": "<workbook/>"})
    content = zip_of(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": body_of(paragraph("甲"), ole_object(program), paragraph("丙")),
            "word/_rels/document.xml.rels": relations(package=name),
            f"word/{name}": embedded,
        }
    )
    source = source_of(content)
    assert source.text == text
    assert [finding.code for finding in source.findings] == codes


def test_a_paragraph_may_choose_the_level_of_the_list_of_its_style() -> None:
    levels = numbering(level(0, "%1、"), level(1, "（%2）", "chineseCounting"))
    numbered = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    styles = f"<w:styles {WORD}>{numbered}</w:styles>"
    chosen = '<w:pStyle w:val="L"/><w:numPr><w:ilvl w:val="1"/></w:numPr>'
    body = (paragraph("甲", properties='<w:pStyle w:val="L"/>'), paragraph("乙", properties=chosen))
    assert source_of(docx_of(*body, numbering=levels, styles=styles)).text == "1、甲\n（一）乙"

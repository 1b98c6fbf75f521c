"""PDFs: printed lines become the paragraphs they were, and what is no text gets its code."""

import pytest

from glossary.ingest.pdf.layout import Line, paragraphs, remove_running_headers, without_notes
from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import Printed, pdf_of

SIZE = 16.0
WIDTH = 20  # characters of a full line


def page(*lines: str, top: float = 740) -> list[Printed]:
    """Lines at the left margin; two wide spaces in front indent."""
    printed = []
    for number, line in enumerate(lines):
        text = line.lstrip("　")
        printed.append((90 + (len(line) - len(text)) * SIZE, top - number * 28, SIZE, text))
    return printed


def read_pdf(*pages: list[Printed]) -> Source:
    """The source of a PDF with those pages."""
    (source,) = read_content(pdf_of(*pages), "report.pdf")
    assert isinstance(source, Source), source
    return source


def code_of(content: bytes, limits: Limits = LIMITS) -> str:
    """The code of the failure that these bytes are."""
    (failure,) = read_content(content, "report.pdf", limits=limits)
    assert isinstance(failure, Failure), failure
    return failure.finding.code


FULL = "国土空间规划划定三区三线城镇农业生态空间"  # 20 characters
assert len(FULL) == WIDTH


def test_indented_paragraphs_are_joined_even_behind_a_full_stop() -> None:
    first = page("　　" + FULL[:18], FULL[:19] + "。", "继续说明。", "　　" + "第二段从这里开始。", "　　" + "第三段。")
    assert read_pdf(first).text == f"{FULL[:18]}{FULL[:19]}。继续说明。\n第二段从这里开始。\n第三段。"


def test_without_indents_a_full_line_goes_on_unless_it_ends_a_sentence() -> None:
    lines = page(FULL, "还没有说完。", FULL[:19] + "。", "另起一段", "标题", FULL)
    assert read_pdf(lines).text == f"{FULL}还没有说完。\n{FULL[:19]}。\n另起一段\n标题\n{FULL}"


def test_a_line_is_full_when_the_next_word_had_no_room() -> None:
    """Numbers are not parted, so the line before one may end early."""
    assert read_pdf(page(FULL, FULL[:15], "123456.78万元。", "完毕")).text == f"{FULL}{FULL[:15]}123456.78万元。\n完毕"


def test_a_paragraph_runs_over_a_page_break_and_page_numbers_are_left_out() -> None:
    bodies = [["　　" + FULL[:18], FULL], [FULL[1:] + "甲", FULL[2:] + "乙丙"], [FULL[3:] + "丁戊己", "完。"]]
    numbered = [[*page(*body), (290.0, 40.0, 10.5, f"— {n} —")] for n, body in enumerate(bodies, start=1)]
    source = read_pdf(*numbered)
    assert source.text == "".join(line.lstrip("　") for body in bodies for line in body)
    assert [finding.code for finding in source.findings] == ["I103"]


def test_notes_at_the_foot_follow_the_text() -> None:
    pages = [
        [*page("　　" + FULL[:18], FULL), (90.0, 100.0, 9.0, "[1] 三区三线：指三类空间。")],
        [*page(FULL, "这里结束。", "　　" + "另一段。"), (90.0, 100.0, 9.0, "[2] 四上企业：指四类企业。")],
    ]
    assert read_pdf(*pages).text.split("\n") == [
        f"{FULL[:18]}{FULL}{FULL}这里结束。", "另一段。", "[1] 三区三线：指三类空间。", "[2] 四上企业：指四类企业。",
    ]  # fmt: skip


def test_small_raised_digits_are_markers() -> None:
    lines: list[Printed] = [(90, 700, 16, "划定三区三线"), (186, 706, 8, "12"), (202, 700, 16, "，治理水土。")]
    assert read_pdf(lines).text == "划定三区三线[12]，治理水土。"


def test_characters_beyond_the_basic_plane_come_back() -> None:
    assert read_pdf(page("土字吉是𠮷字")).text == "土字吉是𠮷字"


def test_pages_without_text_are_named() -> None:
    (finding,) = read_pdf(page("正文在此"), [], page("正文又在此")).findings
    assert finding.code == "W105"
    assert "1 of 3 pages" in finding.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf_of(page(FULL), has_text=False), "E109"),
        (b"", "E116"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "E116"),
        ("不是文档".encode(), "E116"),
    ],
    ids=["scan", "empty", "noise", "text"],
)
def test_what_holds_no_text_gets_its_code(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_half_a_pdf_never_raises() -> None:
    whole = pdf_of(page(FULL), page(FULL))
    for length in range(0, len(whole), 97):
        assert len(list(read_content(whole[:length], "report.pdf"))) == 1


def test_a_protected_pdf_is_named() -> None:
    """An encryption dictionary that no empty password opens."""
    key = "00" * 32
    encrypt = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]".encode()
    assert code_of(pdf_of(page(FULL)).replace(b"/Root 1 0 R", b"/Root 1 0 R" + encrypt)) == "E115"


def test_pages_and_time_are_bounded() -> None:
    assert code_of(pdf_of(page(FULL), page(FULL)), Limits(pdf_pages=1)) == "E106"
    assert code_of(pdf_of(page(FULL)), Limits(pdf_seconds=0.0)) == "E106"


HEADER, FOOTER = "2026/3/5 14:30", "http://example.org/report.html"


@pytest.mark.parametrize(
    "around",
    [
        [(20, 820, 8, f"{HEADER}澄江口市政府工作报告"), (20, 20, 8, f"{FOOTER} 1/1")],
        [(20, 820, 8, "澄江口市政府工作报告"), (420, 820, 8, FOOTER), (20, 20, 8, "1 of 1"), (500, 20, 8, HEADER)],
        [(20, 820, 8, FOOTER), (20, 20, 8, "第 1 页，共 1 页")],
        [(20, 20, 8, FOOTER), (420, 20, 8, "1/1")],
    ],
    ids=["chromium", "firefox", "firefox-zh", "footer-in-two"],
)
def test_browser_headers_are_removed_from_one_page(around: list[Printed]) -> None:
    """Address, count of pages, date and title go, wherever the browser puts them."""
    source = read_pdf([*page("名词解释", "三微：指微创意、微配套和微改造。"), *around])
    assert source.text == "名词解释\n三微：指微创意、微配套和微改造。"
    assert [finding.code for finding in source.findings] == ["I103"]


@pytest.mark.parametrize("last", [f"来源：{FOOTER}", "完成率为3/4", f"{FOOTER}/3/15", "2026/3/5 14:30"])
def test_an_address_or_a_ratio_alone_at_the_foot_is_text(last: str) -> None:
    assert read_pdf(page("名词解释", last)).text.split("\n")[-1] == last


def test_a_line_that_repeats_at_another_height_is_text() -> None:
    pages = [[Line("正文", 90, 200, 16, 700), Line("同上。", 90, 200, 16, 400 - 50 * number)] for number in range(4)]
    kept, running = remove_running_headers(pages)
    assert running == ["正文"]
    assert [line.text for each in kept for line in each] == ["同上。"] * 4


def test_a_page_of_small_print_alone_is_text() -> None:
    body, small = Line("正文" * 30, 90, 500, 16, 700), Line("附件", 90, 200, 9, 700)
    assert without_notes([[body], [small]]) == ([[body], [small]], [[], []])


def test_no_pages_no_paragraphs() -> None:
    assert list(paragraphs([[], []])) == []

"""Pages of any geometry: turned, landscape, ruled, in columns, stamped across; one page never ends a document."""

import json
import sys

import pypdfium2
import pytest

from glossary.ingest.pdf import page_lines, text_layer
from glossary.ingest.pdf import process as pdf_process
from glossary.ingest.reader import read_content
from glossary.limits import Limits
from glossary.model import Source
from tests.ingest.documents import pdf_of_drawn, ruled, shown
from tests.ingest.test_pdf_process import WORKER

LINES = (
    "名词解释",
    "１．三微：微创意、微配套、微改造，再加一些说明，",
    "使这一行接着上一行。",
    "２．四上：规模以上工业企业。",
)
TEXT = "名词解释\n１．三微：微创意、微配套、微改造，再加一些说明，使这一行接着上一行。\n２．四上：规模以上工业企业。"


def source_of(content: bytes) -> Source:
    """The one source of a PDF."""
    (source,) = read_content(content, "report.pdf")
    assert isinstance(source, Source), source
    return source


def upright(*lines: str, x: float = 90, top: float = 740, size: float = 14) -> str:
    """Lines one below the other."""
    return "\n".join(shown(x, top - 24 * number, size, line) for number, line in enumerate(lines))


def turned(degrees: int, *lines: str, x: float = 90, y: float = 60) -> str:
    """The same, turned against the clock about the corner of the page."""
    steps = {0: (0, -24), 90: (24, 0), 180: (0, 24), 270: (-24, 0)}
    dx, dy = steps[degrees]
    start = {0: (x, 700), 90: (90, y), 180: (500, 100), 270: (500, 780)}[degrees]
    return "\n".join(shown(start[0] + dx * n, start[1] + dy * n, 14, line, degrees) for n, line in enumerate(lines))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_text_is_read_whichever_way_it_lies(degrees: int, rotate: int) -> None:
    assert source_of(pdf_of_drawn(turned(degrees, *LINES), rotate=rotate)).text == TEXT


def test_a_page_without_a_common_left_edge_ends_nothing() -> None:
    cover = "\n".join(shown(284 - 7 * n, 759 - 24 * n, 14, "河口市人民政府工作报告全文"[: n + 2]) for n in range(11))
    assert source_of(pdf_of_drawn(cover, upright(*LINES))).text.endswith(TEXT)


def test_sideways_text_beside_the_page_follows_it() -> None:
    page = upright(*LINES) + "\n" + turned(90, "密封线内不要答题1", x=20)
    assert source_of(pdf_of_drawn(page)).text == f"{TEXT}\n密封线内不要答题1"


@pytest.mark.parametrize("degrees", [30, 45, 60, 315])
def test_a_watermark_across_the_page_is_skipped_and_reported(degrees: int) -> None:
    page = upright(*LINES) + "\n" + shown(120, 250, 40, "内部资料注意保存", degrees)
    source = source_of(pdf_of_drawn(page))
    assert source.text == TEXT
    assert [finding.code for finding in source.findings] == ["I103"]
    assert "内部资料" in source.findings[0].message


def test_a_stamp_at_the_same_place_of_every_page_is_left_out() -> None:
    bodies = [upright(*(f"第{page}页第{n}行说的是另一件事。" for n in range(8))) for page in "甲乙丙"]
    pages = [f"{shown(200, 700 - 60, 40, '样本')}\n{body}" for body in bodies]
    assert "样本" not in source_of(pdf_of_drawn(*pages)).text
    assert "样本" not in source_of(pdf_of_drawn(*pages[:2])).text


def test_a_line_at_the_same_place_of_two_pages_is_text_unless_it_is_a_stamp_in_large_print() -> None:
    pages = [f"{shown(200, 640, 16, '样本')}\n{upright(*(f'第{n}行说{page}。' for n in range(8)))}" for page in "甲乙"]
    assert source_of(pdf_of_drawn(*pages)).text.count("样本") == 2


HEADS = ("三区三线", "三微", "五小水利")
BODIES = (("“三区”指城镇空间、农业空间；", "“三线”指红线。"), ("微创意、微配套。",), ("小水窖、小水池、", "小泵站。"))
ROWS = [f"{head}\t{''.join(body)}" for head, body in zip(HEADS, BODIES, strict=True)]


def table(*, is_ruled: bool, is_centred: bool = False, numbers: bool = False) -> str:
    """Heads at the left, definitions that wrap at the right."""
    drawn, top = [upright("名词解释", top=760)], 720.0
    for number, (head, body) in enumerate(zip(HEADS, BODIES, strict=True), start=1):
        height = 20.0 * len(body)
        middle = top - height / 2 - 5 if is_centred else top - 15
        left = 90 + (20 if is_centred and len(head) == 2 else 0)
        drawn += [shown(62, middle, 11, f"{number}")] if numbers else []
        drawn += [shown(left, middle, 11, head)]
        drawn += [shown(220, top - 15 - 20 * n, 11, line) for n, line in enumerate(body)]
        drawn += [ruled(60, top - height, 520, top)] if is_ruled else []
        top -= height
    return "\n".join(drawn)


@pytest.mark.parametrize("is_centred", [False, True])
def test_rows_between_rules_are_rows(is_centred: bool) -> None:
    source = source_of(pdf_of_drawn(table(is_ruled=True, is_centred=is_centred)))
    assert source.text.split("\n") == ["名词解释", *ROWS]


@pytest.mark.parametrize("matrix", ["1 0 0 1 20 -30", "0.5 0 0 0.5 0 300"])
def test_rows_of_a_table_in_a_form_are_rows(matrix: str) -> None:
    """A form has coordinates of its own, and its text the size that they make."""
    page = f"{upright('青禾市政府工作报告')}\nq {matrix} cm /X Do Q"
    drawn = pdf_of_drawn(page, form=table(is_ruled=True, is_centred=True))
    assert source_of(drawn).text.split("\n") == ["青禾市政府工作报告", "名词解释", *ROWS]


def test_borders_of_single_cells_make_rows() -> None:
    """Many programs draw each cell as a box of its own; no rule is as wide as the table."""
    cells = [ruled(50, 700 - 40 * row, 120, 740 - 40 * row) for row in range(3)]
    cells += [ruled(120, 700 - 40 * row, 400, 740 - 40 * row) for row in range(3)]
    texts = []
    for row, (head, lines) in enumerate(
        (("三微", ["微创意、微配", "套。"]), ("五小", ["小水窖、小水", "池。"]), ("四上", ["规上工业。"]))
    ):
        top = 725 - 40 * row
        texts.append(shown(55, top - 7 * (len(lines) - 1), 10, head))
        texts += [shown(125, top - 14 * at, 10, line) for at, line in enumerate(lines)]
    read = source_of(pdf_of_drawn("\n".join([*cells, *texts]))).text.split("\n")
    assert read == ["三微\t微创意、微配套。", "五小\t小水窖、小水池。", "四上\t规上工业。"]


def test_text_of_size_one_with_a_scaled_matrix_has_its_printed_size() -> None:
    """Some programs write /F 1 Tf and scale by the matrix; gaps are measured in the printed size."""
    lines = [
        f"BT /F 1 Tf 12 0 0 12 60 {780 - 20 * at} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
        for at, text in enumerate(LINES)
    ]
    page = pypdfium2.PdfDocument(pdf_of_drawn("\n".join(lines)))[0]
    assert {line.size for line in page_lines.read_page(page).lines} == {12.0}


def test_rows_between_lines_are_rows() -> None:
    lines = "\n".join(ruled(60, y, 520, y) for y in (720, 680, 660, 620))
    assert source_of(pdf_of_drawn(f"{table(is_ruled=False)}\n{lines}")).text.split("\n") == ["名词解释", *ROWS]


@pytest.mark.parametrize("numbers", [False, True])
def test_rows_without_rules_are_rows(numbers: bool) -> None:
    source = source_of(pdf_of_drawn(table(is_ruled=False, numbers=numbers)))
    rows = [f"{n}\t{row}" for n, row in enumerate(ROWS, start=1)] if numbers else ROWS
    assert source.text.split("\n") == ["名词解释", *rows]


def test_columns_of_text_are_read_one_behind_the_other() -> None:
    left = [f"左栏的第{n}行文字排满这一栏的宽" for n in "一二三四"]
    right = [f"右栏的第{n}行文字排满这一栏的宽" for n in "一二三四"]
    drawn = [
        shown(60, 700 - 20 * n, 12, a) + "\n" + shown(320, 700 - 20 * n, 12, b)
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    assert source_of(pdf_of_drawn("\n".join(drawn))).text == "".join(left + right)


def test_a_gap_in_a_line_of_text_makes_no_table() -> None:
    lines = [
        shown(90, 700, 12, "姓名") + "\n" + shown(160, 700, 12, "张三"),
        upright("这一段文字排过了空白的地方。", top=676),
    ]
    assert source_of(pdf_of_drawn("\n".join(lines))).text == "姓名张三\n这一段文字排过了空白的地方。"


def test_a_page_that_cannot_be_read_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = page_lines.read_page
    pages = iter([True, False, True])

    def read(page: pypdfium2.PdfPage) -> page_lines.PageLines:
        if next(pages):
            return real(page)
        raise ValueError("hostile")

    monkeypatch.setattr(text_layer, "read_page", read)
    found = text_layer.read_pdf_text(
        pdf_of_drawn(upright("第一页。"), upright("第二页。"), upright("第三页。")), most_pages=9, most_characters=999
    )
    assert found.text == "第一页。\n第三页。"
    assert [finding.code for finding in found.findings] == ["W109"]


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["time.sleep(3600)", "ctypes.string_at(0)"])
def test_a_page_that_harms_the_process_costs_itself_alone(harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is restarted and reads the rest."""
    misbehaving = (
        WORKER[: WORKER.index("def misbehave")]
        + f"""
from glossary.ingest.pdf import text_layer
real = text_layer.read_page
def read(page):
    found = real(page)
    if found.lines and "坏" in found.lines[0].text:
        {harm}
    return found
text_layer.read_page = read
text_layer.main(int(sys.argv[2]))"""
    )
    command = [sys.executable, "-I", "-c", misbehaving, json.dumps(sys.path)]
    monkeypatch.setattr(pdf_process, "start_command", lambda memory: [*command, str(memory)])
    pdf_process.stop_idle()
    pages = pdf_of_drawn(upright("第一页。"), upright("坏了。"), upright("第三页。"))
    (source,) = read_content(pages, "report.pdf", limits=Limits(pdf_page_seconds=1.0))
    pdf_process.stop_idle()
    assert isinstance(source, Source), source
    assert source.text == "第一页。\n第三页。"
    assert [finding.code for finding in source.findings] == ["W109"]


def by_character(x: float, y: float, text: str, *, down: bool = False) -> str:
    """A line whose characters are drawn one by one, to the right or down."""
    dx, dy = (0.0, -14.5) if down else (14.0, 0.0)
    return "\n".join(shown(x + n * dx, y + n * dy, 14, each) for n, each in enumerate(text))


def test_characters_that_are_drawn_one_by_one_are_text_without_their_font() -> None:
    drawn = "\n".join(by_character(90, 740 - 24 * number, line) for number, line in enumerate(LINES))
    assert source_of(pdf_of_drawn(drawn)).text == TEXT


def test_vertical_writing_is_read_from_the_right() -> None:
    drawn = "\n".join(by_character(500 - 24 * number, 740, line, down=True) for number, line in enumerate(LINES))
    assert source_of(pdf_of_drawn(drawn)).text == TEXT
    columns = "\n".join(shown(500 - 24 * number, 740, 14, line) for number, line in enumerate(LINES))
    vertical = pdf_of_drawn(columns).replace(b"/Identity-H", b"/Identity-V")
    assert source_of(vertical).text == TEXT


def test_a_watermark_of_many_tiles_is_left_out_though_it_outweighs_the_text() -> None:
    tiles = [shown(60 + 180 * n, 80 + 120 * m, 16, "政务公开专用", 30) for n in range(3) for m in range(6)]
    source = source_of(pdf_of_drawn("\n".join([*tiles, upright("名词解释", "三微：微创意。")])))
    assert source.text == "名词解释\n三微：微创意。"
    assert [finding.code for finding in source.findings] == ["I103"]


def test_the_head_of_a_table_is_read_once_when_each_page_repeats_it() -> None:
    pages = [[("名词", "解释"), ("三微", "微创意。"), ("四上", "规上企业。")], [("名词", "解释"), ("五小", "小水窖。")]]
    rules = [ruled(80, 740 - 30 * n, 400, 740 - 30 * n) for n in range(4)]
    rows = ["\n".join(shown(90, 720 - 30 * n, 14, head) + shown(200, 720 - 30 * n, 14, text)
                      for n, (head, text) in enumerate(page)) for page in pages]  # fmt: skip
    source = source_of(pdf_of_drawn(*("\n".join([*rules, drawn]) for drawn in rows)))
    assert source.text == "名词\t解释\n三微\t微创意。\n四上\t规上企业。\n五小\t小水窖。"
    assert [finding.code for finding in source.findings] == ["I103"]


def test_notes_of_bare_numbers_get_the_marks_of_the_text() -> None:
    marked = upright("我们推进三微改造。") + shown(90 + 8 * 14, 747, 7, "1")
    text = f"{marked}\n{upright('我们兴修水利，加固堤防，疏浚河道。', top=700)}"
    notes = "\n".join((shown(90, 90, 9, "1 三微：微创意。"), shown(90, 76, 9, "2023年的数据。")))
    assert source_of(pdf_of_drawn(f"{text}\n{notes}")).text.endswith("\n[1] 三微：微创意。\n2023年的数据。")


def test_letters_that_no_chinese_text_prints_are_reported() -> None:
    garbled = "".join(chr(0x250 + 7 * number % 90) for number in range(30))
    source = source_of(pdf_of_drawn(upright("名词解释", garbled)))
    assert [finding.code for finding in source.findings] == ["W106"]
    assert source_of(pdf_of_drawn(upright("汉语拼音 hàn yǔ pīn yīn fāng àn"))).findings == ()


def test_rules_part_columns_that_are_near() -> None:
    rows = [("1", "三微", "微创意、微配套。"), ("2", "四上", "规上工业企业。"), ("3", "五小", "小水窖。")]
    lefts = (84, 107, 144)
    drawn = [shown(x, 720 - 30 * n, 14, cell) for n, row in enumerate(rows) for x, cell in zip(lefts, row, strict=True)]
    columns = ((80, 103), (103, 140), (140, 400))
    cells = [ruled(left, 710 - 30 * n, right, 740 - 30 * n) for n in range(3) for left, right in columns]
    source = source_of(pdf_of_drawn("\n".join([*cells, *drawn])))
    assert source.text == "1\t三微\t微创意、微配套。\n2\t四上\t规上工业企业。\n3\t五小\t小水窖。"


def test_raised_digits_are_markers_though_they_are_hardly_smaller() -> None:
    raised = shown(90, 740, 12, "三微") + shown(114, 745, 10, "1") + shown(120, 740, 12, "改造。")
    level = shown(90, 700, 12, "三微") + shown(114, 700, 10, "1") + shown(120, 700, 12, "改造。")
    assert source_of(pdf_of_drawn(f"{raised}\n{level}")).text == "三微[1]改造。\n三微1改造。"


def test_lines_are_read_from_above_though_the_file_draws_them_later() -> None:
    table = upright("三微：微创意。", "四上：规上企业。", "五小：小水窖。", top=600)
    assert source_of(pdf_of_drawn(f"{table}\n{upright('名词解释', top=740)}")).text.startswith("名词解释\n三微")

"""csv and jsonl with a text column: a row is a source."""

import hashlib
import json
from collections.abc import Callable

import pytest

from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source


def read(content: bytes | str, name: str, limits: Limits = LIMITS) -> list[Source | Failure]:
    """What a table holds."""
    return list(read_content(content.encode() if isinstance(content, str) else content, name, limits=limits))


def texts(found: list[Source | Failure]) -> list[str]:
    """The text of a source, the code of a failure."""
    return [each.text if isinstance(each, Source) else each.finding.code for each in found]


def test_a_row_is_a_source_with_its_other_columns_as_hints() -> None:
    table = '地区,年份,标题,正文,链接\n昆明市,2020,报告,"第一行\n“三区三线”，第二行",https://example.org/a\n'
    (source,) = read(table, "reports.csv")
    assert isinstance(source, Source)
    assert source.text == "第一行\n“三区三线”，第二行"
    assert source.origin == "reports.csv#row=2"
    assert source.sha256 == hashlib.sha256(source.text.encode()).hexdigest()
    hints = {"region": "昆明市", "title": "报告", "url": "https://example.org/a", "year": "2020"}
    assert dict(source.hints) == hints
    assert source.media_type == "text/csv"


def test_a_json_line_is_a_source() -> None:
    lines = "\n".join(json.dumps({"year": 2000 + n, "full_text": f"第{n}份"}) for n in range(3))
    found = read(lines, "reports.jsonl")
    assert texts(found) == ["第0份", "第1份", "第2份"]
    assert [each.origin for each in found] == [f"reports.jsonl#line={n}" for n in (1, 2, 3)]
    assert dict(found[2].hints) == {"year": "2002"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "column", ["text", "Content", "full_text", "Full Text", "正文", "内容", "報告全文", "paragraphs", "段落"]
)
def test_the_text_column_is_known_by_its_name(column: str) -> None:
    assert texts(read(f"id,{column}\n1,三区三线\n", "a.csv")) == ["三区三线"]


def test_without_a_telling_name_the_longest_column_is_the_text() -> None:
    assert texts(read(f"id,报告\n1,{'三区三线。' * 100}\n", "a.csv")) == ["三区三线。" * 100]
    assert texts(read("id,报告\n1,短\n", "a.csv")) == ["E118"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    """Excel writes GBK with commas, and UTF-16 with tabs."""
    table = f"年份{delimiter}正文\r\n2020{delimiter}加快建设现代化产业体系\r\n" * 1
    (source,) = read(table.encode(encoding), "a.csv")
    assert isinstance(source, Source)
    assert (source.text, dict(source.hints)) == ("加快建设现代化产业体系", {"year": "2020"})


def test_a_bad_row_does_not_end_the_table() -> None:
    lines = '{"text": "甲"}\n{"text": \n\n[1]\n{"text": ""}\n{"text": "乙"}\n'
    assert texts(read(lines, "a.jsonl")) == ["甲", "E116", "E116", "E101", "乙"]
    assert texts(read("text,year\n甲,1\n,2\n乙\n丙,1,2,3\n", "a.csv")) == ["甲", "E101", "乙", "丙"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "E101"),
        (b"", "a.jsonl", "E101"),
        (bytes(range(256)) * 9, "a.csv", "E104"),
        (b"{\n" * 5000, "a.jsonl", "E116"),
        (b"text\n" + b"a" * 50_000, "a.csv", "E106"),
        (b'{"text":' + b"[" * 9_000, "a.jsonl", "E116"),
    ],
    ids=["empty csv", "empty jsonl", "binary", "no jsonl", "long line", "nesting"],
)
def test_hostile_tables_get_a_code(content: bytes, name: str, code: str) -> None:
    assert texts(read(content, name, Limits(row_bytes=20_000)))[-1] == code


def test_a_table_is_bounded_in_rows() -> None:
    assert texts(read("text\n" + "甲\n" * 9, "a.csv", Limits(table_rows=3))) == ["甲"] * 3 + ["E106"]


REPORT = "河口市政府工作报告\n各位代表：\n" + "我们推进“三微”改造。" * 30
QUOTED = REPORT.replace('"', '""')


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_an_open_quotation_mark_costs_its_own_row_alone(delimiter: str) -> None:
    """A cell that begins with one mark swallowed the rest of the file."""
    rows = [
        f"标题{delimiter}正文",
        f'甲{delimiter}"三微：微创意',
        f"乙{delimiter}四上",
        f'丙{delimiter}"五小',
        f"丁{delimiter}完",
    ]
    found = read("\n".join(rows), "a.tsv" if delimiter == "\t" else "a.csv")
    assert texts(found) == ['"三微：微创意', "四上", '"五小', "完"]
    assert [len(each.findings) for each in found if isinstance(each, Source)] == [1, 0, 1, 0]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_quoted_cell_may_run_over_lines(delimiter: str) -> None:
    """As spreadsheets write both kinds of files."""
    found = read(f'题{delimiter}正文\r\n甲{delimiter}"{QUOTED}"\r\n乙{delimiter}"a""b"\r\n', "a.csv")
    assert texts(found) == [REPORT, 'a"b']


def test_a_mark_behind_a_backslash_belongs_to_its_cell() -> None:
    """As MySQL writes marks; in a cell without quotes it is text, and a backslash may end a cell."""
    cell = r"推进\"三微\",即\"微创意、微配套\""
    found = read(f'题,正文\n甲,"{cell}"\n乙,"a\n{cell}"\n丙,a\\"b\n丁,"C:\\"\n', "a.csv")
    plain = '推进"三微",即"微创意、微配套"'
    assert texts(found) == [plain, f"a\n{plain}", 'a\\"b', "C:\\"]


@pytest.mark.slow
def test_a_file_of_open_quotation_marks_is_read_in_time() -> None:
    found = read("题\t正文\n" + '甲\t"三微\n' * 20_000, "a.tsv")
    assert len(found) == 20_000


def test_a_table_without_a_header_loses_no_text() -> None:
    found = read(f'甲,"{QUOTED}"\n乙,"{QUOTED}二"\n', "a.csv")
    assert texts(found) == [REPORT, REPORT + "二"]
    assert [each.origin for each in found] == ["a.csv#row=1", "a.csv#row=2"]


def test_cells_beyond_the_header_are_kept() -> None:
    (source,) = read("年份,正文\n2020,三微：微创意,微配套\n", "a.csv")
    assert isinstance(source, Source)
    assert source.text == "三微：微创意,微配套"
    assert [finding.code for finding in source.findings] == ["W108"]


@pytest.mark.parametrize("short", ["河口市政府工作报告", ""])
@pytest.mark.parametrize("name", ["report", "article", "body", "text"])
def test_a_column_is_not_believed_for_its_name_alone(name: str, short: str) -> None:
    assert texts(read(f'{name},内容\n{short},"{QUOTED}"\n', "a.csv")) == [REPORT]


@pytest.mark.parametrize(
    "value",
    [
        REPORT.split("\n"),
        [{"text": line} for line in REPORT.split("\n")],
        {"paragraphs": REPORT.split("\n"), "page": 3},
        [[line] for line in REPORT.split("\n")],
        REPORT.replace("\n", "\r\n"),
    ],
    ids=["paragraphs", "objects", "object", "lists", "line ends"],
)
def test_a_text_in_pieces_is_put_together(value: object) -> None:
    assert texts(read(json.dumps({"id": 1, "text": value}), "a.jsonl")) == [REPORT]


def test_a_cell_that_holds_a_page_is_read_as_one() -> None:
    page = "".join(f"<p>{line}</p>" for line in REPORT.split("\n")) + "<p style='display:none'>藏</p>"
    assert texts(read(json.dumps({"content": page}), "a.jsonl")) == [REPORT]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "wrapped", [lambda rows: rows, lambda rows: {"count": 2, "data": rows}], ids=["a list", "an object around it"]
)
def test_a_json_file_of_rows_is_read(name: str, wrapped: Callable[[list[object]], object]) -> None:
    rows: list[object] = [{"year": 2020, "text": "三微"}, {"year": 2021, "text": "四上"}]
    found = read(json.dumps(wrapped(rows), indent=1), name)
    assert texts(found) == ["三微", "四上"]
    assert [each.origin for each in found] == [f"{name}#item=1", f"{name}#item=2"]


def test_words_that_describe_a_paragraph_are_no_text() -> None:
    """Layout parsers write {"type": "p", "text": …}; the type is not printed."""
    paragraphs = [{"type": "p", "text": "三微：微创意。"}, {"type": "p", "text": "五小：小水窖。"}]
    assert texts(read(json.dumps({"text": paragraphs}), "reports.jsonl")) == ["三微：微创意。\n五小：小水窖。"]


@pytest.mark.parametrize("name", ["reports.tsv", "reports.jsonl"])
def test_line_ends_that_a_database_escaped_are_line_ends(name: str) -> None:
    cell = r"名词解释\n1.三微：微创意。\n2.五小：小水窖。\n"
    content = f"title\ttext\n甲\t{cell}\n" if name.endswith("tsv") else json.dumps({"text": cell})
    assert texts(read(content, name)) == ["名词解释\n1.三微：微创意。\n2.五小：小水窖。\n"]


def test_one_backslash_is_kept() -> None:
    assert texts(read("title\ttext\n甲\t路径 C:\\new\n", "reports.tsv")) == ["路径 C:\\new"]


@pytest.mark.parametrize(
    ("row", "findings", "hints"),
    [
        ({"year": "n/a", "title": "2020年报告"}, ["W110"], {"title": "2020年报告"}),
        ({"year": 12345}, ["W110"], {}),
        ({"date": "yesterday"}, ["W110"], {}),
        ({"title": ["报告"], "url": {"href": "x"}}, ["W110", "W110"], {}),
        ({"year": True}, ["W110"], {}),
        ({"region": "某地"}, ["W110"], {"region": "某地"}),
        ({"region": "株洲"}, [], {"region": "株洲"}),
        ({"region": "全国"}, [], {"region": "全国"}),
        ({"year": 2021.0}, [], {"year": "2021"}),
        ({"年份": "二〇二一年"}, [], {"year": "2021"}),
        ({"year": "2021-01-10"}, [], {"year": "2021"}),
        ({"year": None, "title": "", "region": "昆明市"}, [], {"region": "昆明市"}),
    ],
    ids=str,
)
def test_a_value_that_is_no_hint_is_reported(row: dict[str, object], findings: list[str], hints: object) -> None:
    """The row is read all the same, and what is right about it is used."""
    (source,) = read(json.dumps({"text": "三区三线", **row}, ensure_ascii=False), "a.jsonl")
    assert isinstance(source, Source)
    assert source.text == "三区三线"
    assert [finding.code for finding in source.findings] == findings
    assert dict(source.hints) == hints


def test_a_column_that_is_not_used_is_reported_once() -> None:
    """In the first row that fills it, with the name that was probably meant."""
    rows = [{"text": "甲", "yeer": 2020}, {"text": "乙", "yeer": 2021, "colour": "red"}, {"text": "丙", "colour": ""}]
    for name, table in (
        ("a.jsonl", "\n".join(json.dumps(row) for row in rows)),
        ("a.csv", "text,yeer,colour\n甲,2020,\n乙,2021,red\n丙,,\n"),
    ):
        found = [each.findings for each in read(table, name) if isinstance(each, Source)]
        assert [[finding.code for finding in findings] for findings in found] == [["I106"], ["I106"], []]
        assert [findings[0].message for findings in found[:2]] == [
            "columns that are not used: yeer (year?)",
            "columns that are not used: colour",
        ]


def test_names_of_columns_are_bounded() -> None:
    """A finding about many columns counts what it does not list, and long names are cut."""
    (source,) = read(json.dumps({"text": "甲"} | {f"{n}{'x' * 90}": 1 for n in range(50)}), "a.jsonl")
    assert isinstance(source, Source)
    assert source.findings[0].message.endswith("and 42 more")
    assert len(source.findings[0].message) < 400


def test_front_matter_without_a_year_is_reported() -> None:
    """The same code as in a table."""
    (source,) = read("---\nyear: unknown\nregion: 昆明市\n---\n正文", "a.md")
    assert isinstance(source, Source)
    assert [finding.code for finding in source.findings] == ["W110"]
    assert dict(source.hints) == {"region": "昆明市"}


LONG = "各位代表：" + "我们推进三微改造。" * 30


@pytest.mark.parametrize(
    "value",
    [
        {"code": 0, "data": {"total": 2, "rows": [{"content": LONG}, {"content": LONG}]}},
        {"hits": {"hits": [{"_id": "1", "_source": {"content": LONG}}, {"_id": "2", "_source": {"content": LONG}}]}},
        {"title": {"0": "甲", "1": "乙"}, "text": {"0": LONG, "1": LONG}},
        {"columns": ["title", "text"], "index": [0, 1], "data": [["甲", LONG], ["乙", LONG]]},
        [{"_source": {"title": "甲", "text": LONG}}, {"text": LONG}],
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_rows_of_json_are_found_in_the_shapes_that_programs_write(value: object, indent: int | None) -> None:
    assert texts(read(json.dumps(value, ensure_ascii=False, indent=indent), "reports.json")) == [LONG, LONG]


def test_a_text_in_sections_of_one_object_stays_one_text() -> None:
    row = {"title": "甲", "text": {"sections": [{"heading": "一", "paragraphs": [LONG]}, {"paragraphs": ["乙"]}]}}
    assert texts(read(json.dumps(row, ensure_ascii=False), "reports.jsonl")) == [f"一\n{LONG}\n乙"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (repr([LONG, "“三微”"]), f"{LONG}\n“三微”"),
        (json.dumps([LONG, "三'微"]), f"{LONG}\n三'微"),
        (f"['{LONG}'\n 'numpy']", f"{LONG}\nnumpy"),
        (f"['{LONG}', 三微]", f"['{LONG}', 三微]"),
        (f"['{LONG}", f"['{LONG}"),
    ],
)
def test_a_list_in_the_notation_of_a_program_is_a_list(cell: str, text: str) -> None:
    assert texts(read(json.dumps({"text": cell}) + "\n", "reports.jsonl")) == [text]


def test_rows_above_the_header_are_reported() -> None:
    table = f"青禾市报告汇总,\n,\n标题,正文\n甲,{LONG}\n乙,{LONG}\n"
    first, second = read(table, "reports.csv")
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.text, first.origin, second.origin) == (LONG, "reports.csv#row=4", "reports.csv#row=5")
    assert [finding.code for finding in first.findings] == ["I106"]
    assert second.findings == ()


def test_the_separator_line_of_excel_is_obeyed() -> None:
    assert texts(read(f"sep=;\n标题;正文\n甲,乙;{LONG}\n", "reports.csv")) == [LONG]


def test_a_carriage_return_alone_ends_a_row() -> None:
    assert texts(read(f"标题,正文\r甲,{LONG}\r乙,{LONG}", "reports.csv")) == [LONG, LONG]


def test_values_of_json_behind_one_another_are_rows() -> None:
    rows = [json.dumps({"text": text}, indent=1) for text in ("三微", "四上")]
    assert texts(read("\n".join(rows), "reports.json")) == ["三微", "四上"]
    assert texts(read(",\n".join(rows), "reports.json")) == ["三微", "四上"]
    assert [type(each) for each in read(f"{rows[0]} x", "reports.json")] == [Failure] * 3


def test_a_comma_behind_a_line_of_json_is_no_damage() -> None:
    assert texts(read('{"text": "三微"},\n{"text": "四上"}\n', "reports.jsonl")) == ["三微", "四上"]


def test_a_page_that_was_escaped_in_its_cell_is_read_as_a_page() -> None:
    cell = "&lt;p&gt;三微：微创意。&lt;/p&gt;&lt;p&gt;五小：小水窖。&lt;/p&gt;"
    assert texts(read(json.dumps({"text": cell}), "reports.jsonl")) == ["三微：微创意。\n五小：小水窖。"]
    assert texts(read(json.dumps({"text": "甲 &lt;b&gt; 乙"}), "reports.jsonl")) == ["甲 &lt;b&gt; 乙"]

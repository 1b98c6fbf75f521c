"""csv and jsonl with a text column: a row is a source."""

import hashlib
import json

import pytest

from glossary.ingest.reader import read_content
from glossary.ingest.resource_limits import LIMITS, Limits
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


@pytest.mark.parametrize("column", ["text", "Content", "full_text", "Full Text", "正文", "内容", "報告全文"])
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
        (b'text\n"' + b"a\n" * 40_000, "a.csv", "E106"),
        (b"text\n" + b"a" * 50_000, "a.csv", "E106"),
        (b'{"text":' + b"[" * 9_000, "a.jsonl", "E116"),
    ],
    ids=["empty csv", "empty jsonl", "binary", "no jsonl", "open quote", "long line", "nesting"],
)
def test_hostile_tables_get_a_code(content: bytes, name: str, code: str) -> None:
    assert texts(read(content, name, Limits(row_bytes=20_000)))[-1] == code


def test_a_table_is_bounded_in_rows() -> None:
    assert texts(read("text\n" + "甲\n" * 9, "a.csv", Limits(table_rows=3))) == ["甲"] * 3 + ["E106"]

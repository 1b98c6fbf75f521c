"""What paths and front matter say of a document."""

import pytest

from glossary.ingest.source_metadata import front_matter_hints, known_hints, path_hints


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("政府工作报告/昆明市/2020.md", {"region": "昆明市", "year": "2020"}),
        ("2026_广东省_政府工作报告.txt", {"region": "广东省", "year": "2026"}),
        ("广东省/广州市/天河区/2020年政府工作报告.txt", {"region": "广东省广州市天河区", "year": "2020"}),
        ("昆明市2009年政府工作报告.docx", {"region": "昆明市", "year": "2009"}),
        ("2009年度昆明市人民政府工作报告.pdf", {"region": "昆明市", "year": "2009"}),
        ("黔西南布依族苗族自治州/2023.md", {"region": "黔西南布依族苗族自治州", "year": "2023"}),
        ("报告-其他地市/白城市/2021.md", {"region": "白城市", "year": "2021"}),
        ("主要城市/2019/report.txt", {"year": "2019"}),
        ("reports.zip!昆明市/2020.md", {"region": "昆明市", "year": "2020"}),
        ("社区工作报告.txt", {}),
        ("t20091231_4567.txt", {}),
        ("/tmp/2020x/000_7757.txt", {}),
        ("https://www.example.gov.cn/2009/昆明市.html", {}),
        ("", {}),
    ],
)
def test_a_path_gives_region_and_year_or_nothing(path: str, expected: dict[str, str]) -> None:
    assert dict(path_hints(path)) == expected


def test_front_matter_is_read_flat() -> None:
    text = "---\nsource: https://example.org/a.html\ntitle: '2003年：政府工作报告'\nkeywords:\n  - 甲\n  year: 1\n---\n"
    assert dict(front_matter_hints(text)) == {"url": "https://example.org/a.html", "title": "2003年：政府工作报告"}


@pytest.mark.parametrize(
    "text", ["", "---", "---\ntitle: 甲", "----\ntitle: 甲\n---\n", "正文\n---\ntitle: 甲\n---\n", "---\n" * 5000]
)
def test_other_first_lines_are_not_front_matter(text: str) -> None:
    assert front_matter_hints(text) == ()


def test_hints_are_bounded_and_known() -> None:
    assert known_hints([("title", "甲" * 9999), ("YEAR", "2020"), ("year", "2021"), ("x", "y")]) == (
        ("title", "甲" * 500),
        ("year", "2020"),
    )

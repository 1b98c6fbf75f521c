"""Tables of terms, 指 and meanings, in the layouts that converted files give them."""

import pytest

from glossary.extraction.entries.definition_tables import find_definition_tables
from glossary.extraction.entries.find_entries import find_glossaries

CELLS = """青禾渡口股份有限公司2023年年度报告全文
释义
释义项\t指\t释义内容
一、简称\t指\t
公司、本公司、青禾渡口\t指\t青禾渡口股份有限公司
\t\t青禾第一渡口公司、青禾第二渡口公司、青禾第三渡口公司、青
五大渡口公司\t指\t禾第四渡口公司、青禾第五渡口公司
报告期\t指\t2023年1月1日至2023年12月31日
渡运系统\t指\t由渡口、渡船、候船室以及其他为渡运服务的设施和设备所组
\t\t成的系统
第二节 公司简介
公司的中文名称\t青禾渡口股份有限公司
"""
COLUMNS = """                              第一节 释义

      本报告中，除非文意另有所指，下列简称具有如下含义：
公司、本公司、青
                      指    青禾渡口股份有限公司
禾渡口
报告期                   指    2023 年度

                           由渡口、渡船、候船室以及其他为渡运服务的设施
渡运系统                  指
                           和设备所组成的系统
《公司法》                 指    《中华人民共和国公司法》

      本报告中部分合计数与各加数之和在尾数上可能略有差异。
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """Terms and meanings of all tables."""
    return [(row.head, row.definition) for rows in find_definition_tables(text) for row in rows]


def test_cells_go_on_above_and_below_their_row() -> None:
    """A meaning that fills its column goes on below; what is left is above the next row."""
    assert pairs(CELLS) == [
        ("公司、本公司、青禾渡口", "青禾渡口股份有限公司"),
        ("五大渡口公司", "青禾第一渡口公司、青禾第二渡口公司、青禾第三渡口公司、青禾第四渡口公司、青禾第五渡口公司"),
        ("报告期", "2023年1月1日至2023年12月31日"),
        ("渡运系统", "由渡口、渡船、候船室以及其他为渡运服务的设施和设备所组成的系统"),
    ]


def test_columns_kept_with_blanks_are_read_around_the_middle_of_the_row() -> None:
    """As many lines are below 指 as above it; a sentence that runs across the columns is none of the table."""
    assert pairs(COLUMNS) == [
        ("公司、本公司、青禾渡口", "青禾渡口股份有限公司"),
        ("报告期", "2023年度"),
        ("渡运系统", "由渡口、渡船、候船室以及其他为渡运服务的设施和设备所组成的系统"),
        ("《公司法》", "《中华人民共和国公司法》"),
    ]


@pytest.mark.parametrize("row", ["| {} | 指 | {} |", "{} 指 {}", "{}\t指\t{}", "{}      指      {}"])
def test_rows_of_any_layout_are_read(row: str) -> None:
    """Bars, tabs, and columns that were lost or kept."""
    wanted = [("公司、本公司", "青禾渡口股份有限公司"), ("报告期", "2023年度"), ("元", "人民币元")]
    assert pairs("释义\n" + "\n".join(row.format(*each) for each in wanted) + "\n") == wanted


def test_terms_that_share_a_meaning_are_separate_entries() -> None:
    """公司、本公司 are two headwords of one entry."""
    entries = find_glossaries(CELLS).entries
    assert entries[0].heads == ("公司", "本公司", "青禾渡口")
    assert entries[2].heads == ()
    assert [entry.rule for entry in entries] == ["definition-table"] * 4


@pytest.mark.parametrize(
    "text", ["责任人 指 定\n会议 指 出\n", "一\t指\t二\n三\t指\t四\n", "由市长 指 挥\n\n" * 2, "指\n指\n指\n"]
)
def test_fewer_than_three_rows_are_no_table(text: str) -> None:
    """Two lines with a lonely 指 prove nothing."""
    assert pairs(text) == []

"""Markdown as others write it: entities, tables of tags, tables without outer bars."""

import pytest

from glossary.ingest.reader import read_content
from glossary.model import Source


def text_of(text: str) -> str:
    """What is read of a Markdown file."""
    (source,) = read_content(text.encode(), "report.md")
    assert isinstance(source, Source), source
    return source.text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&ldquo;三微&amp;rdquo;&nbsp;甲&mdash;乙", "“三微”\xa0甲—乙"),
        ("R&D; a&b", "R&D; a&b"),
        ("甲\n\n<table><tr><td>三微<td>微<br>创意<tr><td>四上<td>指丙</table>\n\n乙",
         "甲\n\n三微\t微创意\n四上\t指丙\n\n乙"),
        ("甲<table><tr><td>三微</td><td><table><tr><td>子</td></tr></table></td></tr></table>乙", "甲\n三微\t子\n乙"),
        ("甲<table>没有结束", "甲<table>没有结束"),
        ("名词 | 解释\n:-- | --:\n三微 | 微创意\n\n甲 | 乙",
         "| 名词 | 解释 |\n| :-- | --: |\n| 三微 | 微创意 |\n\n甲 | 乙"),
        ("| 名词 | 解释 |\n| --- | --- |\n| 三微 | 微创意 |", "| 名词 | 解释 |\n| --- | --- |\n| 三微 | 微创意 |"),
        ("标题\n--- | ---", "标题\n--- | ---"),
    ],
)  # fmt: skip
def test_tables_have_one_form(written: str, text: str) -> None:
    assert text_of(written) == text


def test_what_readers_do_not_print_is_left_out() -> None:
    assert text_of("## 名词解释 {#terms .unnumbered}\n三微：微创意。<!-- 待核 -->\n") == "## 名词解释\n三微：微创意。\n"
    assert (
        text_of("1. 三微：微创意。\\\n[^2]: 五小：小水窖。 [↩](#r2)\n") == "1. 三微：微创意。\n[^2]: 五小：小水窖。\n"
    )
    assert text_of("三微$^{12}$，五小^[3]^，5m$^{2}$") == "三微[12]，五小[3]，5m$^{2}$"
    assert (
        text_of('[三微][r]：微创意。\n[r]: https://example.org/ "甲"\n[^1]: /五小/\n')
        == "[三微][r]：微创意。\n[^1]: /五小/\n"
    )
    assert text_of("> [!note] 三微\n> 微创意。") == "> 三微\n> 微创意。"
    kept = "甲。<!-- 第9页 -->\n<!-- 乙 -->\n## 集合 {a}\n"
    assert text_of(kept) == kept

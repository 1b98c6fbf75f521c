"""Sections and entries of whole documents; the layouts are in tests/golden/entries.jsonl."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from glossary.extraction.entries.find_entries import find_glossaries

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.parametrize(
    ("prefix", "count", "first", "last"),
    [("000", 15, "制造强区“七大工程”", "三个区分开来"), ("001", 9, "“四上”企业", "一线工作法"), ("003", 0, "", "")],
)
def test_the_seeds_glossaries_are_read_completely(prefix: str, count: int, first: str, last: str) -> None:
    """Two of the five seeds hold a glossary; every entry has its page and is at its span."""
    text = next(SEEDS.glob(f"{prefix}_*.txt")).read_text("utf-8-sig")
    entries = find_glossaries(text).entries
    assert len(entries) == count
    if count:
        assert (entries[0].head, entries[-1].head) == (first, last)
        assert all(entry.page for entry in entries)
        assert all(entry.span.of(text) == entry.definition for entry in entries)


def test_a_text_of_nothing_but_leads_is_read_in_no_time() -> None:
    """Of the sentences that announce definitions only so many are followed through their articles."""
    text = "本条例下列用语的含义：\n" * 2000
    assert find_glossaries(text + "（一）渡口，是指渡船停靠的场所。\n").entries == ()


@pytest.mark.parametrize(
    ("heads", "count"), [("推进渡口改造 抓好河堤加固 建设青禾大道", 0), ("渡口改造 河堤加固 青禾大道", 3)]
)
def test_a_list_of_tasks_after_the_report_is_not_a_glossary(heads: str, count: int) -> None:
    """Tasks begin with a verb, headwords with a noun; the layout is the same."""
    body = "今年要推进渡口改造，抓好河堤加固，建设青禾大道。我们一件接着一件办，一年接着一年干。\n" * 8
    lines = "".join(f"{at}.{head}：分两年完成，群众满意。\n" for at, head in enumerate(heads.split(), 1))

    assert len(find_glossaries(f"{body}让我们团结奋斗！\n谢谢大家！\n{lines}").entries) == count


@pytest.mark.slow
def test_the_entries_do_not_depend_on_the_seed_of_hashes() -> None:
    """Separators that occur equally often are chosen in one order, in every process."""
    text = "三、术语和定义\n1. 民宿 homestay：住宿。\n2. 主人 host：经营者。\n备注\n1. 证照：有。\n2. 安全：有。\n"
    program = (
        "import sys; from glossary.extraction.entries.find_entries import find_glossaries as f; print(f(sys.argv[1]))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, text],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(printed) == 1

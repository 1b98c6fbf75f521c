"""A label that a thousand sources explain, each in its own way."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from glossary.extraction.extract import extract
from glossary.senses import clusters
from glossary.senses.article import write_article
from glossary.senses.collect import collect_evidence
from glossary.senses.evidence import Evidence

FIELDS = "水利交通教育医疗住房养老产业乡村园区道路桥梁绿化环境治理创新人才招商物流电商旅游文化体育粮食蔬菜畜牧林业渔业"
WORDS = [FIELDS[at : at + 2] for at in range(0, len(FIELDS), 2)]
COMPARED: Callable[..., Any] = clusters.compare_explanations


def explanations(count: int) -> list[Evidence]:
    """Different members for each of ``count`` sources."""
    rows: list[Evidence] = []
    rng = random.Random(3)
    for number in range(count):
        place = f"{rng.choice('甲乙丙丁戊')}{rng.choice('山河湖海')}县"
        members = "、".join("".join(rng.sample(WORDS, 3)) + "工程" for _ in range(3))
        text = f"{place}人民政府工作报告\n各位代表：\n现在报告工作。\n名词解释\n"
        text += f"1.“三大工程”：指{members}。\n2.“四莲”：指红莲、白莲、青莲、紫莲。\n"
        evidence, _ = collect_evidence(f"s{number:05}", text, extract(text, {}))
        rows += [each for each in evidence if each.core == "三大工程" and each.definition]
    return rows


@pytest.mark.parametrize("count", [60, 120, 240])
@pytest.mark.slow
def test_comparisons_grow_with_the_explanations_and_no_faster(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """F20: each explanation is compared with a bounded number of senses, the nearest ones."""
    calls = 0

    def compare(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return COMPARED(*arguments)

    monkeypatch.setattr(clusters, "compare_explanations", compare)
    rows = explanations(count)
    assert len(rows) == count
    article = write_article("三大工程", rows)

    assert len(article.senses) > 20
    assert calls <= count * clusters._MAX_SENSES_COMPARED * 3


def test_an_explanation_finds_its_sense_among_hundreds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that shares its words is among those that it is compared with."""
    rows = explanations(90)
    expected = len(write_article("三大工程", rows).senses)
    monkeypatch.setattr(clusters, "_MAX_SENSES_COMPARED", 10_000)

    assert len(write_article("三大工程", rows).senses) == expected

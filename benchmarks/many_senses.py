"""The processor time to find the senses of a label that so many sources explain, each in its own way.

python benchmarks/many_senses.py 250 500
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from glossary.extraction.extract import extract
from glossary.senses.article import write_article
from glossary.senses.collect import collect_evidence
from glossary.senses.evidence import Evidence

PAIRS = "水利交通教育医疗住房养老产业乡村园区道路桥梁绿化环境治理创新人才招商物流电商旅游文化体育粮食蔬菜畜牧林业渔业"
WORDS = [PAIRS[at : at + 2] for at in range(0, len(PAIRS), 2)]


def explanations(count: int) -> list[Evidence]:
    """One explanation of 三大工程 from each of ``count`` sources."""
    rng, rows = random.Random(3), []
    for number in range(count):
        members = "、".join("".join(rng.sample(WORDS, 3)) + "工程" for _ in range(3))
        place = f"{rng.choice('甲乙丙丁戊')}{rng.choice('山河湖海')}县"
        text = f"{place}人民政府工作报告\n各位代表：\n现在报告工作。\n名词解释\n"
        text += f"1.“三大工程”：指{members}。\n2.“四莲”：指红莲、白莲、青莲、紫莲。\n"
        evidence, _ = collect_evidence(f"s{number:05}", text, extract(text, {}))
        rows += [each for each in evidence if each.core == "三大工程" and each.definition]
    return rows


if __name__ == "__main__":
    for size in map(int, sys.argv[1:]):
        rows = explanations(size)
        began = time.process_time()
        write_article("三大工程", rows)
        print(f"{time.process_time() - began:.2f}", end=" ", flush=True)

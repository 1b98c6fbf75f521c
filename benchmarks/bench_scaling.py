"""Unit costs of a harvest and of a large store, from synthetic reports that go through the whole pipeline.

    python -m benchmarks.bench_scaling [--reports 300] [--large 3000] [--workers 2]

Reports are made of sentences with slogans, a tenth of them with a glossary; places and years differ. Printed are the
costs of one report and one attestation in two stores of different size, how they grow, and what follows for all reports
of 2,800 counties in 20 years. docs/scaling.md says what to do with the figures.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.ratios import machine
from glossary.lookup import LookupResult, Query, open_dictionary
from glossary.pipeline import find_origins, harvest
from glossary.term_store import open_term_store

COUNTIES, YEARS = 2_800, 20
NUMERALS = "一两三四五六七八九十"
FIELDS = "工程行动计划战略任务目标机制体系改革举措保障服务平台产业园区通道廊道走廊基地中心屏障防线短板弱项"
VERBS = ("推进", "落实", "完善", "实施", "打好", "抓实", "统筹", "深化", "坚持", "建设")
THINGS = (
    "农业",
    "工业",
    "商贸",
    "水利",
    "交通",
    "能源",
    "教育",
    "医疗",
    "养老",
    "托育",
    "文化",
    "旅游",
    "生态",
    "林业",
)
LETTERS = "东南西北中高新平安长永丰和康乐富金银宝云海江河山川林泉石"


@dataclass(frozen=True)
class Cost:
    """What one store cost and what it answers in.

    Attributes:
        reports: How many reports went in.
        seconds: Wall time of the harvest.
        attestations: Rows of evidence for terms.
        terms: Articles.
        bytes: Size of the file.
        lookup: Median seconds of a look-up.
        search: Median seconds of the first page of a search.
    """

    reports: int
    seconds: float
    attestations: int
    terms: int
    bytes: int
    lookup: float
    search: float


def main() -> None:
    """Print both stores, the growth between them, and the projection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--large", type=int, default=3_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(f"{machine()}, {arguments.workers} workers")
    costs = []
    for reports in (arguments.reports, arguments.large):
        with tempfile.TemporaryDirectory() as folder:
            costs.append(measure(Path(folder), reports, arguments.workers))
        show(costs[-1])
    compare(*costs)


def measure(folder: Path, reports: int, workers: int) -> Cost:
    """Harvest so many synthetic reports and ask the dictionary."""
    texts = folder / "reports"
    texts.mkdir()
    for number in range(reports):
        (texts / f"{number:06d}.txt").write_text(write_report(number), "utf-8")
    path = folder / "terms.db"
    found, failures = find_origins([str(texts)])
    started = time.perf_counter()
    with open_term_store(path) as store:
        summary = harvest(found, store, failures=failures, workers=workers)
    seconds = time.perf_counter() - started
    lookup, search = ask(path)
    totals = summary.totals
    return Cost(reports, seconds, totals["attestation"], totals["term"], path.stat().st_size, lookup, search)


def write_report(number: int) -> str:
    """The report of one county and year: about 6,000 characters with some 100 slogans."""
    rng = random.Random(number)
    county = "".join(random.Random(number // YEARS).sample(LETTERS, 2))
    year = 2005 + number % YEARS
    lines = [f"{county}县{year}年政府工作报告", "", "各位代表：", ""]
    slogans = []
    for _ in range(50):
        slogan = make_slogan(rng)
        slogans.append(slogan)
        things = "、".join(rng.sample(THINGS, 3))
        other = make_slogan(rng)
        lines.append(f"{rng.choice(VERBS)}“{slogan}”，{rng.choice(VERBS)}{things}发展，{rng.choice(VERBS)}“{other}”。")
    if number % 10 == 0:
        lines += ["", "名词解释", ""]
        for at, slogan in enumerate(dict.fromkeys(slogans), 1):
            lines.append(f"{at}.{slogan}：指{'、'.join(rng.sample(THINGS, 3))}。")
    return "\n".join(lines) + "\n"


def make_slogan(rng: random.Random) -> str:
    """A numeral and a noun, some of them often and most of them rarely."""
    at = min(int(rng.paretovariate(0.6)), 5_000)
    own = random.Random(at)
    return own.choice(NUMERALS) + own.choice("大个项") + "".join(own.sample(FIELDS, 2))


def ask(path: Path) -> tuple[float, float]:
    """Median seconds of a look-up and of the first page of a search."""
    dictionary = open_dictionary(path)
    rng = random.Random(1)
    answers = dictionary.batch([make_slogan(rng) for _ in range(300)])
    forms = [str(each.article()["headword"]) for each in answers if isinstance(each, LookupResult)]
    lookup = statistics.median(_time(partial(dictionary.article, form)) for form in forms)
    search = statistics.median(_time(partial(dictionary.search, Query(form[-2:], counted=False))) for form in forms)
    dictionary.close()
    return lookup, search


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(cost: Cost) -> None:
    """One store in a few lines."""
    print(
        f"\n{cost.reports:,} reports: {cost.seconds:.1f} s, {1000 * cost.seconds / cost.reports:.1f} ms a report; "
        f"{cost.attestations:,} attestations, {cost.terms:,} terms\n"
        f"  file {cost.bytes / 1e6:.0f} MB, {cost.bytes / cost.attestations:.0f} bytes an attestation; "
        f"look-up {cost.lookup * 1e6:.0f} µs, search {cost.search * 1e6:.0f} µs"
    )


def compare(small: Cost, large: Cost) -> None:
    """Growth from the small to the large store, and what all reports of all counties would cost."""
    times = large.reports / small.reports
    everything = COUNTIES * YEARS
    print(
        f"\n{times:.0f} times the reports: {large.seconds / small.seconds:.1f} times the time, "
        f"{large.bytes / small.bytes:.1f} times the file, look-up {large.lookup / small.lookup:.2f} times, "
        f"search {large.search / small.search:.2f} times"
    )
    scale = everything / large.reports
    print(
        f"{COUNTIES:,} counties, {YEARS} years = {everything:,} reports, at the cost of the large store: "
        f"{large.seconds * scale / 3600:.1f} hours, {large.bytes * scale / 1e9:.1f} GB, "
        f"{large.attestations * scale / 1e6:.1f} million attestations"
    )


if __name__ == "__main__":
    main()

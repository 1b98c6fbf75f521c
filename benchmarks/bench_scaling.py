"""Unit costs of a harvest and of a large store, from synthetic reports that go through the whole pipeline.

    python -m benchmarks.bench_scaling [--small 100000] [--large 1000000] [--workers 2] [--folder FOLDER] [--write]

The sizes are attestations. Reports are sentences with two slogans each, in a tenth of them with a glossary; places and
years differ. How often a slogan is used follows Zipf's law over 40,000 of them. Printed are the costs of one report and
one attestation in two stores, how they grow, and what follows for all reports of 2,800 counties in 20 years.
docs/scaling.md explains the use of the figures. With ``--folder`` reports and stores are kept; a run that was stopped
continues from the reports that were read, and a store that is complete is only queried again. ``--write`` puts the
output into docs/scaling.md.

Bound: look-up and first page of a search in the large store within twice those of the small one; both warm, and with
no page of the file in memory, in a dictionary that was just opened.
"""

import argparse
import json
import os
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path

from benchmarks.ratios import bound, machine
from glossary.lookup import Dictionary, LookupResult, Query, open_dictionary
from glossary.pipeline import find_origins, harvest
from glossary.term_store import open_term_store

COUNTIES, YEARS = 2_800, 20
REAL_ATTESTATIONS = 89
"""Attestations in a real report, the mean of a thousand."""
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
        first_lookup: The same, the first in a dictionary that was just opened, with the whole file on disk.
        first_search: The same for a search.
        read: Seconds until the articles were being built.
        memory: Most megabytes of the process that writes, and then of the dictionary that it opens.
    """

    reports: int
    seconds: float
    attestations: int
    terms: int
    bytes: int
    lookup: float
    search: float
    first_lookup: float
    first_search: float
    read: float
    memory: float


def main() -> None:
    """Print both stores, the growth between them, and the projection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [f"{machine()}, {arguments.workers} workers"]
    print(lines[0], flush=True)
    costs = []
    for attestations in (arguments.small, arguments.large):
        with _folder(arguments.folder, attestations) as folder:
            costs.append(measure(folder, attestations, arguments.workers))
        lines.append(describe(costs[-1]))
        print(lines[-1], flush=True)
    lines.append(compare(*costs))
    print(lines[-1])
    if arguments.write:
        _write("\n".join(lines))


_PAGE = Path(__file__).parent.parent / "docs" / "scaling.md"
_BLOCK = re.compile(r"(?<=<!-- bench_scaling -->\n).*?(?=<!-- end -->)", re.DOTALL)


def _write(output: str) -> None:
    """Replace the block of docs/scaling.md between its two comments."""
    block = f"\n```text\n{output}\n```\n\n"
    _PAGE.write_text(_BLOCK.sub(lambda _: block, _PAGE.read_text("utf-8")), "utf-8")


@contextmanager
def _folder(kept: Path | None, attestations: int) -> Iterator[Path]:
    if kept:
        (kept / str(attestations)).mkdir(parents=True, exist_ok=True)
        yield kept / str(attestations)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


SLOGANS = 2_000
"""Slogans in one report of a store: twenty times those of a real one, so that ten million need no million files."""


def measure(folder: Path, attestations: int, workers: int) -> Cost:
    """Harvest synthetic reports with so many attestations and ask the dictionary."""
    known = folder / "cost.json"
    if known.is_file():
        return Cost(**json.loads(known.read_text("utf-8")) | ask(folder / "terms.db"))
    texts = folder / "reports"
    if not texts.exists():
        texts.mkdir()
        for number in range(attestations // SLOGANS):
            (texts / f"{number:06d}.txt").write_text(write_report(number, SLOGANS // 2), "utf-8")
    path = folder / "terms.db"
    found, failures = find_origins([str(texts)])
    started, read = time.perf_counter(), 0.0

    def note(_done: int, _all: int) -> None:
        nonlocal read
        read = read or time.perf_counter() - started

    with open_term_store(path) as store:
        summary = harvest(found, store, failures=failures, workers=workers, on_writing=note)
    seconds = time.perf_counter() - started
    answers = ask(path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    totals = summary.totals
    cost = Cost(
        reports=len(found),
        seconds=seconds,
        attestations=totals["attestation"],
        terms=totals["term"],
        bytes=path.stat().st_size,
        read=read,
        memory=memory,
        **answers,
    )
    known.write_text(json.dumps(asdict(cost)), "utf-8")
    return cost


def write_report(number: int, sentences: int = 50) -> str:
    """The report of one county and year: sentences of 35 characters with two slogans each; a tenth has a glossary."""
    rng = random.Random(number)
    county = "".join(random.Random(number // YEARS).sample(LETTERS, 2))
    year = 2005 + number % YEARS
    lines = [f"{county}县{year}年政府工作报告", "", "各位代表：", ""]
    slogans = []
    for _ in range(sentences):
        slogan = make_slogan(rng)
        slogans.append(slogan)
        things = "、".join(rng.sample(THINGS, 3))
        other = make_slogan(rng)
        lines.append(f"{rng.choice(VERBS)}“{slogan}”，{rng.choice(VERBS)}{things}发展，{rng.choice(VERBS)}“{other}”。")
    if number % 10 == 0:
        lines += ["", "名词解释", ""]
        for at, slogan in enumerate(dict.fromkeys(slogans[:50]), 1):
            lines.append(f"{at}.{slogan}：指{'、'.join(rng.sample(THINGS, 3))}。")
    return "\n".join(lines) + "\n"


_KINDS, _FLATTEST = 40_000, 50


def make_slogan(rng: random.Random) -> str:
    """A numeral and a noun; the one of rank n is used in proportion to 1 / (n + 50)."""
    return _slogan(int(_FLATTEST * (_KINDS / _FLATTEST + 1) ** rng.random()) - _FLATTEST)


@lru_cache(maxsize=_KINDS)
def _slogan(rank: int) -> str:
    own = random.Random(rank)
    return own.choice(NUMERALS) + own.choice("大个项") + "".join(own.sample(FIELDS, 2))


def ask(path: Path) -> dict[str, float]:
    """Median seconds of a look-up and of the first page of a search, warm and from disk, by the names in :class:`Cost`.

    Warm: the same questions were asked before.
    """
    rng = random.Random(1)
    with closing(open_dictionary(path)) as dictionary:
        answers = dictionary.batch([make_slogan(rng) for _ in range(300)])
        forms = [str(each.article()["headword"]) for each in answers if isinstance(each, LookupResult)]
        times = {"lookup": [_time(partial(_look_up, dictionary, form)) for form in forms * 2][len(forms) :]}
        times["search"] = [_time(partial(_search, dictionary, form)) for form in forms * 2][len(forms) :]
    times["first_lookup"] = [_time_from_disk(path, _look_up, form) for form in forms[:20]]
    times["first_search"] = [_time_from_disk(path, _search, form) for form in forms[:20]]
    return {name: statistics.median(values) for name, values in times.items()}


def _look_up(dictionary: Dictionary, form: str) -> object:
    return dictionary.article(form)


def _search(dictionary: Dictionary, form: str) -> object:
    return dictionary.search(Query(form[-2:], counted=False))


def _time_from_disk(path: Path, ask_for: Callable[[Dictionary, str], object], form: str) -> float:
    """Seconds of the first question to a dictionary, when no page of its file is in memory (Linux)."""
    with closing(open_dictionary(path)) as dictionary, path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return _time(partial(ask_for, dictionary, form))


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def describe(cost: Cost) -> str:
    """One store in a few lines."""
    return (
        f"\n{cost.attestations:,} attestations, {cost.terms:,} terms, {cost.reports:,} reports: {cost.seconds:.1f} "
        f"s ({cost.read:.1f} s until articles are built), {1e6 * cost.seconds / cost.attestations:.0f} µs each\n"
        f"  file {cost.bytes / 1e6:.0f} MB, {cost.bytes / cost.attestations:.0f} bytes an attestation; main process "
        f"at most {cost.memory:.0f} MB; look-up {cost.lookup * 1e6:.0f} µs, search {cost.search * 1e6:.0f} µs; "
        f"the first from disk {cost.first_lookup * 1e3:.1f} ms, {cost.first_search * 1e3:.1f} ms"
    )


def compare(small: Cost, large: Cost) -> str:
    """Growth from the small to the large store, and what all reports of all counties would cost."""
    times = large.attestations / small.attestations
    everything = COUNTIES * YEARS * REAL_ATTESTATIONS
    scale = everything / large.attestations
    return (
        f"\n{times:.0f} times the attestations: {large.seconds / small.seconds:.1f} times the time, "
        f"{large.bytes / small.bytes:.1f} times the file, {large.memory / small.memory:.1f} times the memory\n"
        f"{bound('look-up, large / small', large.lookup / small.lookup, 2)}\n"
        f"{bound('first page of a search, large / small', large.search / small.search, 2)}\n"
        f"{bound('first look-up from disk, large / small', large.first_lookup / small.first_lookup, 2)}\n"
        f"{bound('first page of a search from disk, large / small', large.first_search / small.first_search, 2)}\n"
        f"{COUNTIES:,} counties, {YEARS} years: {COUNTIES * YEARS:,} reports with {REAL_ATTESTATIONS} attestations "
        f"each are {everything / 1e6:.1f} million; at these costs {large.seconds * scale / 60:.0f} minutes, "
        f"{large.bytes * scale / 1e9:.1f} GB"
    )


if __name__ == "__main__":
    main()

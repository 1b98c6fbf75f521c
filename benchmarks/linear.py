"""Whether the time that a text costs grows with its length and no faster, whatever the text is made of.

Each unit is repeated to three lengths; the processor time at the longest is divided by that at the shortest, a quarter
of it. A linear function gives 4, a quadratic one 16; more than 9 is reported, and so is what takes too long to tell.

    python -m benchmarks.linear [--unit TEXT] [--function NAME] [--length 40000]
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from glossary.chinese.script import render_in_script, to_hans
from glossary.extraction.extract import extract
from glossary.ingest.reader import read_content
from glossary.lookup import Dictionary, open_dictionary
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

UNITS = (
    "a’a", "1’30”", "足额发放", "“四上”", "“", "”", "‘", "’", "（", "）", "(a", "[^1]", "《",
    "》", "「", "」", "『三』", "一是", "1.", "（1）", "①", "第一", "一、", "、", "，", "。", "：", "；",
    "\n", "\r\n", "\u3000", " ", "\t", "三", "三三", "三区三线", "三区三线：", "“三区”指", "十百千万亿",
    "2021年", "指", "即", "包括", "等", "和", "及其他", "\u540d\u8bcd\u89e3\u91ca\n",
    "\u9644\u4ef61\uff1a\n",
    "1.\u4e09\u519c\uff1a\u6307\u519c\u4e1a\u3001\u519c\u6751\u3001\u519c\u6c11\u3002\n", "<p>", "<div>",
    "<select><option>x", "<table><tr><td>", "&amp;", "<a href=x>", "<!--", "<script>", "<ruby>三<rt>s",
    "]]>", "#", "| a ", "---\n", "- ", "\ufeff", "\u200b", "e\u0301", "𠀀", "繁體裏", "１", "0", "%F0",
    "\\", '"', ",", "{{7*7}}", "\x00", "\u202e", "新型三大",
)  # fmt: skip
"""What hostile texts are made of: every mark and word that some rule looks for, and what broke software before."""

MAX_GROWTH = 9.0
SHORT = 0.02
"""Seconds below which a ratio is noise."""

PATIENCE = 30.0
"""Seconds for one text; a function that takes longer is not asked with a longer one."""


@dataclass
class Finding:
    """One function and unit that grows too fast, or takes too long."""

    function: str
    unit: str
    seconds: tuple[float, ...]

    @property
    def growth(self) -> float:
        """How much longer four times the length takes."""
        return self.seconds[-1] / max(self.seconds[0], 1e-4)


def functions(dictionary: Dictionary) -> dict[str, Callable[[str], object]]:
    """Everything that takes a text of any length from outside, by name."""
    return {
        "extract": lambda text: extract(text, {}),
        "to_hans": to_hans,
        "convert": lambda text: render_in_script(text, "zh-Hant-TW"),
        "convert back": lambda text: render_in_script(text, "zh-Hans"),
        "annotate": dictionary.annotate,
        "annotate all": lambda text: dictionary.annotate(text, policy="all"),
        "annotate unknown": lambda text: dictionary.annotate(text, unknown=True),
        "annotate inline": dictionary.unpack,
        "annotate HTML": lambda text: dictionary.annotate_html(text, script="zh-Hant-HK"),
        **{f"read {suffix}": _reader(suffix) for suffix in ("txt", "md", "html", "csv", "jsonl")},
    }


def _reader(suffix: str) -> Callable[[str], object]:
    def read(text: str) -> list[object]:
        return list(read_content(text.encode("utf-8", "replace"), f"x.{suffix}"))

    return read


CHEAP = frozenset(
    {"to_hans", "convert", "convert back", "annotate", "annotate all", "annotate inline", "annotate HTML"}
)
"""Functions so fast that only a text of many times the length shows how they grow."""

CHEAP_FACTOR = 6


def find_growth(
    named: dict[str, Callable[[str], object]], units: tuple[str, ...], length: int
) -> Iterator[tuple[int, Finding | None]]:
    """A running number for each function and unit, with what is wrong with it."""
    count = 0
    for unit in units:
        for name, function in named.items():
            count += 1
            long = length * (CHEAP_FACTOR if name in CHEAP else 1)
            seconds = tuple(_measure(function, unit, long))
            found = Finding(name, unit, seconds)
            is_slow = len(seconds) < 3 or (seconds[-1] > SHORT * 4 and found.growth > MAX_GROWTH)
            yield count, found if is_slow and _is_slow_again(function, unit, long) else None


def _measure(function: Callable[[str], object], unit: str, length: int) -> Iterator[float]:
    for part in (4, 2, 1):
        text = (unit * (length // part // len(unit) + 1))[: length // part]
        gc.collect()
        began = time.process_time()
        try:
            function(text)
        except ValueError:
            return
        except Exception:  # noqa: BLE001 - refusing is an answer; only its time counts
            pass
        yield time.process_time() - began
        if time.process_time() - began > PATIENCE:
            return


def _is_slow_again(function: Callable[[str], object], unit: str, length: int) -> bool:
    """A second look, since other work of the machine spoils a measurement now and then."""
    seconds = tuple(_measure(function, unit, length))
    return len(seconds) < 3 or Finding("", unit, seconds).growth > MAX_GROWTH


def main() -> int:
    """Measure, print what grows too fast; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--unit", action="append")
    parser.add_argument("--function", action="append")
    parser.add_argument("--length", type=int, default=16_000)
    given = parser.parse_args()
    units = tuple(given.unit or UNITS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seeds.db"
        with open_term_store(path) as store:
            harvest([str(seed) for seed in seed_files()], store)
        named = functions(open_dictionary(path))
        named = {name: function for name, function in named.items() if not given.function or name in given.function}
        found: list[Finding] = []
        count = 0
        for number, each in find_growth(named, units, given.length):
            count = number
            if sys.stderr.isatty() and not number % 10:
                print(f"\r{number} measured", end="", file=sys.stderr, flush=True)
            if each:
                found.append(each)
                costs = " / ".join(f"{seconds:.2f}" for seconds in each.seconds)
                print(f"{each.function} of {each.unit!r}: {costs} s, {each.growth:.1f} times", flush=True)
    lengths = (
        f"{given.length // 4:,} / {given.length // 2:,} / {given.length:,} characters (fast ones {CHEAP_FACTOR} times)"
    )
    print(f"{len(named)} functions × {len(units)} units at {lengths}: {len(found)} of {count} grow too fast")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

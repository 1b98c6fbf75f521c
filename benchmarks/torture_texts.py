"""Attacks by what a text or a document is made of."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.torture_case import Case, Outcome, glossary
from glossary.chinese.headword import parse_headword
from glossary.chinese.script import render_in_script
from glossary.ingest.reader import list_origins, read_content
from glossary.ingest.url_policy import is_public


def conversion(folder: Path) -> Outcome:
    """F2: the greatest text that the service takes."""
    worst = 0.0
    for unit in ("a’a", "1’30”", "足额发放"):
        text = unit * (1_048_576 // len(unit))
        began = time.process_time()
        render_in_script(text, "zh-Hant-TW")
        worst = max(worst, time.process_time() - began)
    return Outcome(worst < 10, f"1,048,576 characters of a’a, 1’30”, 足额发放: {worst:.1f} s at most")


def options(folder: Path) -> Outcome:
    """F5."""
    seconds = []
    for count in (32_000, 64_000):
        page = ("<select>" + "<option>x" * count).encode()
        began = time.process_time()
        list(read_content(page, "s.html"))
        seconds.append(time.process_time() - began)
    return Outcome(seconds[1] < 5, f"32,000 options {seconds[0]:.1f} s, 64,000 {seconds[1]:.1f} s")


def spans(folder: Path) -> Outcome:
    """F22."""
    import orjson

    beyond = []
    for text in ("做到两个维护", "四个意识", "坚持四个自信"):
        path = folder / "x.txt"
        path.write_text(text, "utf-8")
        record = orjson.loads(glossary("extract", path).stdout.splitlines()[0])
        beyond += [each for each in record["slogans"] if each["end"] > len(text)]
    return Outcome(not beyond, f"{len(beyond)} spans beyond the end")


def links(folder: Path) -> Outcome:
    """F25."""
    inside = folder / "inside"
    inside.mkdir()
    (inside / "passwd.txt").symlink_to("/etc/passwd")
    (inside / "report.txt").write_text("政府工作报告", "utf-8")
    found = [each for each in list_origins(str(inside)) if isinstance(each, str)]
    return Outcome(len(found) == 1, f"{len(found)} of 2 files are read, the link out of the folder is not")


def addresses(folder: Path) -> Outcome:
    """F31."""
    addresses_tried = ("64:ff9b::7f00:1", "2002:7f00:1::", "192.0.0.192", "127.0.0.1", "::ffff:10.0.0.1")
    public = [each for each in addresses_tried if is_public(each)]
    return Outcome(not public, f"{len(public)} of {len(addresses_tried)} private addresses count as public")


def heads(folder: Path) -> Outcome:
    """F33."""
    seconds = []
    for length in (10_000, 20_000):
        began = time.process_time()
        parse_headword("三区" * (length // 2))
        seconds.append(time.process_time() - began)
    return Outcome(seconds[1] < 1, f"10,000 characters {seconds[0]:.2f} s, 20,000 {seconds[1]:.2f} s")


def many_senses(folder: Path) -> Outcome:
    """F20: sources that explain one label, each in its own way."""
    script = Path(__file__).with_name("many_senses.py")
    done = subprocess.run(
        [sys.executable, script, "250", "500"], capture_output=True, text=True, check=True, timeout=300
    )
    first, second = map(float, done.stdout.split())
    return Outcome(second < 4 * first, f"250 sources {first:.1f} s, 500 sources {second:.1f} s")


def linear(folder: Path) -> Outcome:
    """Every function that takes a text, over every unit that breaks software."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.linear"], capture_output=True, text=True, check=False)
    return Outcome(done.returncode == 0, done.stdout.strip().splitlines()[-1] if done.stdout else done.stderr[-200:])


CASES = (
    Case("F2", "conversion", "355 s", conversion),
    Case("F5", "HTML with many options", "8 s, four times for twice", options),
    Case("F20", "a label with many senses", "2.5 / 9.5 s", many_senses),
    Case("F22", "slogans at the end of a text", "end 9 of 6", spans),
    Case("F25", "links out of a folder", "/etc/passwd is a source", links),
    Case("F31", "private addresses", "3 of 39 are tried", addresses),
    Case("F33", "long heads", "1.5 s, quadratic", heads),
    Case("linear", "texts of one unit", "held but F2, F5", linear),
)

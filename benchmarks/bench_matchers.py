"""Finding 100,000 forms in a page: our matcher and similar libraries, on the same text and forms.

    python -m benchmarks.bench_matchers [--forms 100000]

Each contender must give the leftmost-longest places without overlap. What it gives is compared with a walk that tries
every position; a contender that gives other places is marked, because its time answers another question. The libraries
come with the extra ``bench``; what is not installed is named and left out.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any

from benchmarks.ratios import alternate, machine, spread
from glossary.annotation.matcher import Matcher
from glossary.chinese.script import to_hans
from glossary.package_data import seed_files

Places = list[tuple[int, int]]
Find = Callable[[str], Places]

LENGTHS = (2, 3, 3, 4, 4, 4, 5, 6, 8)
"""Lengths of the made-up forms, as often as the dictionary has them, about."""
ROUNDS = 15


def main() -> None:
    """Print one line a contender: time as a multiple of ours, and whether its places are the right ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=100_000)
    count = parser.parse_args().forms
    text = "".join(to_hans(path.read_text("utf-8")) for path in seed_files())
    forms = make_forms(text, count)
    contenders = dict(_contenders(forms))
    right = brute_force(forms, text)
    times = alternate({name: partial(find, text) for name, find in contenders.items()}, ROUNDS)
    print(f"{machine()}; {len(text):,} characters, {count:,} forms, {len(right):,} places")
    for name, taken in times.items():
        is_right = contenders[name](text) == right
        print(f"{name:<34}{spread(taken, times['ours, daachorse'])} {'' if is_right else 'other places'}")


def make_forms(text: str, count: int) -> list[str]:
    """Distinct stretches of the text and of the text shuffled: some are found often, most never."""
    rng = random.Random(3)
    letters = [each for each in text if "\u4e00" <= each <= "\u9fff"]
    found = {text[at : at + rng.choice(LENGTHS)] for at in rng.sample(range(len(text)), min(2_000, len(text) // 4))}
    forms = {each for each in found if len(each) > 1 and all("\u4e00" <= one <= "\u9fff" for one in each)}
    while len(forms) < count:
        forms.add("".join(rng.choices(letters, k=rng.choice(LENGTHS))))
    return sorted(forms)


def brute_force(forms: list[str], text: str) -> Places:
    """The leftmost-longest places by trying every position."""
    known, lengths = set(forms), sorted({len(each) for each in forms}, reverse=True)
    places, at = [], 0
    while at < len(text):
        end = next((at + n for n in lengths if text[at : at + n] in known), None)
        if end is not None and end <= len(text):
            places.append((at, end))
        at = end or at + 1
    return places


def _contenders(forms: list[str]) -> Iterator[tuple[str, Find]]:
    yield "ours, daachorse", _with_matcher(Matcher(forms))
    yield "ours, pure Python", _with_matcher(Matcher(forms, pure=True))
    for module, distribution, make in (
        ("ahocorasick_rs", "ahocorasick_rs", _with_rust),
        ("ahocorasick", "pyahocorasick", _with_c),
        ("jieba", "jieba", _with_jieba),
    ):
        try:
            library = import_module(module)
        except ImportError:
            print(f"{distribution} is not installed: left out (pip install '.[bench]')")
            continue
        yield f"{distribution} {version(distribution)}", make(library, forms)


def _with_matcher(matcher: Matcher) -> Find:
    return lambda text: [(start, end) for start, end, _ in matcher.longest(text)]


def _with_rust(library: Any, forms: list[str]) -> Find:
    automaton = library.AhoCorasick(forms, matchkind=library.MatchKind.LeftmostLongest)
    return lambda text: [(start, end) for _, start, end in automaton.find_matches_as_indexes(text)]


def _with_c(library: Any, forms: list[str]) -> Find:
    automaton = library.Automaton()
    for form in forms:
        automaton.add_word(form, len(form))
    automaton.make_automaton()
    return lambda text: [(end + 1 - length, end + 1) for end, length in automaton.iter_long(text)]


def _with_jieba(library: Any, forms: list[str]) -> Find:
    library.setLogLevel(60)
    tokenizer = library.Tokenizer()
    tokenizer.initialize()
    for form in forms:
        tokenizer.add_word(form, 10_000_000)
    known = set(forms)
    return lambda text: [(start, end) for word, start, end in tokenizer.tokenize(text, HMM=False) if word in known]


if __name__ == "__main__":
    main()

"""``make evaluate``: compares the extraction with hand-made gold, the floors and two baselines.

The baselines are the results without this project: ``one_regex`` is the obvious first pattern; ``jieba_words`` takes
the words with a numeral that jieba finds by new-word recognition (HMM) and keyword extraction (TF-IDF and TextRank),
and does not use glossaries.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from evaluation.floors import load_floors, save_floors
from evaluation.gold import GoldSet, load_kinds, load_real, load_synthetic
from evaluation.scoring import (
    Extractor,
    Measures,
    Tally,
    measures,
    quality_document,
    rules,
    rules_table,
    score,
    table,
)
from glossary import __version__
from glossary.extraction.extract import extract
from glossary.model import Entry, Extraction, Group, Slogan, Span

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
QUALITY = HERE.parent / "glossary" / "gold_quality.json"
SHARED = HERE.parents[1] / "shared"

_ENTRY = re.compile(r"^[ \u3000]*\d{1,3}[.．、][ \u3000]*([^\n：:（]{1,40})(?:（P\d+）)?[：:]([^\n]+)$", re.MULTILINE)
_SLOGAN = re.compile(r"[“「]([^“”「」\n]{0,12}[一二三四五六七八九十两双\d][^“”「」\n]{0,12})[”」]")
_NUMERAL = re.compile(r"[二三四五六七八九十两双\d]")


def gold_sets(shared: Path = SHARED) -> list[GoldSet]:
    """Returns the project's own gold, and that of the seeds and real reports if ``shared`` contains it."""
    sets = [
        load_synthetic(HERE / "gold"),
        *load_kinds(HERE / "gold" / "kinds"),
        load_real(shared, "seeds", "seed_entries", "seed_slogans", "seeds"),
        load_real(shared, "reports", "entries", "slogans", "corpus/reports"),
    ]
    return [gold for gold in sets if gold.texts]


def measure(sets: list[GoldSet], extractor: Extractor = extract) -> dict[str, dict[str, Tally]]:
    """Returns the tallies by set and kind."""
    return {gold.name: score(gold, extractor) for gold in sets}


@click.command()
@click.option("--raise", "is_raising", is_flag=True, help="Raise the floors to what was measured; never lowers one.")
@click.option("--lower", nargs=3, metavar="SET MEASURE VALUE", help="Lower one floor; needs --reason.")
@click.option("--reason", default="", help="Why a floor is lowered; stays in floors.json.")
@click.option(
    "--write-quality", is_flag=True, help="Write the figures to glossary/gold_quality.json, which the API serves."
)
@click.option("--misses", is_flag=True, help="List every miss and every false alarm.")
@click.option("--no-baselines", is_flag=True, help="Measure the harvester alone.")
def main(
    *,
    is_raising: bool,
    lower: tuple[str, str, str] | None,
    reason: str,
    write_quality: bool,
    misses: bool,
    no_baselines: bool,
) -> None:
    """Print precision, recall and F1, overall and by rule; exit code 1 if a figure is below its floor."""
    floors = load_floors(FLOORS)
    if lower:
        floors.lower(lower[0], lower[1], float(lower[2]), reason)
        save_floors(FLOORS, floors)
    sets = gold_sets()
    by_set = measure(sets)
    measured = {name: measures(tallies) for name, tallies in by_set.items()}
    _print_tables(sets, by_set, measured, with_baselines=not no_baselines)
    if misses:
        _print_misses(by_set)
    failures = floors.failures(measured)
    if is_raising:
        click.echo("\n".join(floors.lift(measured)) or "no floor to raise", err=True)
        save_floors(FLOORS, floors)
    if write_quality:
        text = json.dumps(quality_document(__version__, by_set), ensure_ascii=False, indent=2)
        QUALITY.write_text(text + "\n", "utf-8")
    click.echo("\n".join(failures) or "every figure is at its floor or above", err=True)
    sys.exit(bool(failures))


def _print_tables(
    sets: list[GoldSet],
    by_set: dict[str, dict[str, Tally]],
    measured: dict[str, Measures],
    *,
    with_baselines: bool,
) -> None:
    rivals: dict[str, dict[str, Measures]] = {}
    if with_baselines:
        rivals["one regex"] = _baseline(sets, one_regex)
        if has_jieba():
            rivals["jieba"] = {
                name: {key: value for key, value in found.items() if key.startswith("slogans")}
                for name, found in _baseline(sets, jieba_words).items()
            }
    for gold in sets:
        columns = {"glossary": measured[gold.name], **{name: found[gold.name] for name, found in rivals.items()}}
        counts = ", ".join(
            f"{tally.counts['true']} {kind} in {tally.counts['texts']} texts"
            for kind, tally in by_set[gold.name].items()
            if tally.counts["texts"]
        )
        click.echo(f"{table(gold.name, columns)}\n({counts})\n")
    click.echo(rules_table(rules(by_set)))


def _baseline(sets: list[GoldSet], extractor: Extractor) -> dict[str, Measures]:
    return {name: measures(tallies) for name, tallies in measure(sets, extractor).items()}


def _print_misses(by_set: dict[str, dict[str, Tally]]) -> None:
    for name, tallies in by_set.items():
        for kind, tally in tallies.items():
            for miss in tally.misses:
                click.echo(f"{name} {kind} {miss}")


def one_regex(text: str) -> Extraction:
    """Extracts numbered lines with a colon as entries, quoted words with a numeral as slogans, and items at commas."""
    entries = tuple(
        Entry(
            head=match[1].strip(),
            definition=match[2].strip(),
            head_span=Span(match.start(1), match.end(1)),
            span=Span(match.start(2), match.end(2)),
            groups=_split(match[2]),
            rule="regex",
        )
        for match in _ENTRY.finditer(text)
    )
    slogans = tuple(
        Slogan(match[0], match[1], Span(match.start(), match.end()), quoted=True, rule="regex")
        for match in _SLOGAN.finditer(text)
    )
    return Extraction(entries=entries, slogans=slogans)


def _split(definition: str) -> tuple[Group, ...]:
    members = tuple(member for member in re.split(r"[、，；]", definition.strip("。")) if member)
    return (Group(len(members), "", members),) if len(members) > 1 else ()


def has_jieba() -> bool:
    """Whether the ``evaluation`` extra is installed."""
    return find_spec("jieba") is not None


def jieba_words(text: str) -> Extraction:
    """Returns every occurrence of a word with a numeral that jieba recognizes or extracts as a keyword."""
    words = {word for word in _jieba_vocabulary(text) if len(word) > 1 and _NUMERAL.search(word)}
    return Extraction(slogans=tuple(_occurrences(text, words)))


def _jieba_vocabulary(text: str) -> set[str]:
    import jieba
    import jieba.analyse

    jieba.setLogLevel("ERROR")
    words = set(jieba.cut(text, HMM=True))
    words |= set(jieba.analyse.extract_tags(text, topK=200))
    words |= set(jieba.analyse.textrank(text, topK=200, allowPOS=("n", "m", "l", "nz", "x")))
    return {word for word in words if not re.fullmatch(r"[\d.%]+", word)}


def _occurrences(text: str, words: set[str]) -> Iterator[Slogan]:
    if not words:
        return
    pattern = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
    for match in pattern.finditer(text):
        yield Slogan(match[0], match[0], Span(match.start(), match.end()), quoted=False, rule="jieba")


if __name__ == "__main__":
    main()

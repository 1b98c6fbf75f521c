"""Lists the documents of a folder that may have lost entries, by signs that need no gold.

    python -m evaluation.corpus_report FOLDER

A document is suspect if a heading has no entries, notes are referenced and missing, lines like entries follow
the last one or occur within a long definition, many headwords are unused in the text, or a headword is malformed.
Read the worst first; a layout that occurs twice deserves a rule and a case in ``tests/golden/entries.jsonl``.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from glossary.extraction.extract import extract
from glossary.ingest.reader import read_sources
from glossary.model import Entry, Extraction, Source

LOST = {"W203": 3.0, "W205": 1.0, "W206": 1.0, "W212": 3.0, "W213": 3.0, "W201": 0.5, "W208": 0.5}
"""Codes of findings that indicate lost entries, with the weight of one finding."""
_UNUSED_SHARE = 0.3  # of the headwords; a glossary explains words of the text
_MAX_HEAD_LENGTH = 40
_CLAUSE = re.compile(r"[。；！？]|，.*，")
_PAIRS = ("（）", "“”", "《》", "「」")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A document that may have lost entries.

    Attributes:
        name: The path of the document.
        entries: The number of entries found.
        score: How suspect it is; 0 if it is not.
        reasons: The reasons, with counts.
    """

    name: str
    entries: int
    score: float
    reasons: tuple[str, ...]


def judge(name: str, extraction: Extraction) -> Suspect:
    """Returns how suspect an extraction is, and why."""
    codes = Counter(finding.code for finding in extraction.findings)
    reasons = {f"{code} ×{codes[code]}": LOST[code] * codes[code] for code in LOST if codes[code]}
    entries = extraction.entries
    if entries and codes["W211"] > _UNUSED_SHARE * len(entries):
        reasons[f"{codes['W211']} of {len(entries)} heads unused"] = 2.0
    odd = [entry.head for entry in entries if is_odd_head(entry)]
    if odd:
        reasons[f"odd heads: {'; '.join(odd[:3])}"] = float(len(odd))
    return Suspect(name, len(entries), sum(reasons.values()), tuple(reasons))


def is_odd_head(entry: Entry) -> bool:
    """Whether the headword has unbalanced brackets or quotes, is a sentence, or is longer than other headwords.

    >>> from glossary.model import Span
    >>> [is_odd_head(Entry(head, "一", Span(0, 1), Span(2, 3))) for head in ("三微", "“三微", "甲，乙，丙丁")]
    [False, True, True]
    """
    head = entry.head
    torn = any(head.count(pair[0]) != head.count(pair[1]) for pair in _PAIRS)
    return torn or len(head) > _MAX_HEAD_LENGTH or _CLAUSE.search(head) is not None


def find_suspects(folder: Path) -> Iterator[Suspect]:
    """Returns a suspect for each readable document in ``folder``, including those with a score of 0."""
    for source in read_sources(str(folder)):
        if isinstance(source, Source):
            yield judge(source.origin, extract(source.text, dict(source.hints)))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--most", default=50, show_default=True, help="How many suspects to print.")
def main(folder: Path, most: int) -> None:
    """Print the documents of FOLDER that may have lost entries, the most suspect first."""
    judged = list(find_suspects(folder))
    suspects = sorted((each for each in judged if each.score), key=lambda each: -each.score)
    for each in suspects[:most]:
        click.echo(f"{each.score:5.1f}  {each.entries:4} entries  {each.name}  {', '.join(each.reasons)}")
    entries = sum(each.entries for each in judged)
    click.echo(f"{len(suspects)} suspect of {len(judged)} documents, {entries} entries", err=True)


if __name__ == "__main__":
    main()

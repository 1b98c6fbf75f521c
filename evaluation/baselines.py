"""Two baselines: the results without this project.

``one_regex`` is the obvious first pattern. ``jieba_words`` takes the words with a numeral that jieba finds by new-word
recognition (HMM) and keyword extraction (TF-IDF and TextRank); it does not use glossaries.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec

from glossary.model import Entry, Extraction, Group, Slogan, Span

_ENTRY = re.compile(r"^[ \u3000]*\d{1,3}[.．、][ \u3000]*([^\n：:（]{1,40})(?:（P\d+）)?[：:]([^\n]+)$", re.MULTILINE)
_SLOGAN = re.compile(r"[“「]([^“”「」\n]{0,12}[一二三四五六七八九十两双\d][^“”「」\n]{0,12})[”」]")
_NUMERAL = re.compile(r"[二三四五六七八九十两双\d]")


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

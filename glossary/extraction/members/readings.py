"""The ways to read the numerals of a head, and what each counts; the definition decides which one holds. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from glossary.chinese.headword import Counted, Headword, parse_headword
from glossary.chinese.normalize import half_width
from glossary.chinese.numerals import normalize_numerals, value_of
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import simplified
from glossary.extraction.members.words import load_words, pattern_of

_MEASURE = re.compile("^(?:个方面|[个大项类种条张座场对])(?=.)")
_TOGETHER = re.compile(f"(?<=.)(?:{pattern_of('together')})$")
_MAX_SHARED = 4
_QUOTES = str.maketrans("「」『』", "“”‘’")


@dataclass(frozen=True, slots=True)
class Expected:
    """One group as the head counts it.

    Attributes:
        count: How many members it has.
        shared: What they are expected to share (simplified, may be empty): 区 of 三区, 意识 of 四个意识.
        nouns: What the head calls them: 工程 of 五大工程.
        modifier: What the head is about: 行政执法 of 行政执法“三项制度”.
        key: The part of ``shared`` that members most likely have: 区 of 三区, 行动 of 九大关键行动.
    """

    count: int
    shared: str = ""
    nouns: tuple[str, ...] = ()
    modifier: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the numerals of a head.

    Attributes:
        counted: The groups as printed: numeral and shared part.
        groups: What each group counts; ``None`` for an open one (多, N).
        cores: For each core of the head its groups, as ``[start, end)`` into ``groups``, and the core simplified.
        labels: Numeral and shared part of each group, simplified, as labels would print them.
        kind: The name of the reading, a feature.
    """

    counted: tuple[Counted, ...]
    groups: tuple[Expected | None, ...]
    cores: tuple[tuple[int, int, str], ...]
    labels: tuple[Counted, ...]
    kind: str = "as_parsed"


@lru_cache(maxsize=4096)
def read_head(head: str) -> tuple[Reading, ...]:
    """The readings of a head, the usual one first; none for a head that counts nothing."""
    parsed = parse_headword(head)
    plain = normalize_numerals(to_hans(half_width(head))).translate(_QUOTES)
    run = _RUN.search(_BETWEEN_QUOTES.sub("", plain))
    counted = tuple((value_of(number), shared) for number, shared in _GROUP.findall(run[0])) if run else ()
    is_new = run and counted != parsed.groups and any(number != 1 for number, _ in counted)
    others: tuple[Reading, ...] = (_reading(parsed, (counted,), (run[0],), "run_of_groups"),) if run and is_new else ()
    if _TWO_OF_TEN.search(plain):
        others += (_reading(parsed, (((2, "十"),),), ("双十",), "two_of_ten"),)
    if parsed.groups:
        return (_reading(parsed, parsed.groups_by_core, parsed.cores, "as_parsed"), *others)
    if others:
        return others
    for kind, pattern in _SHAPES.items():
        found = None if _NAMES.search(plain) else pattern.search(plain)
        value = value_of(found[1]) if found else None
        if found and value and value > 1:
            return (_reading(parsed, (((value, found[2]),),), (found[2],), kind),)
    return ()


_TWO_OF_TEN = re.compile("双十(?![一-九])")  # ten of either of two, or two with ten each
# 三中心一体系, “一线”“两沟”: numerals that the head parser takes for parts of words.
_GROUP = re.compile("([一二三四五六七八九双两])([^一二三四五六七八九十双两0-9“”‘’、]{1,3})")
_RUN = re.compile(f"(?:^|(?<=[“‘]))(?:{_GROUP.pattern.replace('(', '(?:')}){{2,4}}(?=[”’]|$)")
_BETWEEN_QUOTES = re.compile("(?<=[^一二三四五六七八九])[”’][、和]?[“‘]")
# 三板体系, 9个“一刻钟便民生活圈”, 五等份收入分组: guards of the head parser that a definition may overrule.
_CLASS = f"(?:{pattern_of('label_noun')})?"
_NAMES = re.compile(simplified("false_friends", "name"))  # 四平模式 is a way of the town of 四平
_SHAPES = {
    "counted_outside": re.compile(
        rf"(?<![第0-9十百千.])([0-9]{{1,2}}|[二三四五六七八九十两]{{1,2}})({pattern_of('unit')})[“‘]"
    ),
    "guarded": re.compile(rf"(?:^|[“‘])([二三四五六七八九双两]|十[一-九]?)([\u4e00-\u9fff]{{1,2}}{_CLASS})(?:[”’]|$)"),
    "within": re.compile(rf"(?:^|[“‘\u4e00-\u9fff])([二三四五六七八九])({pattern_of('parted_into')})"),
}


def _reading(parsed: Headword, by_core: tuple[tuple[Counted, ...], ...], cores: tuple[str, ...], kind: str) -> Reading:
    counted = tuple(group for groups in by_core for group in groups)
    texts = (parsed.qualifier, parsed.tail, *cores, *(shared for _, shared in counted))
    modifier, tail, *plain = to_hans("\n".join(texts)).split("\n")
    labels = tuple((numeral, shared) for (numeral, _), shared in zip(counted, plain[len(cores) :], strict=True))
    spans: list[tuple[int, int, str]] = []
    for of_core, core in zip(by_core, plain, strict=False):
        start = spans[-1][1] if spans else 0
        spans.append((start, start + len(of_core), core))
    groups = tuple(_expected(numeral, shared, tail, modifier) if numeral else None for numeral, shared in labels)
    return Reading(counted, groups, tuple(spans), labels, kind)


def _expected(numeral: int, shared: str, tail: str, modifier: str) -> Expected:
    plain = _TOGETHER.sub("", _MEASURE.sub("", shared))
    is_measured = _MEASURE.match(shared) is not None
    morpheme = plain[-_MAX_SHARED:] if is_measured else plain[:_MAX_SHARED]
    key = morpheme[-2:] if is_measured and len(morpheme) > 1 else morpheme[:1]
    return Expected(numeral, morpheme, _nouns(shared[1:], tail), modifier, key)


@lru_cache(maxsize=4096)
def _nouns(*tails: str) -> tuple[str, ...]:
    """What the head calls its members, the longest first: 预防体系 of 重预防体系, 工程."""
    found = {tail[-2:] for tail in tails if tail[-2:] in load_words("tail")}
    found |= {tail[-size:] for tail in tails for size in range(3, len(tail) + 1)}
    found |= {tails[-1]} if len(tails[-1]) > 1 else set()
    return tuple(sorted(found, key=len, reverse=True))

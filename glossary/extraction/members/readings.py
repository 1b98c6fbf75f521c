"""The ways to read the numerals of a head; the definition decides which one holds. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from glossary.chinese.headword import Counted, Headword, parse_headword
from glossary.chinese.normalize import half_width
from glossary.chinese.numerals import normalize_numerals, value_of
from glossary.chinese.script import to_hans
from glossary.extraction.members.boundaries import Expected
from glossary.extraction.members.groups import Reading
from glossary.extraction.members.words import load_words

_COUNTED_BY = re.compile("^(?:个方面|[个大项类种条张座场对])(?=.)")
_TOGETHER = re.compile("(?<=.)(?:合一|联动|融合|位一体|统筹|分置|协同|[同共齐联][创建治管抓育促进]|并[举重进])$")
_MAX_SHARED = 4
_QUOTES = str.maketrans("「」『』", "“”‘’")


@lru_cache(maxsize=4096)
def read_head(head: str) -> tuple[tuple[tuple[Counted, ...], Reading], ...]:
    """The readings of a head, the usual one first; none for a head that counts nothing.

    Returns:
        For each reading the groups as printed (numeral, shared part), and what they promise.
    """
    parsed = parse_headword(head)
    if parsed.groups:
        return ((parsed.groups, _reading(parsed.groups_by_core, parsed.cores, parsed)),)
    return tuple(((group,), _reading(((group,),), (group[1],), parsed, kind)) for kind, group in _by_shape(head))


def _reading(
    by_core: tuple[tuple[Counted, ...], ...], cores: tuple[str, ...], parsed: Headword, kind: str = "as_parsed"
) -> Reading:
    groups: list[Expected | None] = []
    spans: list[tuple[int, int, str]] = []
    labels: list[Counted] = []
    modifier, tail, *plain_cores = _simplified(parsed.qualifier, parsed.tail, *cores)
    for counted, core in zip(by_core, plain_cores, strict=True):
        start = len(groups)
        for (numeral, _), shared in zip(counted, _simplified(*(shared for _, shared in counted)), strict=True):
            labels.append((numeral, shared))
            groups.append(_expected(numeral, shared, tail, modifier) if numeral else None)
        spans.append((start, len(groups), core))
    return Reading(tuple(groups), tuple(spans), tuple(labels), kind)


def _simplified(*texts: str) -> list[str]:
    """Each text in simplified characters, converted in one call."""
    return to_hans("\n".join(texts)).split("\n") if texts else []


def _expected(numeral: int, shared: str, tail: str, modifier: str) -> Expected:
    morpheme = expected_morpheme(shared)
    is_measured = len(morpheme) > 1 and _COUNTED_BY.match(shared) is not None
    key = morpheme[-2:] if is_measured else morpheme[:1]
    return Expected(numeral, morpheme, _nouns(shared[1:], tail), modifier, key)


def expected_morpheme(shared: str) -> str:
    """What members may be expected to share: 区 for 三区, 意识 for 四个意识, nothing of a long tail."""
    plain = _TOGETHER.sub("", _COUNTED_BY.sub("", shared))
    return plain[-_MAX_SHARED:] if _COUNTED_BY.match(shared) else plain[:_MAX_SHARED]


@lru_cache(maxsize=4096)
def _nouns(*tails: str) -> tuple[str, ...]:
    """What the head calls its members, the longest first: 预防体系 of 重预防体系, 工程."""
    words = load_words("tail")
    found = {tail[-2:] for tail in tails if tail[-2:] in words}
    found |= {tail[-size:] for tail in tails for size in range(3, len(tail) + 1)}
    return tuple(sorted(found, key=len, reverse=True))


# 三板体系, 9个“一刻钟便民生活圈”, 五等份收入分组: guards of the head parser that a definition may overrule.
_CLASS = "(?:体系|工程|行动|模式|机制|计划|制度|政策|活动|战略)?"
_SHAPES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "counted_outside",
            r"(?<![第0-9十百千.])([0-9]{1,2}|[二三四五六七八九十两]{1,2})(个|大|项|类|种|条|处|家|座)[“‘]",
        ),
        ("doubled_ten", "(双)(十|百|千)"),
        (
            "guarded",
            rf"(?:^|[“‘])([二三四五六七八九双两]|十[一-九]?)([\u4e00-\u9fff]{{1,2}}{_CLASS})(?:[”’]|$)",
        ),
        ("within", "[\u4e00-\u9fff]([二三四五六七八九])(等份|分法|级)"),
    )
)


def _by_shape(head: str) -> Sequence[tuple[str, Counted]]:
    plain = normalize_numerals(to_hans(half_width(head))).translate(_QUOTES)
    found = []
    for kind, pattern in _SHAPES:
        match = pattern.search(plain)
        value = value_of(match[1]) if match else None
        if match and value and value > 1:
            found.append((kind, (value, match[2])))
    return found[:1]

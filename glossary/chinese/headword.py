"""Parses a glossary head into qualifier (modifier), core (base form), tail (class noun), kind, shape and groups.

The core is the part that an article is filed under: 五小 for “五小”水利 and 五小水利工程, 七大工程 for
制造强区“七大工程”, 四好农村路 for itself. The rules run on a simplified, half-width view of the same length, so that
cores and tails are returned in the printed script.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from glossary.chinese.normalize import UNPRINTED_CLASS, half_width
from glossary.chinese.numerals import (
    COUNTING,
    ONE_TO_NINE,
    ONE_TO_TEN,
    Numeral,
    find_numerals,
    normalize_numerals,
    value_of,
)
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import simplified, word_set

Counted = tuple[int | None, str]
"""A numeral and what it counts."""


class HeadwordKind(StrEnum):
    """The kind of article that a head belongs to."""

    NUMERAL_SLOGAN = "numeral_slogan"
    """A numeral, a digit sequence, a magnitude or a placeholder counts members."""
    NUMERAL_NAME = "numeral_name"
    """A policy name that contains a numeral but counts nothing: 十四五, 一网通办, 15分钟生活圈."""
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Headword:
    """The parts of a head, as printed but without white space and enclosing quotes.

    Attributes:
        qualifier: The text before the core (制造强区 in 制造强区“七大工程”), or an empty string.
        cores: The forms that the article is filed under; several for “三产”“三资”招商, the whole head for a term.
        tail: The text after the core (企业 in “四上”企业, 战略 in “三高四新”战略), or an empty string.
        kind: Slogan, name or term.
        shape: The shape of the first core, by its name in docs/extraction.md; ``None`` for a term.
        groups_by_core: The groups of each core in order, as (numeral, shared part): (3, 区), (3, 线). The numeral of an
            open group (多, N, X) is ``None``. Names and terms have no groups.
    """

    qualifier: str
    cores: tuple[str, ...]
    tail: str
    kind: HeadwordKind
    shape: str | None
    groups_by_core: tuple[tuple[Counted, ...], ...]

    @property
    def groups(self) -> tuple[Counted, ...]:
        """The groups of all cores, in order."""
        return tuple(group for groups in self.groups_by_core for group in groups)


_BLANK = re.compile(rf"[\s*_{UNPRINTED_CLASS}]+")
_QUOTED = re.compile(r"[“「『\"〝＂﹁]([^“”「」『』\"〝〞＂﹁﹂]{0,60})[”」』\"〞＂﹂]|[‘]([^‘’]{0,60})[’]")
_DOUBLED_MARKS = re.compile("``|''|\\\\(?=[“”\"])")  # ``三微''改造, \“三微\”改造
_CLOSING_QUOTES = "”」』’"
_CLOSING_QUOTE = re.compile(f"[{_CLOSING_QUOTES}]")
_MARKS = "、，,；;：:·-—－ "
_EDGES = f"{_MARKS}（）()《》"

# Nouns that may follow a core without being part of it. 农村路, 用地, 工作法 and 区分开来 are part of it.
_TAIL = re.compile(f"{simplified('class_nouns', 'headword-class')}+")
_FIELD = re.compile(f"([\u4e00-\u9fff]{{0,8}}?){simplified('class_nouns', 'headword-class')}")
# After a measure word (四个全面, 三项制度) only these nouns are cut off: 六大工程 and 五大发展理念 stay whole.
_COUNTED_TAIL = re.compile(f"(?<=..){simplified('class_nouns', 'headword-class-counted')}$")
# After the quotes, these nouns are part of the core: “三社”联动, “四好”农村公路.
_JOINED = re.compile(simplified("class_nouns", "headword-joined"))
_MEASURE = re.compile(simplified("measure_words", "headword"))
_ENDING_MEASURE = re.compile(
    f"第?((?:[0-9]{{1,3}}|[{COUNTING}]{{1,3}}){simplified('measure_words', 'headword-before-quotes')})$"
)

_MEASURE_REACH = 8
"""Maximum distance, in code points, between the start of a numeral with its measure word and the quotes after it."""
# “一带一路”等三大战略 counts 战略; the quotation is only one of them.
_AMONG_OTHERS = re.compile(
    f"等(?:[0-9]{{1,3}}|[二三四五六七八九十两]{{1,3}}){simplified('measure_words', 'headword-among')}"
)

_MEASURES_OF_SHAPES = word_set("measure_words", "headword-shape")

_ORDINAL = re.compile(rf"^十?[{ONE_TO_NINE}]五(?:{simplified('words_around_numerals', 'programme-of-period')}|$)")
_ONE_NAME = re.compile(simplified("false_friends", "one-name"))
_CIRCLE = re.compile(f"[0-9{ONE_TO_TEN}]+{simplified('measure_words', 'time-unit')}")
_DIGITS = re.compile(f"(?<![0-9.A-Za-z])[1-9]{{3,6}}(?![0-9.]|{simplified('measure_words', 'after-digits')})")
_SUM = re.compile(r"[0-9NX]{1,4}[^0-9+]{0,3}(?:\+[0-9NX]{1,4}[^0-9+]{0,3})+")
_BARE_SUM = re.compile(r"[0-9NX]{1,4}(?:\+[0-9NX]{1,4})+(?![^+]{0,3}\+)")
_PROGRAMME = simplified("class_nouns", "magnitude-programme")
_MAGNITUDE = re.compile(rf"^[十百千万亿]{{2,5}}{_PROGRAMME}?$|^.?[百千万][^百千万]{{1,3}}[百千万亿]")
_MAGNITUDE_TAIL = re.compile(f"(?<=[十百千万亿][十百千万亿]){_PROGRAMME}$")
_RUN = re.compile(rf"(?<![{ONE_TO_TEN}百千万亿])[{ONE_TO_NINE}]{{3,8}}$")
# 双十工程 has two lists of ten. 三级调度 counts levels, but 三级医院 names a grade.
_DOUBLED = re.compile(f"双([三四五六七八九十])(?:$|{simplified('class_nouns', 'behind-double-numeral')})")
_LEVELS = re.compile(f"([二三四五两])级{simplified('class_nouns', 'headword-levels')}")
# Names with numerals that count nothing, as found in heads: grades, places, techniques.
_NOT_COUNTED = re.compile(simplified("false_friends", "headword"))
_JOINED_IN_ONE = re.compile(f"{simplified('words_around_numerals', 'joined')}$")
_DISTRIBUTED = re.compile(r"一[^一、]{1,3}一[^一、]{1,5}$")


def leading_class_nouns(text: str) -> str:
    """The class nouns at the beginning of ``text``, which may follow a core without being part of it; or ``""``.

    >>> leading_class_nouns("水利工程建设"), leading_class_nouns("取得新成效")
    ('水利工程建设', '')
    """
    found = _TAIL.match(text)
    return found[0] if found else ""


def named_field(text: str) -> str:
    """The text before the first class noun of ``text``, which names the field of a label; or ``""``.

    >>> named_field("耕地保护长效机制，"), named_field("机制"), named_field("取得新成效")
    ('耕地保护长效', '', '')
    """
    found = _FIELD.match(text)
    return found[1] if found else ""


@lru_cache(maxsize=8192)
def parse_headword(head: str) -> Headword:
    """Parse a printed head; see :class:`Headword`. Accepts any text, even an empty one.

    >>> parse_headword("制造强区“七大工程”").cores, parse_headword("制造强区“七大工程”").qualifier
    (('七大工程',), '制造强区')
    >>> parse_headword("五小水利工程").cores, parse_headword("五小水利工程").tail
    (('五小',), '水利工程')
    >>> parse_headword("「三區三線」").groups
    ((3, '區'), (3, '線'))
    """
    printed = _DOUBLED_MARKS.sub('"', _BLANK.sub("", head))
    parts = _Parts(printed, normalize_numerals(to_hans(half_width(printed))))
    cores = list(_quoted_cores(parts)) or list(_plain_cores(parts))
    if not cores:
        return _uncounted(parts)
    shape = next((shape for core in cores if (shape := _shape(core.folded, core.groups))), None)
    counted = any(core.groups for core in cores) or shape in {"magnitudes", "DDD"}
    kind = HeadwordKind.NUMERAL_SLOGAN if counted else HeadwordKind.NUMERAL_NAME
    return Headword(
        qualifier=_bare(parts.printed[: cores[0].start]),
        cores=tuple(core.printed for core in cores),
        tail=_bare(parts.printed[cores[-1].end :]),
        kind=kind,
        shape=shape,
        groups_by_core=tuple(core.groups for core in cores),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """A head as printed, and its simplified, half-width view of the same length."""

    printed: str
    folded: str

    def core(self, start: int, end: int) -> "_Core":
        """The core in ``[start, end)`` without its class noun."""
        end = start + len(self.folded[start:end].rstrip(_CLOSING_QUOTES))
        end -= len(_tail_of(_unquote(self.folded[start:end])))
        printed, folded = _unquote(self.printed[start:end]), _unquote(self.folded[start:end])
        if folded.endswith("农村公路") and len(folded) < 8:  # “四好”农村公路 is the same article as 四好农村路
            printed, folded = printed[:-2] + printed[-1], folded[:-2] + folded[-1]
        return _Core(start, end, printed, folded, _groups(printed, folded))


@dataclass(frozen=True, slots=True)
class _Core:
    start: int
    end: int
    printed: str
    folded: str
    groups: tuple[Counted, ...]


def _unquote(text: str) -> str:
    return re.sub(r"[“”‘’「」『』\"〝〞＂﹁﹂]", "", text)


def _bare(text: str) -> str:
    """Returns ``text`` without quotes, and without marks and unpaired brackets at its ends."""
    bare = _unquote(text).strip(_MARKS)
    if bare.endswith(("）", ")", "》")) and _WITH_BRACKETS.fullmatch(bare):
        return bare
    return bare.strip(_EDGES)


# 全省生产总值（GDP）, 佔用人 (occupier), 住宅物业管理（以下简称物业管理）: another name is no part of the base form.
_EQUIVALENT = re.compile(
    r"(?<=[\u4e00-\u9fff])[（(](?:[A-Za-z][A-Za-z&/-]+|(?:以下)?[简簡统統][称稱][^（）()]{1,20})[)）]$"
)
# 物流中心（B型）, 《公司章程》: balanced brackets at the end stay.
_WITH_BRACKETS = re.compile(r"[^（(）)《》]+(?:[（(][^（(）)]*[)）]|《[^《》]*》)")


def _uncounted(parts: _Parts) -> Headword:
    whole = _bare(_EQUIVALENT.sub("", parts.printed)) or parts.printed
    folded = _unquote(parts.folded)
    shape = _name_shape(folded)
    kind = HeadwordKind.TERM if shape is None else HeadwordKind.NUMERAL_NAME
    return Headword("", (whole,), "", kind, shape, ((),))


def _quoted_cores(parts: _Parts) -> Iterator[_Core]:
    """Yields the quoted cores, extended by a numeral before the quotes or 联动 after them."""
    previous_end = -1
    for quoted in _QUOTED.finditer(parts.folded):
        group = 1 if quoted[1] is not None else 2
        inner_start, inner_end = quoted.span(group)
        if _AMONG_OTHERS.match(parts.folded, quoted.end()):
            yield parts.core(quoted.end() + 1, len(parts.folded))
            return
        outside = _ENDING_MEASURE.search(parts.folded, max(0, quoted.start() - _MEASURE_REACH), quoted.start())
        if outside and not outside[0].startswith("第"):
            yield parts.core(outside.start(1), quoted.end())
        elif _has_core(quoted[group]) or previous_end == quoted.start():
            joined = _JOINED.match(parts.folded, quoted.end())
            if joined and len(quoted[group]) <= 3:
                yield parts.core(inner_start, joined.end())
            else:
                yield parts.core(inner_start, inner_end)
        else:
            continue
        previous_end = quoted.end()


def _has_core(folded: str) -> bool:
    return bool(_groups(folded, folded)) or _special_shape(folded) is not None


def _plain_cores(parts: _Parts) -> Iterator[_Core]:
    """Yields the cores of a head without quotes; short parts joined by 、 are one core."""
    segments = [found.span() for found in re.finditer(r"[^、，,；;]+", parts.folded)]
    starts = [_core_start(parts.folded[start:end]) for start, end in segments]
    if len(segments) > 1 and _are_one_core(parts.folded, segments):
        yield parts.core(segments[0][0], segments[-1][1])
        return
    first = next((at for at, start in enumerate(starts) if start is not None), len(starts))
    if None in starts[first:]:  # 八个走在前、作示范: one numeral counts several clauses, which are not separate cores
        yield parts.core(segments[first][0] + (starts[first] or 0), segments[-1][1])
        return
    for (start, end), at in zip(segments, starts, strict=True):
        if at is not None:
            yield parts.core(start + at, end)


def _are_one_core(folded: str, segments: list[tuple[int, int]]) -> bool:
    """True for 双随机、一公开 and 四桥、三环、十路: short parts that begin with a numeral without measure word."""
    opened = {numeral.start for numeral in _counting(folded)}
    return all(
        start in opened and end - start <= 5 and not _MEASURE.match(folded, start + 1) for start, end in segments
    )


def _core_start(segment: str) -> int | None:
    """The start of the core of an unquoted segment, ``None`` if there is none."""
    special = _SUM.search(segment) or _DIGITS.search(segment) or _RUN.search(segment)
    if special:
        return special.start()
    numerals = _counting(segment)
    if not numerals:
        return 0 if _groups(segment, segment) or _MAGNITUDE.match(segment) else None
    first = numerals[0]
    quote = max(segment.rfind(mark, 0, first.start) for mark in "“「『‘")
    if 0 <= quote < first.start - 1 and not _CLOSING_QUOTE.search(segment, quote, first.start):
        return None  # No core begins inside the quotes of “普九”, one word. That of “文化惠民”七大工程 is after them.
    if segment[first.end :] == "条":  # 人才30条 is one name
        return 0
    if first.start <= 1 or _is_clearly_counted(segment, numerals):
        return 0 if first.start == 1 and not segment[0].isdecimal() else first.start
    return None


def _is_clearly_counted(segment: str, numerals: tuple[Numeral, ...]) -> bool:
    """After a qualifier: has a measure word, two groups, or a short rest that begins with 两, 双, 三 … 九."""
    first = numerals[0]
    rest = segment[first.end :]
    return bool(
        (_MEASURE.match(rest) and len(rest) > 1)
        or len(numerals) > 1
        or (segment[first.start] in "两双三四五六七八九十" and 1 <= len(rest) <= 3)
    )


@lru_cache(maxsize=4096)
def _counting(folded: str) -> tuple[Numeral, ...]:
    if _NOT_COUNTED.search(folded) or _ORDINAL.match(folded) or _CIRCLE.search(folded):
        return ()
    numerals = tuple(numeral for numeral in find_numerals(folded) if (numeral.value or 0) < 100)
    if not (_SUM.search(folded) or _DIGITS.search(folded) or _RUN.match(folded)) and _has_bare_numeral(
        folded, numerals
    ):
        return ()
    return () if _ONE_NAME.search(folded) and {numeral.value for numeral in numerals} == {1} else numerals


def _has_bare_numeral(folded: str, numerals: tuple[Numeral, ...]) -> bool:
    """Two adjacent numerals count nothing: 五一劳动节, 六·五世界环境日, 二〇三五."""
    return any(not folded[one.end : two.start].strip("·•〇零、") for one, two in pairwise(numerals))


def _tail_of(core: str) -> str:
    """The class noun at the end of ``core`` that is not part of it, or ``""``."""
    if _DOUBLED.match(core):
        return core[2:]
    code = _DIGITS.match(core) or _BARE_SUM.match(core)
    if code:
        return core[code.end() :]
    numerals = _counting(core)
    if not numerals:
        found = _MAGNITUDE_TAIL.search(core)
        return found[0] if found else ""
    shared = core[numerals[-1].end :]
    if _MEASURE.match(shared) and not shared.startswith("重点"):
        counted = _COUNTED_TAIL.search(shared)
        return counted[0] if counted and counted.start() >= 2 else ""
    for at in range(1, len(shared)):
        if _TAIL.fullmatch(shared, at) and shared[at - 1] != "一":  # 三中心一体系 counts one 体系
            return shared[at:]
    return ""


def _groups(printed: str, folded: str) -> tuple[Counted, ...]:
    doubled = _DOUBLED.match(folded)
    if doubled:
        return ((value_of(doubled[1]), printed[2:]),) * 2
    level = _LEVELS.match(folded)
    if level:
        return ((value_of(level[1]), printed[1:]),)
    numerals = _counting(folded)
    if not numerals:
        return ()
    ends = [*(numeral.start for numeral in numerals[1:]), len(folded)]
    return tuple(
        (numeral.value, printed[numeral.end : end].strip("+＋、，, "))
        for numeral, end in zip(numerals, ends, strict=True)
    )


def _special_shape(folded: str) -> str | None:
    if _SUM.search(folded):
        return "D+D"
    if _RUN.fullmatch(folded) or _DIGITS.match(folded):
        return "DDD"
    if _MAGNITUDE.match(folded):
        return "magnitudes"
    return _name_shape(folded)


def _name_shape(folded: str) -> str | None:
    if _ORDINAL.match(folded):
        return "ordinal plan"
    if _CIRCLE.match(folded):
        return "circle"
    if _ONE_NAME.search(folded):
        return "one-name"
    return "一X一Y" if _DISTRIBUTED.match(folded) else None


def _shape(folded: str, groups: tuple[Counted, ...]) -> str | None:
    special = _special_shape(folded)
    if not groups or special in {"D+D", "DDD"}:
        return special
    if any(numeral is None for numeral, _ in groups):
        return "placeholder" if len(groups) == 1 else "NXNX"
    if len(groups) > 1:
        return "NXNX"
    return _single_shape(folded, groups[0][1])


def _single_shape(folded: str, shared: str) -> str:
    shared = to_hans(shared)
    if shared.startswith("字方针"):
        return "N字方针"
    if _JOINED_IN_ONE.search(folded):
        return "NX合一"
    if _MEASURE.match(shared):
        measured = f"N{shared[0]}X" if shared[0] in _MEASURES_OF_SHAPES else "N类X"
        return "N个一" if shared.startswith("个一") else measured
    if folded[:1] in "双两" and len(folded) <= 3:
        return "双X"
    return "NX" if len(shared) <= 2 else "NX+N"

"""Candidate lists: every row of pieces in a stretch of a definition that could be a list of so many members. Pure.

A row is a run of pieces between separators of one level, a window of such a run, the same with 和 or 及 parting a
piece, or pieces after 一是 … 二是 …. Nothing is trimmed or scored here: a row carries the names of its kind, and
``weights.json`` has their weights.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from glossary.extraction.members.boundary_features import MEASURE
from glossary.extraction.members.normalized_definition import (
    CLAUSES,
    SENTENCES,
    Level,
    NormalizedDefinition,
    Piece,
    Separator,
)
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.words import DEFINES_LABEL, beginning, pattern_of

MAX_WINDOWS = 30
"""Of one run; a longer row of clauses is running text."""
MAX_PAIRS = 12
"""Brackets and quotes that are looked into."""
_MORPHEME_REACH = 6
"""Code points at the end of a piece that may contain the morpheme of its group."""
# What announces a list or a name; 即 in 立即 and 即将, 指 in 指导 and 指标 are other words.
DEFINES = re.compile(
    rf"(?:(?:{pattern_of('defining_adverb')})?(?:是指(?![导标挥引])|即?指(?![导标挥定引南示望责出]|数(?![字据量学码]))"
    rf"|(?<![立当随旋])即(?![将使可便刻时日兴]|.即)|{pattern_of('announces')}))[::]?|[::]|——"
)


class Row(NamedTuple):
    """A candidate list: the span of each piece, and the kinds of the row.

    Attributes:
        pieces: The pieces in order, untrimmed.
        kinds: Names of features: how it was found.
        outer: The pieces before a view shortened them, empty for the same.
    """

    pieces: tuple[Piece, ...]
    kinds: tuple[str, ...]
    outer: tuple[Piece, ...] = ()


# What separates the pieces of a run, from the weakest to the strongest; a stronger separator ends it.
_CONJUNCTION = Level.CONJUNCTION
_RUN_LEVELS = {
    "pause": (Level.PAUSE,),
    "semicolon": (Level.SEMICOLON,),
    "comma": (Level.COMMA,),
    "semicolon_comma_pause": (Level.PAUSE, Level.COMMA, Level.SEMICOLON),
    "sentence": (Level.SENTENCE,),
}
# 省(区、市), 乡镇(街道): one name for places of a level.
_PLACES = re.compile(rf"[(](?:{MEASURE})(?:、(?:{MEASURE}))*[)]")
_INSIDE = {"(": "in_bracket", "《": "in_title", "“": "in_quote", "‘": "in_quote", "以": "in_frame"}


def find_rows(definition: NormalizedDefinition, stretch: Piece, expected: Sequence[Expected]) -> Iterator[Row]:
    """Every row of as many pieces in a stretch as the groups count together, once for each way it can be read."""
    start, end = stretch
    counts = [group.count for group in expected]
    count = sum(counts)
    yield from _enumerated(definition, start, end, count, expected[0].key if len(expected) == 1 else "")
    yield from _separated(definition, start, end, counts)
    if len(expected) == 1 and len(expected[0].shared) == 1 < count:
        yield from find_adjoining(definition.text, stretch, expected[0])
    yield from _merged(definition, stretch, [group.shared for group in expected for _ in range(group.count)])
    if count > 2 and definition.text.find("以及", start, end) >= 0:
        yield from _added(definition, start, end, count)
    least = max(count - 1, 1)
    pairs = definition.pairs_in(start, end)
    inner = [pair for pair in pairs if len(definition.separators_in(*pair, definition.depth[pair[0]])) >= least]
    for opened, closed in inner[:MAX_PAIRS]:
        if count == 1 and definition.text[opened] == "《":
            continue  # no single member is a part of a title
        inside = _INSIDE.get(definition.text[opened], "in_bracket")
        if inside == "in_bracket" and _PLACES.match(definition.text, opened):
            continue
        for row in _separated(definition, opened + 1, closed, counts):
            framed = row.pieces[0][0] == opened + 1 and row.pieces[-1][1] == closed
            yield Row(row.pieces, (*row.kinds, inside, "framed") if framed else (*row.kinds, inside))


def run_sizes(definition: NormalizedDefinition, stretch: Piece) -> set[int]:
    """How many pieces the runs of a stretch have; a list with another number of members is no whole run."""
    return {len(run.pieces) for run in _runs(definition, *stretch, is_small=False)}


class _Run(NamedTuple):
    """The text between two outer separators, split at the inner ones: pieces, and the conjunctions in each."""

    name: str
    pieces: list[Piece]
    conjunctions: list[list[Separator]]


def _separated(definition: NormalizedDefinition, start: int, end: int, counts: Sequence[int]) -> Iterator[Row]:
    count = sum(counts)
    for run in _runs(definition, start, end, count, is_small=count < 3):
        joined = sum(map(len, run.conjunctions))
        if len(run.pieces) + joined >= count:
            yield from _windows(run, counts)
            # Not 因公出国费、公务用车购置 as one member where 、 and 和 part the same list.
            is_weakest = run.name == "pause" or "、" not in definition.text[run.pieces[0][0] : run.pieces[-1][1]]
            if joined and len(run.pieces) + joined == count > 2 and is_weakest:
                parted = (_parted(run, at, run.conjunctions[at]) for at in range(len(run.pieces)))
                yield Row(tuple(piece for pieces in parted for piece in pieces), (f"run_{run.name}", "joined_all"))


# 力争用5年左右时间，打造…: a clause that only says when is no piece.
_PERIOD = re.compile(
    "[^、,;。0-9]{0,4}[0-9一二三四五六七八九十两]{1,2}[至到-]?[0-9一二三四五六七八九十]?年左?右?的?时间"
)


def _runs(definition: NormalizedDefinition, start: int, end: int, least: int = 0, *, is_small: bool) -> Iterator[_Run]:
    """The runs of a stretch, except those of levels on which it cannot have ``least`` pieces."""
    levels = [mark.level for mark in definition.separators_in(start, end, definition.depth_at(start))]
    for name, inner in _RUN_LEVELS.items():
        is_first = name == "pause" or (is_small and len(inner) == 1)
        counts = [levels.count(level) for level in inner]
        if not is_first and len(counts) - counts.count(0) < min(len(inner), 2):
            continue  # the same runs as on another level; one or two need no mark
        if sum(counts) + levels.count(_CONJUNCTION) + 1 >= least:
            yield from _runs_on_level(definition, start, end, name)


@lru_cache(maxsize=128)
def _runs_on_level(definition: NormalizedDefinition, start: int, end: int, name: str) -> list[_Run]:
    """Returns the runs of one level; cached, because lists of several lengths are searched for in one stretch."""
    text, inner = definition.text, _RUN_LEVELS[name]
    weakest, strongest = inner[0], inner[-1]
    run = _Run(name, [], [])
    runs, begin, within = [run], start, list[Separator]()
    marks = definition.separators_in(start, end, definition.depth_at(start))
    for mark in (*marks, Separator(end, end, Level.SENTENCE)):
        level = mark.level
        if level < weakest:
            if level is _CONJUNCTION:
                within.append(mark)
            continue
        piece = definition.strip(begin, mark.start)
        is_contrast = beginning(text[piece[0] : min(piece[0] + 4, piece[1])], "contrast") > 0  # 的平台，并不是金融机构
        if run.pieces and DEFINES.match(text, *piece):  # 是重要的工作方法，即甲，乙，丙
            run = _Run(name, [], [])
            runs.append(run)
        is_period = text.endswith("时间", *piece) and _PERIOD.fullmatch(text, *piece)
        if piece[0] < piece[1] and not is_contrast and not is_period:
            run.pieces.append(piece)
            run.conjunctions.append([one for one in within if one.start > piece[0]])
        begin, within = mark.end, []
        if level > strongest or is_contrast:
            run = _Run(name, [], [])
            runs.append(run)
    return runs


def _windows(run: _Run, counts: Sequence[int]) -> Iterator[Row]:
    """As many pieces of a run as are counted, and one less with a conjunction that parts one."""
    count, pieces = sum(counts), run.pieces
    for first in range(min(len(pieces) - count + 1, MAX_WINDOWS)):
        yield Row(tuple(pieces[first : first + count]), _window_kinds(run, first, count))
    if not any(run.conjunctions):
        return
    ends = {end - 2 for end in accumulate(counts)} | {end - 1 for end in accumulate(counts[:-1])} | {0}
    for first in range(min(len(pieces) - count + 2, MAX_WINDOWS)):
        window = _window_kinds(run, first, count - 1)
        for at in sorted(first + end for end in ends if 0 <= end < count - 1):
            kinds = (*window, "joined_last" if at == first + count - 2 else "joined_before")
            for mark in run.conjunctions[at][-3:]:
                parted = _parted(run, at, [mark])
                yield Row((*pieces[first:at], *parted, *pieces[at + 1 : first + count - 1]), kinds)


def _merged(definition: NormalizedDefinition, stretch: Piece, morphemes: Sequence[str]) -> Iterator[Row]:
    """Rows of which some pieces only qualify what follows: 生态优先、绿色发展示范带 is one of the 带."""
    if len(morphemes) < 2 or not all(morphemes):
        return
    find = definition.text.find
    for run in _runs_on_level(definition, *stretch, "pause"):
        if len(run.pieces) < len(morphemes):
            continue
        pieces: list[Piece] = []
        for at, marks in enumerate(run.conjunctions):  # 教育基地和展示发展模式、发展道路的窗口
            ends = [each for each in marks if any(find(one, each.start - 2, each.start) >= 0 for one in morphemes)]
            pieces += _parted(run, at, ends)
        merged: list[Piece] = []
        begin = pieces[0][0]
        for (start, end), following in zip(pieces, [*pieces[1:], (-1, -1)], strict=True):
            morpheme = morphemes[len(merged)] if len(merged) < len(morphemes) else ""
            if morpheme and find(morpheme, max(start, end - _MORPHEME_REACH), end) >= 0:
                merged.append((begin, end))
                begin = following[0]
        if len(merged) == len(morphemes) and begin < 0 and merged != run.pieces:
            yield Row(tuple(merged), ("run_pause", "merged"))


def _added(definition: NormalizedDefinition, start: int, end: int, count: int) -> Iterator[Row]:
    """Rows whose last member is all that 以及 adds, separators within it: 甲、乙以及丙、丁等工程 are three."""
    depth = definition.depth_at(start)
    for mark in definition.separators_in(start, end, depth):
        if "以及" not in definition.text[mark.start : mark.end]:
            continue
        clauses = [each for each in definition.separators_in(start, mark.start, depth) if each.level > Level.PAUSE]
        begin = clauses[-1].end if clauses else start
        behind = [each for each in definition.separators_in(mark.end, end, depth) if each.level > Level.PAUSE]
        last = definition.strip(mark.end, behind[0].start if behind else end)
        pieces = definition.split(begin, mark.start, frozenset({Level.PAUSE}))
        if len(pieces) == count - 1 and definition.separators_in(*last, depth):
            yield Row((*pieces, last), ("run_pause", "added"))


def _parted(run: _Run, at: int, marks: Sequence[Separator]) -> list[Piece]:
    start, end = run.pieces[at]
    return list(zip([start, *(mark.end for mark in marks)], [*(mark.start for mark in marks), end], strict=True))


def _window_kinds(run: _Run, first: int, length: int) -> tuple[str, ...]:
    left = len(run.pieces) - first - length
    if not first and not left:
        return (f"run_{run.name}", "whole_run")
    return (f"run_{run.name}", "run_begun" if first else "run_begins", "run_goes_on" if left else "run_ends")


_HAN = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# How a definition may number its members, by what the first number begins with; {han} and {digit} are the number.
_ENUMERATORS = (
    ("一是", "(?<!十){han}是(?:要|在)?(?=.)"),
    ("(", r"\(\s*(?:{digit}|{han})\s*\)"),
    ("①", "{circled}"),
    ("1", r"(?<![0-9.]){digit}[.、](?![0-9])"),
    ("第一", r"第{han}(?![届次])[^,:。、;]{{0,2}}?(?:是|[,:]|、)"),
    ("一、", r"(?<![一二三四五六七八九十]){han}、"),
)


@lru_cache(maxsize=256)
def _enumerator(style: str, number: int) -> re.Pattern[str]:
    return re.compile(style.format(han=_HAN[number], digit=number + 1, circled=_CIRCLED[number]))


# “向海图强”，就是要…; 绿牌为…、黄牌为…, and 既解决问题，又解开疙瘩.
_NAMED = re.compile(
    rf"[“‘]([^”’、,;0-9一二三四五六七八九十两双]{{2,12}})[”’],?(?:{pattern_of('defining_adverb')})?{DEFINES_LABEL}"
    r"|(?:(?<=[。;,:、])|^)([^“”、,;:。0-9一二三四五六七八九十两双为]{2,6})"
    rf"(?![是就包对代])(?<!是){DEFINES_LABEL}(?!了)(?=[^、,;。]{{3}})"
)
_BOTH = re.compile(r"既(?![有往定是])([^,;。]{2,30}),?又([^,;。]{2,30})")


def _enumerated(definition: NormalizedDefinition, start: int, end: int, count: int, key: str) -> Iterator[Row]:
    """Pieces after 一是 … 二是 …, (1) … (2) …; names that are explained one by one; what 既 and 又 join."""
    text = definition.text
    depth = definition.depth_at(start) + 1
    pairs = [pair for pair in definition.pairs_in(start, end) if definition.depth[pair[0]] == depth]
    for kind, row in (
        ("names_explained", [found.span(found.lastindex or 0) for found in _NAMED.finditer(text, start, end)]),
        ("all_titles", [(opened, closed + 1) for opened, closed in pairs if text[opened] == "《"]),
    ):
        if len(row) == count > 1:
            yield Row(tuple(row), (kind,))
    both = _BOTH.search(text, start, end) if count == 2 else None
    if both:
        yield Row((both.span(1), both.span(2)), ("both_and",))
    for sign, style in _ENUMERATORS:
        found: list[Piece] = []
        while count <= len(_HAN) > len(found) and text.find(sign, start, end) >= 0:
            number = _enumerator(style, len(found)).search(text, found[-1][1] if found else start, end)
            if not number:
                break
            found.append(number.span())
        if len(found) >= count:
            stop = text.find("。", found[count - 1][1], end)
            stops = [*(at for at, _ in found[1:count]), end if stop < 0 else stop]
            pieces = [definition.strip(*piece) for piece in zip([at for _, at in found], stops, strict=False)]
            kinds = ("enumerated", "enumeration_goes_on") if len(found) > count else ("enumerated",)
            firsts = _first_sentences(definition, pieces, key)
            is_cut = firsts != pieces
            yield Row(tuple(firsts), (*kinds, "view_first_sentences") if is_cut else kinds, tuple(pieces) * is_cut)


def _first_sentences(definition: NormalizedDefinition, pieces: list[Piece], key: str) -> list[Piece]:
    """What each number names: its first sentence, or where these are long their first clauses: 一是扩大就业。新增…."""
    text, split = definition.text, [definition.split(*piece, SENTENCES) for piece in pieces]
    if any(text[end - 1] == "?" for _, end in pieces):
        return pieces  # each is a question as a whole: 民生无小事。如何办好?
    firsts = [one[0] if len(one) > 1 else piece for one, piece in zip(split, pieces, strict=True)]
    if not all(split) or sum(end - start for start, end in firsts) <= LONGEST_SENTENCE * len(pieces):
        return firsts
    clauses = [definition.split(*piece, CLAUSES)[0] for piece in firsts]
    having = [[key in text[slice(*piece)] for piece in row] for row in (firsts, clauses)]
    return clauses if having[0] == having[1] else firsts


LONGEST_SENTENCE = 40
"""Mean length in code points of numbered members that are whole sentences."""
LONGEST_PLAIN = 6
"""Code points of members that are members by their equal length."""


def find_plain(definition: NormalizedDefinition, stretch: Piece, expected: Expected) -> Row | None:
    """The row that fills a stretch, where nothing else can be the list: three or more short members of one length.

    保民生、保工资、保运转, 指禁烧、禁排、禁放; such a row needs no boundaries and no comparison with others.
    """
    text, (start, end) = definition.text, stretch
    lead = DEFINES.match(text, start, end)
    begin = lead.end() if lead else start
    marks = definition.separators_in(begin, end, definition.depth[begin]) if begin < end else ()
    levels = [mark.level for mark in marks]
    if len(marks) < 2 or len(marks) != expected.count - 1 or levels[0] is Level.CONJUNCTION:
        return None
    if {*levels[:-1]} != {levels[0]} or levels[-1] not in {levels[0], Level.CONJUNCTION}:
        return None
    pieces = tuple(zip([begin, *(mark.end for mark in marks)], [*(mark.start for mark in marks), end], strict=True))
    texts = [text[slice(*piece)] for piece in pieces]
    is_lead = beginning(texts[0][:4], "lead") > 0 or texts[0][:1] in "①1一" or texts[-1][:1] == "其"
    alike = len({len(one) for one in texts}) == 1 == len({one.isalnum() for one in texts})
    is_plain = alike and texts[0].isalnum() and len(texts[0]) <= LONGEST_PLAIN and len(set(texts)) == len(texts)
    return Row(pieces, ("plain",)) if is_plain and not is_lead else None


def find_adjoining(text: str, stretch: Piece, expected: Expected) -> Iterator[Row]:
    """Members of two or three characters with no mark between them: 禁烧禁排, 所有权承包权经营权.

    One morpheme, which is one character, begins them all or ends them all, and there is not one more of them. Two that
    end alike may meet by chance: 特色高水平高职院校.
    """
    (start, end), count = stretch, expected.count
    if text.count(expected.shared, start, end) < count:
        return
    places = {at for at in range(start, end) if text[at] == expected.shared}
    for size, offset in _ADJOINING if count > 2 else _ADJOINING[:2]:
        for at in sorted(places):
            begin, stop, behind = at - offset, at - offset + size * count, at + size * count
            is_row = begin >= start and stop <= end and text[begin:stop].isalnum() and behind not in places
            is_row = is_row and ((size, offset) != (3, 0) or text[stop : stop + 1] in "、,;。的")
            if is_row and at - size not in places and places.issuperset(range(at, behind, size)):
                yield Row(tuple((one, one + size) for one in range(begin, stop, size)), ("adjoining",))
                return


_ADJOINING = ((2, 0), (3, 0), (3, 2), (2, 1))
"""The size of a member, and where in it the morpheme is."""

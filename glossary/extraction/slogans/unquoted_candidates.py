"""Finds candidates for slogans without quotes. Pure.

Words of the lexicon, forms that the document knows, and a few distinctive shapes.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from glossary.chinese.numerals import COUNTING, PAIR, SEVERAL, THREE_TO_NINE, TWO_TO_NINE, value_of
from glossary.chinese.word_lists import character_class, list_words, simplified, words_with
from glossary.extraction.list_spans import is_preceded_by_count
from glossary.extraction.slogans.patterns import CLASS_NOUN, false_friend_class
from glossary.extraction.slogans.score_slogans import (
    ACCEPT_THRESHOLD,
    CORE_OF_TWO,
    LEXICAL,
    LEXICALISED,
    READ_ON,
    DocumentEvidence,
    SloganCandidate,
)

# The first character of a slogan. Each pattern begins with a character class, which the engine finds fastest; a number
# begins with its first digit, and 第三 or 万五 continues a number. Digits rarely begin an unknown slogan.
_HAN_START = re.compile(f"[{COUNTING}多](?<![第百千万亿零一二三四五六七八九十].)")
_DIGIT_START = re.compile("[0-9](?<![0-9.+第百千万亿零一二三四五六七八九十].)")
_BEGINS_NUMERAL = re.compile(f"[{COUNTING}多0-9]")
_CODE_START = re.compile(
    f"{_DIGIT_START.pattern}(?=[0-9]{{0,2}}\\+|[0-9]{{2,5}}{simplified('class_nouns', 'code-programme')}"
    "|[0-9]{1,2}大(?!庆))"
)
_NOT = f"\\s{COUNTING}百千万多0-9，。、；：！？“”‘’（）()《》〔〕·"
_X = f"[^{_NOT}{character_class('false_friends', 'no-bare-group')}]"
_N2 = f"(?:[{TWO_TO_NINE}]?十[{TWO_TO_NINE}]?|[{TWO_TO_NINE}{PAIR}])"
_N3 = f"(?:[{THREE_TO_NINE}]?十[{TWO_TO_NINE}]?|[{THREE_TO_NINE}{PAIR}])"
# Not groups: 附一院九柏街, 二环两侧, 一梯两户, 新一代十堰人, 双牌五里牌, 五统一原则, 五洲四海.
_NOT_GROUPS = simplified("false_friends", "no-groups")


_NO_CLOSE_JOINT = character_class("false_friends", "no-close-joint")


class UnquotedPattern(NamedTuple):
    """A shape that needs no quotes: its rule, examples, its weight, and what it matches from a numeral on."""

    rule: str
    examples: str
    weight: int
    pattern: re.Pattern[str]


def _shape(rule: str, examples: str, weight: int, *alternatives: str) -> UnquotedPattern:
    return UnquotedPattern(rule, examples, weight, re.compile("|".join(alternatives)))


UNQUOTED_SHAPES = (
    _shape("bare-sum", "县委1+5实施意见", 4, r"[0-9]{1,3}(?:\+(?:[0-9]{1,3}|[NX]))+(?=[\u4e00-\u9fff])"),
    _shape(
        "bare-groups",
        "五纵七横, 双安双创, 一山三城; not 三区一体化.",
        3,
        rf"(?=.{{2,4}}[{COUNTING}])(?!{_NOT_GROUPS})(?:(?:{_N2}|一){_X}(?:一{_X})*{_N3}{_X}(?:(?:{_N2}|一){_X}){{0,3}}|{_N3}{_X}一{_X})(?![化街])",
    ),
    _shape("bare-verb", "四个必须, 三个区分开来", 3, f"{_N2}个{simplified('verbs', 'counted')}"),
    _shape(
        "bare-joint",
        "三港联动, 两保合一, 三链融合; not 两级联动, 两岸融合",
        3,
        f"[三四五六七八九两][^{character_class('false_friends', 'no-joint')}](?:{simplified('verbs', 'joint-any')}"
        f"|(?<![\\W{COUNTING}百千{_NO_CLOSE_JOINT}]){simplified('verbs', 'joint')})",
        "[三四五]位一体",
        "多.合一",
    ),
    _shape(
        "bare-distributive",
        "一县一品, 一村（居）一法律顾问",
        3,
        f"一{simplified('slogan_words', 'each')}(?:[（(].[)）])?一{simplified('slogan_words', 'its')}",
    ),
    _shape(
        "bare-programme",
        "智能建造七大行动; not 十大战略性新兴产业",
        3,
        rf"(?:(?!两){_N2}|[3-9]|[1-9][0-9])大(?!银行|类)[^\W的了]{{0,5}}?"
        f"{simplified('class_nouns', 'programme')}+",
    ),
    _shape(
        "bare-characters",
        "贯彻十六字方针; not behind a number of characters that quotes spell out, which is another rule's",
        3,
        f"(?:[四八十]|十[二六]|二十四?|三十二)字{simplified('class_nouns', 'behind-number-of-characters')}",
    ),
    _shape(
        "bare-double",
        "外贸双万亿行动, 双升计划: the noun is no part of the core",
        3,
        f"(?P<core>双(?!{simplified('false_friends', 'no-double')})(?:[百千万亿]{{1,2}}|{_X}[^{_NOT}]?))"
        f"{simplified('class_nouns', 'double-programme')}",
    ),
    _shape(
        "bare-principles",
        "五项原则, 省委十项规定, 施政四轴心",
        3,
        f"[三四五六八十]{simplified('class_nouns', 'principles')}",
        "[五六七八九十]项规定(?!动作)",
        f"[三四五六七八](?:大|项)?(?:施政)?{simplified('class_nouns', 'policy-axis')}",
    ),
    _shape(
        "bare-word",
        "Words that need what follows them: 四化建设, 两型社会",
        3,
        *(f"{row.word}(?={row.value})" for row in words_with("slogan_words", "before")),
        "(?<=执法)三项制度",
    ),
    _shape(
        "bare-code",
        "965现代产业体系, 平安365工程, 一二三行动",
        3,
        f"(?:(?!211)[1-9][0-9]{{2,5}}|[一二三四五六七八九]{{3,5}}){simplified('class_nouns', 'code-programme')}",
    ),
)
"""The shapes that are accepted without quotes."""
# Words between a numeral and the noun it counts.
_COUNTING_WORDS = ("大", "项", *dict.fromkeys(word[0] for word in list_words("class_nouns", "listed-whole")))
# Whether one of them may match, or the numeral may count a list (三大底线); checked once per numeral.
_SHAPED = re.compile(
    "|".join(
        [f"[{SEVERAL[1:]}][{''.join(_COUNTING_WORDS)}]", *(f"(?:{shape.pattern.pattern})" for shape in UNQUOTED_SHAPES)]
    )
)

_WORD_BEGINNINGS = frozenset(form[:2] for form in LEXICALISED if not _BEGINS_NUMERAL.match(form))
"""Of the words of the lexicon that do not begin with a numeral: 普九, 百千工程."""


def _start_pattern() -> re.Pattern[str]:
    """Returns one pattern for the first characters of slogans: a numeral, a digit of a number, a word of the lexicon.

    An empty group tells where a shape may begin. One scan from a character class on is faster than one for each kind.
    """
    shape = f"(?<=(?={re.sub('[(][?]P<[a-z]+>', '(?:', _SHAPED.pattern)}).)()"
    han, code = (f"(?<=(?={start.pattern}).)" for start in (_HAN_START, _CODE_START))
    word = f"(?<=(?={'|'.join(sorted(_WORD_BEGINNINGS))}).)(?<!{_BEGINS_NUMERAL.pattern}.)"
    first = "".join(sorted({beginning[0] for beginning in _WORD_BEGINNINGS}))
    return re.compile(f"[{COUNTING}多0-9{first}](?:{han}(?:{shape}|)|{code}{shape}|{word})")


_START = _start_pattern()

# 以下六项原则, 这三大工程, 举一反三: an announcement or a pronoun, not a name.
_ANNOUNCED = list_words("function_words", "announces")
# Counted areas (三区两县) and medals (两金一银).
_PLAIN_COUNT = re.compile(simplified("false_friends", "plain-count"))


def find_unquoted(
    folded: str, quoted: Sequence[SloganCandidate], evidence: DocumentEvidence
) -> Iterator[SloganCandidate]:
    """Yields the candidates outside quotes that contain a numeral."""
    known, taken = _Forms(evidence.known), _QuotedOffsets(quoted)
    for at, is_shaped in _starts(folded, known.beginnings | evidence.short):
        if not taken.covers(at):
            yield from _candidates_at(folded, at, known, evidence, is_shaped=is_shaped)


def _starts(folded: str, own: frozenset[str]) -> Iterator[tuple[int, bool]]:
    """Yields where a form of the lexicon or of the text or a shape may start; most numerals are none of these.

    Args:
        folded: The normalized text.
        own: The first two characters of the forms of the text.

    Yields:
        The place, and whether a shape may start there.
    """
    beginnings = _lexicon().beginnings | own
    for found in _START.finditer(folded):
        at = found.start()
        if found.lastindex:
            yield at, True
        elif folded[at : at + 2] in beginnings:
            yield at, False
    for beginning in own - _WORD_BEGINNINGS:
        if beginning[0].isdecimal():  # a text has many numbers, and few forms that begin with a digit
            yield from ((at, False) for at in _positions(folded, beginning) if _DIGIT_START.match(folded, at))
        elif _OTHER_BEGINNING.match(beginning):
            yield from ((at, False) for at in _positions(folded, beginning) if _NO_NUMERAL.match(folded, at))


# 百千工程, 清四乱. Other words before a numeral are modifiers, as in 能耗双控. 收支两条线 is one word.
_OTHER_BEGINNING = re.compile(f"[百千万]|[^{COUNTING}多0-9][{SEVERAL}]")
_NO_NUMERAL = re.compile(f"(?<!{_BEGINS_NUMERAL.pattern})")
"""What must be before such a form: 三百千克 is a number."""


def _positions(folded: str, beginning: str) -> Iterator[int]:
    at = folded.find(beginning)
    while at >= 0:
        yield at
        at = folded.find(beginning, at + 1)


def _candidates_at(
    folded: str, at: int, known: "_Forms", evidence: DocumentEvidence, *, is_shaped: bool
) -> Iterator[SloganCandidate]:
    candidates = (_lexicon().longest_at(folded, at, "lexicon", LEXICAL), known.longest_at(folded, at, "known", 5))
    if any(candidates):
        longer = READ_ON.match(folded, at)
        yield from (found for found in candidates if found and (not longer or found.end >= longer.end()))
    if folded[at : at + 2] in evidence.short:
        yield from _short(folded, at)
    if folded.startswith(_COUNTING_WORDS, at + 1):
        yield from _listed(folded, at)
    if is_shaped and not folded.endswith(_ANNOUNCED, 0, at):
        yield from _shaped(folded, at)


# Action nouns: 三旧改造, 六乱整治. They support a known core of two characters but do not belong to it.
_ACTION_NOUN = re.compile(simplified("class_nouns", "work"))


def _short(folded: str, at: int) -> Iterator[SloganCandidate]:
    """Yields a core of two characters that the document quotes elsewhere, with a noun after it: 五好平台, 三旧改造."""
    noun = CLASS_NOUN.match(folded, at + 2)
    if noun or _ACTION_NOUN.match(folded, at + 2):
        end = noun.end() if noun else at + 2
        yield SloganCandidate(at, end, ((at, at + 2),), False, "known-with-noun", 5)


def _shaped(folded: str, at: int) -> Iterator[SloganCandidate]:
    for rule, _, weight, pattern in UNQUOTED_SHAPES:
        matched = pattern.match(folded, at)
        if matched and not false_friend_class(matched[0]) and not _PLAIN_COUNT.fullmatch(matched[0]):
            core_end = matched.end("core") if pattern.groups else matched.end()
            yield SloganCandidate(at, matched.end(), ((at, core_end),), False, rule, weight)


# 河水清洁、渡船安全、堤岸稳固三大底线: the numeral counts the list before it.
_COUNTED = re.compile(
    f"(?P<numeral>{_N3})(?:{simplified('class_nouns', 'listed-whole')}|大[^\\W的了实]{{0,4}}?"
    f"{simplified('class_nouns', 'listed')}(?![^\\W]{{0,2}}{simplified('class_nouns', 'not-listed')})"
    f"|项[^\\W的了]{{0,4}}?{simplified('class_nouns', 'programme')})"
)


def _listed(folded: str, at: int) -> Iterator[SloganCandidate]:
    counted = _COUNTED.match(folded, at)
    if counted and is_preceded_by_count(folded, at, value_of(counted["numeral"]) or 0):
        yield _candidate(at, counted.end(), "bare-listed", 3)


def _candidate(start: int, end: int, rule: str, weight: int) -> SloganCandidate:
    return SloganCandidate(start, end, ((start, end),), False, rule, weight)


class _QuotedOffsets:
    """The offsets inside quoted slogans."""

    def __init__(self, quoted: Sequence[SloganCandidate]) -> None:
        self._spans = sorted((found.start, found.end) for found in quoted if found.weight >= ACCEPT_THRESHOLD)
        self._reach = list(accumulate((end for _, end in self._spans), max))

    def covers(self, at: int) -> bool:
        before = bisect_right(self._spans, at, key=itemgetter(0))
        return before > 0 and self._reach[before - 1] > at


class _Forms:
    """Finds the longest known form at a position, with one look-up per length of form."""

    def __init__(self, forms: frozenset[str]) -> None:
        self._forms = forms
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for form in forms:
            lengths[form[:2]].add(len(form))
        self._lengths = {beginning: sorted(several, reverse=True) for beginning, several in lengths.items()}
        self.beginnings = frozenset(lengths)

    def longest_at(self, text: str, at: int, rule: str, weight: int) -> SloganCandidate | None:
        """Returns the longest form at ``at``, if there is one."""
        for length in self._lengths.get(text[at : at + 2], ()):
            form = text[at : at + length]
            if len(form) == length and form in self._forms:  # the slice is shorter at the end of the text
                core_end = at + (2 if form in CORE_OF_TWO else length)
                return SloganCandidate(at, at + length, ((at, core_end),), False, rule, weight)
        return None


@cache
def _lexicon() -> _Forms:
    return _Forms(LEXICALISED)

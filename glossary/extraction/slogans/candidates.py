"""Finds candidates for slogans, in quotes and without quotes. Pure.

* In quotes, or with the numeral before or after the quotes.
* Without quotes: words of the lexicon, forms the document knows, and a few distinctive shapes.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from glossary.chinese.numerals import value_of
from glossary.chinese.word_lists import simplified, word_set, words_with
from glossary.extraction.list_spans import is_preceded_by_count
from glossary.extraction.slogans.patterns import BARE_COUNT, CLASS_NOUN, COUNTED_NOUN, false_friend_class
from glossary.extraction.slogans.quotes import Label, find_quotations, make_label
from glossary.extraction.slogans.score_slogans import (
    ACCEPT_THRESHOLD,
    CORE_OF_TWO,
    LEXICAL,
    LEXICALISED,
    NUMERAL,
    READ_ON,
    DocumentEvidence,
    SloganCandidate,
    score_form,
)

# A class noun that supports the label but does not belong to the surface.
_SUPPORTING_NOUN = re.compile(simplified("class_nouns", "vouches"))
_NEEDS_NOUN = frozenset({"quoted-sum", "quoted-code", "quoted-shared", "quoted-magnitudes", "quoted-double"})
_OUTSIDE = re.compile(
    f"(?<![第一二三四五六七八九十百千万])([二三四五六七八九十两]{simplified('measure_words', 'before-quotes')})$"
)
_OUTSIDE_REACH = 3
_COUNTING = (*word_set("measure_words", "before-quotes"), "\n")
"""Endings of the text before a label with its numeral outside the quotes; $ would skip a line end."""
_BEHIND = re.compile(
    "(?:为|等|这|的)?[\u4e00-\u9fff]{0,3}?(?P<core>(?P<numeral>十[二六]|二十四?|[二三四五六七八九十两])"
    f"(?:字{simplified('class_nouns', 'behind-characters')}|{simplified('class_nouns', 'behind-numeral')}"
    f"|大(?:[\u4e00-\u9fff]{{0,4}}?{simplified('class_nouns', 'behind-quotes')}+|[\u4e00-\u9fff]{{2}})"
    "|篇大?文章))"
)
_MEASURED = re.compile("[二三四五六七八九十两]+[个大项]")
_SEPARATOR = re.compile("[、，,；;]")


def find_labels(folded: str) -> list[Label]:
    """Returns the quoted labels of the normalized text, in printed order, outer before inner."""
    return [make_label(folded, start, end, nested=nested) for start, end, nested in sorted(find_quotations(folded))]


def find_quoted(folded: str, labels: Sequence[Label], evidence: DocumentEvidence) -> Iterator[SloganCandidate]:
    """Yields the candidates that quotes suggest."""
    run, behind_last = 0, -1
    for label in labels:
        # “蓝天”“碧水”“净土”三大行动: the number of adjacent labels up to this one.
        run = run + 1 if behind_last <= label.start <= behind_last + 1 else 1
        behind_last = max(behind_last, label.end)
        if not label.nested and label.form in evidence.quoted:
            yield from _inside(folded, label, evidence)
        if folded.endswith(_COUNTING, 0, label.start):
            outside = _OUTSIDE.search(folded, max(0, label.start - _OUTSIDE_REACH), label.start)
            yield from _numeral_before(folded, label, outside) if outside else ()
        if run > 1 or label.nested or "、" in label.form or "，" in label.form:
            yield from _numeral_behind(folded, label, run)


def _inside(folded: str, label: Label, evidence: DocumentEvidence) -> Iterator[SloganCandidate]:
    parts = _recurring_parts(label, evidence)
    if parts:
        yield from parts
        return
    rule, weight = score_form(label.form)
    if weight <= 0:  # no evidence can make it a slogan
        yield from _named_code(folded, label)
        return
    if BARE_COUNT.fullmatch(label.form):
        noun = COUNTED_NOUN.match(folded, label.end)
        if noun:
            yield SloganCandidate(label.start, noun.end(), label.core, True, "quoted-count", evidence.weigh(label.form))
        return
    tail = CLASS_NOUN.match(folded, label.end)
    named = bool(tail or _SUPPORTING_NOUN.match(folded, label.end))
    if rule == "quoted-pair" and not named:  # “三千”技改行动 is accepted because of its noun; 三千 alone is a numeral
        named = COUNTED_NOUN.match(folded, label.end) is not None
    end = tail.end() if tail and rule in _NEEDS_NOUN and len(label.form) <= 5 else label.end
    yield SloganCandidate(label.start, end, label.core, True, rule, evidence.weigh(label.form, named=named))


_PROGRAMME = re.compile(simplified("class_nouns", "programme-code"))


def _named_code(folded: str, label: Label) -> Iterator[SloganCandidate]:
    """Yields “12345”工程: a telephone number without the noun."""
    noun = _PROGRAMME.match(folded, label.end) if label.form.isdecimal() else None
    rule, weight = score_form(label.form + noun[0]) if noun else ("", 0)
    if noun and weight >= ACCEPT_THRESHOLD:
        yield SloganCandidate(label.start, noun.end(), label.core, True, rule, weight)


def _recurring_parts(label: Label, evidence: DocumentEvidence) -> list[SloganCandidate]:
    """Splits “四个驱动、六个新的经济增长点” in two if one part recurs alone; otherwise such a list is one title."""
    if label.form.isalnum() or len(label.core) != 1 or label.form in evidence.heads:
        return []  # most labels are one word
    pieces = _SEPARATOR.split(label.form)
    if len(pieces) < 2:
        return []
    if evidence.quoted[label.form] > 1 or not any(evidence.quoted[piece] for piece in pieces):
        return []
    found, at = [], label.core[0][0]
    for piece in pieces:
        weight = evidence.weigh(piece)
        found.append(SloganCandidate(at, at + len(piece), ((at, at + len(piece)),), True, "quoted-part", weight))
        at += len(piece) + 1
    return found if all(map(_MEASURED.match, pieces)) and all(part.weight >= ACCEPT_THRESHOLD for part in found) else []


_NOT_COUNTED = re.compile("国家|全国|全省|省级|亿|年|工作|专班|[0-9]|百日|一号|星|活动|字号|锅饭")
_ORDINARY_NOUN = re.compile(simplified("class_nouns", "not-counted-thing"))
# The shared part of the members may be half a sentence: 五个“必须统筹好”, 八个“走在前、作示范”.
_CLAUSE = re.compile(simplified("verbs", "half-sentence"))


def _numeral_before(folded: str, label: Label, outside: re.Match[str]) -> Iterator[SloganCandidate]:
    """Yields 七个“小切口”, 三类“500强”, 六个“百千”行动."""
    if not _is_counted(label.form, outside[1]) or (outside[1][1] == "个" and _ORDINARY_NOUN.match(folded, label.end)):
        return
    tail = CLASS_NOUN.match(folded, label.end)
    core = (outside.span(1), *label.core)
    yield SloganCandidate(outside.start(), tail.end() if tail else label.end, core, True, "numeral-before-quotes", 7)


def _is_counted(form: str, numeral: str) -> bool:
    """Whether ``form`` is what the members share, and not something that the text happens to count."""
    if numeral[1] == "类":
        return form == "500强"
    if _NOT_COUNTED.search(form):
        return False
    return bool(_CLAUSE.match(form) or (len(form) <= 4 and (numeral[0] != "两" or NUMERAL.search(form))))


def _numeral_behind(folded: str, label: Label, run: int) -> Iterator[SloganCandidate]:
    """Yields “巩固、增强、提升、畅通”八字方针, “甲、乙、丙、丁”为施政四轴心, “蓝天”“碧水”“净土”三大行动."""
    behind = _BEHIND.match(folded, label.end)
    if behind and value_of(behind["numeral"]) in _counts(label.form, run):
        core = behind.span("core")
        yield SloganCandidate(*core, (core,), False, "numeral-behind-quotes", 7)


def _counts(form: str, run: int) -> set[int]:
    """Returns what a numeral after the quotes may count: adjacent labels, parts of a list, characters (八字方针)."""
    parts = _SEPARATOR.split(form)
    if len(parts) > 1:
        return {len(parts), len("".join(parts))}
    return {run} if run > 2 else set()


# Digits begin a number with the first of them, and rarely an unknown slogan.
_DIGIT = "[0-9](?<![0-9.+第百千万亿零一二三四五六七八九十].)"
_BEGINS_NUMERAL = re.compile("[一二三四五六七八九十两双多0-9]")
_NOT = "\\s一二三四五六七八九十两双百千万多0-9，。、；：！？“”‘’（）()《》〔〕·"
_X = f"[^{_NOT}届次中轮种项手级期点度到至是个大人年月日分党国向者至〇零角的]"
_N2 = "(?:[二三四五六七八九]?十[二三四五六七八九]?|[二三四五六七八九两双])"
_N3 = "(?:[三四五六七八九]?十[二三四五六七八九]?|[三四五六七八九两双])"
# Not groups: 附一院九柏街, 二环两侧, 一梯两户, 新一代十堰人, 双牌五里牌, 五统一原则, 五洲四海.
_NOT_GROUPS = "[二三四五]环|一[梯代]|双[牌辽鸭流]|十[佳堰]|[二三四五六七八九]统一|五[洲原]|四方[两三]"


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
        rf"(?=.{{2,4}}[一二三四五六七八九十两双])(?!{_NOT_GROUPS})(?:(?:{_N2}|一){_X}(?:一{_X})*{_N3}{_X}(?:(?:{_N2}|一){_X}){{0,3}}|{_N3}{_X}一{_X})(?![化街])",
    ),
    _shape("bare-verb", "四个必须, 三个区分开来", 3, f"{_N2}个{simplified('verbs', 'counted')}"),
    _shape(
        "bare-joint",
        "三港联动, 两保合一, 三链融合; not 两级联动, 两岸融合",
        3,
        f"[三四五六七八九两][^级轴市地方县省乡](?:{simplified('verbs', 'joint-any')}"
        f"|(?<![\\W一二三四五六七八九十两百千区岸角翼端侧者手人年月日是要]){simplified('verbs', 'joint')})",
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
        rf"(?!两){_N2}大(?!银行|类)[^\W的了]{{0,5}}?"
        f"{simplified('class_nouns', 'programme')}+",
    ),
    _shape(
        "bare-characters",
        "贯彻十六字方针; not behind a number of characters that quotes spell out, which is another rule's",
        3,
        "(?:四|八|十|十二|十六|二十|二十四|三十二)字(?:方针|总要求|要诀|治水思路)",
    ),
    _shape(
        "bare-double",
        "外贸双万亿行动, 双升计划: the noun is no part of the core",
        3,
        f"(?P<core>双(?![年向方边休月重人语])(?:[百千万亿]{{1,2}}|{_X}[^{_NOT}]?))"
        f"{simplified('class_nouns', 'double-programme')}",
    ),
    _shape(
        "bare-principles",
        "五项原则, 省委十项规定, 施政四轴心",
        3,
        f"[三四五六八十]{simplified('class_nouns', 'principles')}",
        "[五六七八九十]项规定(?!动作)",
        "[三四五六七八](?:大|项)?(?:施政)?(?:主轴|轴心|愿景)",
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
# Whether one of them may match behind this place, or the numeral may count a list (三大底线).
_SHAPED = "|".join(
    ["[三四五六七八九十两双][大重条篇项]", *(f"(?:{shape.pattern.pattern})" for shape in UNQUOTED_SHAPES)]
)
# The first character of a slogan. Each pattern begins with a character class, which the engine finds fastest; 第三 or
# 万五 continues a number. Only where a shape may begin there is a group, an empty one.
_IS_SHAPED = f"(?:(?<=(?={re.sub('[(][?]P<[a-z]+>', '(?:', _SHAPED)}).)()|)"
_HAN_START = re.compile(f"[一二三四五六七八九十两双多](?<![第百千万亿零一二三四五六七八九十].){_IS_SHAPED}")
_DIGIT_START = re.compile(_DIGIT + _IS_SHAPED)
_CODE_START = re.compile(
    f"{_DIGIT}(?=[0-9]{{0,2}}\\+|[0-9]{{2,5}}{simplified('class_nouns', 'code-programme')}){_IS_SHAPED}"
)

# 以下六项原则, 这三大工程, 举一反三: an announcement or a pronoun, not a name.
_ANNOUNCED = ("以下", "下列", "如下", "这", "那", "举")
# Counted areas (三区两县) and medals (两金一银).
_PLAIN_COUNT = re.compile("(?:.[县区市省州盟旗]){2}|(?:.[金银铜]){2,3}|一波三折")


def find_unquoted(
    folded: str, quoted: Sequence[SloganCandidate], evidence: DocumentEvidence
) -> Iterator[SloganCandidate]:
    """Yields the candidates outside quotes that contain a numeral."""
    known, taken = _Forms(evidence.known), _QuotedOffsets(quoted)
    for at in _starts(folded, _lexicon().beginnings | known.beginnings | evidence.short):
        if not taken.covers(at):
            yield from _candidates_at(folded, at, known, evidence)


def _starts(folded: str, beginnings: frozenset[str]) -> Iterator[int]:
    """Yields where a form with one of the ``beginnings`` or a shape may start; most numerals are neither."""
    for starts in (_HAN_START, _DIGIT_START if any(form[0].isdecimal() for form in beginnings) else _CODE_START):
        for found in starts.finditer(folded):
            at = found.start()
            if found.lastindex or folded[at : at + 2] in beginnings:
                yield at
    yield from _other_starts(folded, beginnings)


# 百千工程, 清四乱. Other words before a numeral are modifiers, as in 能耗双控. 收支两条线 is one word.
_OTHER_BEGINNING = re.compile("[百千万]|[^一二三四五六七八九十两双多0-9][二三四五六七八九十两双]")
_WORD_BEGINNINGS = frozenset(form[:2] for form in LEXICALISED if not _BEGINS_NUMERAL.match(form))
_WORD_START = re.compile(
    f"[{''.join(sorted({beginning[0] for beginning in _WORD_BEGINNINGS}))}]"
    f"(?<=(?={'|'.join(sorted(_WORD_BEGINNINGS))}).)(?<!{_BEGINS_NUMERAL.pattern}.)"
)


def _other_starts(folded: str, beginnings: frozenset[str]) -> Iterator[int]:
    """Yields where a form without an initial numeral may start: 普九, 百千工程; 三百千克 is a number."""
    for found in _WORD_START.finditer(folded):
        yield found.start()
    for beginning in sorted({*filter(_OTHER_BEGINNING.match, beginnings)} - _WORD_BEGINNINGS):
        at = folded.find(beginning)
        while at >= 0:
            if not at or not _BEGINS_NUMERAL.match(folded, at - 1):
                yield at
            at = folded.find(beginning, at + 1)


def _candidates_at(folded: str, at: int, known: "_Forms", evidence: DocumentEvidence) -> Iterator[SloganCandidate]:
    longer = READ_ON.match(folded, at)
    for candidate in (
        *_lexicon().longest_at(folded, at, "lexicon", LEXICAL),
        *known.longest_at(folded, at, "known", 5),
    ):
        if not longer or candidate.end >= longer.end():
            yield candidate
    if folded[at : at + 2] in evidence.short:
        yield from _short(folded, at)
    if folded.startswith(_COUNTING_WORDS, at + 1):
        yield from _listed(folded, at)
    if not folded.endswith(_ANNOUNCED, 0, at):
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


# Words between a numeral and the noun it counts.
_COUNTING_WORDS = ("大", "重", "条", "篇", "项")
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

    def longest_at(self, text: str, at: int, rule: str, weight: int) -> Iterator[SloganCandidate]:
        """Yields the longest form at ``at``, if there is one."""
        for length in self._lengths.get(text[at : at + 2], ()):
            form = text[at : at + length]
            if len(form) == length and form in self._forms:  # the slice is shorter at the end of the text
                core_end = at + (2 if form in CORE_OF_TWO else length)
                yield SloganCandidate(at, at + length, ((at, core_end),), False, rule, weight)
                return


@cache
def _lexicon() -> _Forms:
    return _Forms(LEXICALISED)

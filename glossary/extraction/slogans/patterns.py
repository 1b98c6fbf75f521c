"""Patterns of labels: forms of numeral slogans, and false friends of similar form. Pure.

A label is the text between two quotes, or a headword, normalized: digits and measure words in one form, simplified
script, no white space, no footnote marks. The false friends (quantities, periods, ordinals, names, idioms, dates) are
in ``data/false_friends.tsv``, one regular expression per row, with its class as a role; ``{N}`` in it is any
numeral.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from glossary.chinese.numerals import COUNTING, ONE_TO_NINE, PAIR, TWO_TO_NINE
from glossary.chinese.word_lists import Word, character_class, guarded, load_words, simplified, word_set

_N2 = f"(?:二十[{ONE_TO_NINE}]?|[{TWO_TO_NINE}]?十[{ONE_TO_NINE}]?|[{TWO_TO_NINE}{PAIR}])"
_N = f"(?:{_N2}|一)"
ANY_NUMERAL = f"{COUNTING}百千万0-9"
"""The numerals, for a character class."""
_NOT = ANY_NUMERAL + "，、；。：,;+"
_X = f"[^{_NOT}]"
_M = "[百千万亿]"
MEASURE = simplified("measure_words", "measured")
"""Measure words between a numeral and the counted noun."""
_HAN = f"[^\\W{_NOT}A-Za-z_{character_class('false_friends', 'no-digit-group')}]"
_PROGRAMME = simplified("class_nouns", "programme-in-label")
_NAME = "[^0-9+]{0,8}"
_NO_CLAUSE, _NO_SHARED_LIST, _NO_INNER = (
    simplified("false_friends", role) for role in ("no-clause", "no-shared-list", "no-inner")
)


BARE_COUNT = re.compile(f"[二三四五六七八九十两0-9]{{1,3}}{simplified('measure_words', 'bare-count')}")
"""A numeral with its measure word and without a noun: it has a meaning only with the noun after it."""
_BARE_MEASURES = tuple(word_set("measure_words", "bare-count"))
COUNTED_NOUN = re.compile(
    f"[^\\W{character_class('function_words', 'ends-phrase')}]{{0,6}}?{simplified('class_nouns', 'counted')}"
)
"""The noun phrase after a quoted bare count, nearest noun first: “十大”提升行动, “四大”建设."""
CLASS_NOUN = re.compile(f"{simplified('class_nouns', 'surface')}{{1,2}}")
"""A noun that belongs to the surface of the slogan before it: “五小”水利, “六个一”工程, “1+5”实施意见."""


def is_bare_count(label: str) -> bool:
    """Whether a label is a numeral with its measure word and without a noun; faster than the pattern for most labels.

    >>> is_bare_count("十大"), is_bare_count("十大行动")
    (True, False)
    """
    return label.endswith(_BARE_MEASURES) and BARE_COUNT.fullmatch(label) is not None


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of label.

    Attributes:
        name: The name in rules and figures.
        examples: Examples, for ``glossary rules``.
        quoted: The weight in quotes; a label is accepted from ``ACCEPT_THRESHOLD`` on.
        pattern: It must match the whole normalized label.
    """

    name: str
    examples: str
    quoted: int
    pattern: re.Pattern[str]


def _shape(name: str, examples: str, quoted: int, pattern: str) -> Shape:
    return Shape(name, examples, quoted, re.compile(pattern))


SHAPES = (
    _shape(
        "sum",
        "1+7+4, 1+N, 2+1+N招商体系, 1+3+3+先行先试",
        4,
        rf"[0-9N]{{1,4}}(?:\+[0-9NXM]{{1,4}})+(?:\+{_X}{{2,6}})?{_NAME}|[1-9][0-9]{{2}}\+{_PROGRAMME}{{1,2}}",
    ),
    _shape("pieces", "四个意识, 三个没有根本转变, 六个100%", 4, rf"(?:{_N2}|[1-9][0-9]?)个[^、，；;]{{1,12}}"),
    _shape(
        "groups",
        "三区三线, 两不愁三保障, 双随机、一公开, 一带一路, 三去一降一补, 一河两山、三城多镇, 双百双新, 三化五统一",
        4,
        rf"新?(?:(?:{_N}(?:{_X}{{1,4}}|双)|双{_M})[、，]?){{1,7}}"
        rf"(?:(?:{_N}|多)(?:{_X}{{1,5}}|{_X}{{1,8}}{_PROGRAMME})|{_N2}(?:双|{_M}|{_X}{{0,3}}[统合]一))"
        rf"(?:·?(?:[百千]{_X}{{1,2}}){{1,2}})?",
    ),
    _shape(
        "digit-groups",
        "6稳6保, 4区18园, 3枢纽+1基地",
        3,
        rf"(?=.*[2-9])(?:[1-9][0-9]{{0,2}}{_HAN}{{1,5}}[+、，]?){{1,4}}[1-9][0-9]{{0,2}}{_HAN}{{1,5}}",
    ),
    _shape("title", "一主引领、两翼驱动、全域协同", 3, rf"(?=.*{_N2})(?:{_N}{_X}{{2,5}}[、，]){{2,4}}{_X}{{2,6}}"),
    _shape(
        "clauses",
        "四化同步、城乡融合、五区共兴; 打造一核、打通一轴、构建两带: two clauses or more that count",
        3,
        rf"(?=(?:.*?(?:^|[、，]){_X}{{0,2}}{_N}(?!{_NO_CLAUSE})(?:{_X}|双)){{2}})(?=.*{_N2})"
        "[^、，；]{2,8}(?:[、，；][^、，；]{2,8}){1,6}",
    ),
    _shape("open", "多港联动, N网合一", 3, rf"[多N]{_X}{{1,2}}{simplified('verbs', 'joint-open')}(?:、.{{4}})?"),
    _shape("measured", "七大工程, 六张清单, 三类用地", 4, rf"(?:{_N2}|[1-9][0-9]?){MEASURE}.{{1,12}}"),
    _shape(
        "double",
        "双千兆, 双百, 双百万, 双300, 三百工程, 双十工程",
        3,
        rf"双{_M}{{1,3}}{_X}{{0,4}}|双[1-9][0-9]{{1,2}}{_PROGRAMME}?|{_N2}{_M}(?:{_PROGRAMME}|精神)|双[三四五六七八九十]{_NAME}"
        rf"|{_N2}{_M}{_N}{_M}|[三四五六七八九]双{_X}{{0,4}}",
    ),
    _shape(
        "pair",
        "“六千”工程, “四二”部署, “4N”平台: only where a class noun follows",
        2,
        rf"{_N2}{_M}|[2-9]N|(?![一二]三|一二|[一二三四六七八九]五)[一二三四五六七八九]{{2}}",
    ),
    _shape("in-one", "三位一体, 24证合一", 4, rf"(?:[0-9]{{1,2}}|[二三四五六七八九两]){_X}{{0,3}}(?:一体|合一)"),
    _shape("shared", "三公, 四好农村路, 五问工作法, 双千兆", 3, rf"{_N2}{_X}{{1,8}}"),
    _shape(
        "shared-one",
        "三统一, 三十八证合一, 双第一",
        3,
        rf"{_N2}{_X}{{0,3}}{simplified('verbs', 'one-result')}{_X}{{0,4}}",
    ),
    _shape("articles", "人才30条, 新十条, 双20条", 3, rf"{_X}{{0,10}}(?:[0-9]{{1,3}}|双?{_N2}|双[0-9]{{1,2}})条"),
    _shape(
        "code",
        "1354, 135工程, 415X, 一三四七, 五五工程",
        3,
        rf"(?![1-9]0+(?![0-9]))(?:[1-9][0-9]{{2,6}}[NX]?|[一二三四五六七八九]{{3,6}}|五五|六六|七七|八八|九九){_NAME}",
    ),
    _shape(
        "magnitudes",
        "十百千, 个十百千, 千万工程, 百县千乡万村, 十城千辆, 百村示范、千村创建、村村整治",
        3,
        rf"[十百千万]{{2,4}}(?:{_X}{{0,4}}{_PROGRAMME})?|[一个五]?[十百千万]{{3,4}}亿?|"
        rf"[十百千万]{_X}{{1,4}}[、，]?(?:[百千万]{_X}{{1,4}}[、，]?){{1,3}}(?:(?<=[、，]){_X}{{2,4}}|{_X}{{0,8}}{_PROGRAMME})?",
    ),
    _shape("distributive", "一村一策, 一网通办", 3, rf"一{_X}{{1,2}}(?:[（(].{{1,3}}[)）])?一{_X}{{1,6}}"),
    _shape(
        "coded",
        "一网通办, 一窗受理, 高效办成一件事, 最多跑一次",
        3,
        simplified("slogan_words", "coded"),
    ),
    _shape("inner-measured", "碳达峰十大行动", 3, rf"{_X}{{1,8}}{_N2}{MEASURE}(?:{_X}{{1,6}}|一)"),
    _shape(
        "inner-verb",
        "新三样, 小三通, 打四黑除四害, 门前三包, 月清三地",
        3,
        rf"{simplified('verbs', 'before-numeral')}{_N2}{_X}{{1,2}}",
    ),
    _shape("inner-two", "门前三包, 月清三地", 3, rf"{_X}{{2}}{_N2}{_X}"),
    _shape(
        "inner-four",
        "水位水量双控, 基层治理四平台; not 天高云淡六盘山",
        3,
        rf"(?!.*{_NO_INNER})[\u4e00-\u9fff]{{4}}(?<![{_NOT}].)(?<![{_NOT}]..){_N2}{_X}{{1,3}}",
    ),
    _shape("inner", "城市双修", 2, rf"{_X}{{1,4}}{_N2}{_X}{{1,3}}"),
    _shape(
        "inner-groups",
        "智慧三区一中心",
        3,
        rf"(?=.*{_N2}){_X}{{1,6}}[·?、，]?{_N}{_X}{{1,4}}[、，]?(?:{_X}{{1,2}})?(?:{_N}|多){_X}{{1,5}}",
    ),
    _shape(
        "shared-list",
        "四向拓展、全域开放, 两线合一、减量提标; 水网引领、三渠联通",
        3,
        rf"(?!{_NO_SHARED_LIST})(?:{_N2}{_X}{{1,4}}|{_N2}{_X}{{0,2}}合一)[、，]{_X}{{2,6}}"
        rf"|{_X}{{4}}[、，](?!{_NO_SHARED_LIST}){_N2}{_X}{{3}}",
    ),
    _shape("shared-more", "三变+, 双随机+信用, 双核+双副中心", 3, rf"{_N2}{_X}{{1,4}}(?:\+{_N2}?{_X}{{1,8}})*\+?"),
    _shape("inner-code", "创新356工程", 3, rf"{_X}{{2,6}}(?!19|20)[1-9][0-9]{{2,4}}{_PROGRAMME}{{1,2}}"),
    _shape("sized", "民生100, 5个100", 3, rf"{_X}{{2,3}}100|[0-9]+个[0-9]+{_NAME}"),
)


def shape_of(label: str) -> Shape | None:
    """Returns the first shape that matches the normalized ``label``; ``None`` without a match.

    >>> found = shape_of("三区三线")
    >>> found and found.name
    'groups'
    """
    found = _ANY_SHAPE.fullmatch(label)
    return SHAPES[found.lastindex - 1] if found and found.lastindex else None


# All shapes as one pattern with a group for each, so that their own patterns must have none.
_ANY_SHAPE = re.compile("|".join(f"({shape.pattern.pattern})" for shape in SHAPES))


_ANY_NUMERAL = f"[{ANY_NUMERAL}]"


_NOT_CLASSES = {"headword", "one-name", "annotation", "counted-outside", "plain-count"}
"""The roles of false friends that other rules use, with those that begin with ``no-``; every other role is a class."""


def _false_friends() -> dict[str, re.Pattern[str]]:
    """Returns one pattern per class of false friends, in the order of the table."""
    classes = dict.fromkeys(role for word in load_words("false_friends") for role in _classes(word))
    return {name: re.compile(simplified("false_friends", name).replace("{N}", _ANY_NUMERAL)) for name in classes}


def _classes(word: Word) -> set[str]:
    return {role for role in word.roles - _NOT_CLASSES if not role.startswith("no-")}


_BEGINNING = re.compile(r"\^|\{N\}\+|[\u4e00-\u9fff](?![+*?{])")
_CLASS_OF_CHARACTERS, _INNERMOST_GROUP = re.compile(r"\\.|\[[^\]]*\]"), re.compile(r"\([^()]*\)")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Returns one pattern for all words; it tries what several of them begin with only once at each place."""
    endings: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        beginning = None if _has_alternatives(word) else _BEGINNING.match(word)
        endings[beginning[0] if beginning else ""].append(word[beginning.end() :] if beginning else word)
    grouped = (f"{beginning}(?:{'|'.join(several)})" for beginning, several in endings.items())
    return re.compile("|".join(grouped).replace("{N}", _ANY_NUMERAL))


def _has_alternatives(pattern: str) -> bool:
    """Whether a pattern has alternatives outside its groups."""
    bare, removed = _CLASS_OF_CHARACTERS.sub("", pattern), 1
    while removed:
        bare, removed = _INNERMOST_GROUP.subn("", bare)
    return "|" in bare


_FALSE_FRIENDS = _false_friends()
_FALSE_WORDS = [guarded(word) for word in load_words("false_friends") if _classes(word)]
# Most labels are none: one pattern for all classes, and one for each word that counts its groups.
_ANY_FALSE_FRIEND = (
    _any_of(word for word in _FALSE_WORDS if not re.search(r"\\[1-9]", word)),
    *(_any_of([word]) for word in _FALSE_WORDS if re.search(r"\\[1-9]", word)),
)


def false_friend_class(label: str, exempt: Collection[str] = ()) -> str | None:
    """Returns the class of false friends that matches the normalized ``label``; ``None`` without a match.

    Args:
        label: The suspected slogan.
        exempt: Classes that are ignored.

    >>> false_friend_class("三年行动计划"), false_friend_class("长三角"), false_friend_class("三区三线")
    ('duration', 'name', None)
    >>> false_friend_class("两个一号工程"), false_friend_class("两个一号工程", {"ordinal"})
    ('ordinal', None)
    """
    if not _is_false_friend(label):
        return None
    return next((name for name, found in _FALSE_FRIENDS.items() if name not in exempt and found.search(label)), None)


@lru_cache(maxsize=20_000)
def _is_false_friend(label: str) -> bool:
    """Whether any class matches; cached, since labels recur from text to text."""
    return any(pattern.search(label) for pattern in _ANY_FALSE_FRIEND)

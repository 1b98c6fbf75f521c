"""Rules for definitions before a slogan: A、B、C“三类用地”. Pure."""

import re
from collections.abc import Iterator

from glossary.chinese.numerals import COUNTING
from glossary.chinese.word_lists import character_class, simplified, word_set
from glossary.extraction.inline_definitions.slogan_context import (
    AMOUNTS,
    OPENING_QUOTES,
    Extent,
    SloganContext,
)
from glossary.extraction.list_spans import (
    LOOK_BACK,
    find_clause_before,
    find_clause_start,
    find_list,
    has_and,
    has_long_lead,
    have_one_length,
    is_verb,
    lacks_suffix,
    quotes_each,
    strip_lead_in,
)

PAIR = 2
MAX_PAIR_ITEM_LENGTH = 12
"""The maximum length of both items, if 和 alone joins a list of two before a slogan; code points."""

_NAMED = re.compile(f"[（(]?{simplified('function_words', 'naming')}?{simplified('definition_verbs', 'named')}[为“]?$")
_NAMED_ENDS = ("称", "为", "“", "\n")
"""Endings of those texts; $ would skip a line end."""


def named_after(context: SloganContext) -> Extent:
    """A、B、C get the slogan as their common name: 公示制度、登记制度、检验制度（以下统称“三项制度”）."""
    is_near = context.text.endswith(_NAMED_ENDS, 0, context.start)
    found = _NAMED.search(context.text, max(0, context.start - 8), context.start) if is_near else None
    return _list_ending_at(context, found.start()) if found else None


def _list_ending_at(context: SloganContext, end: int) -> Extent:
    """Returns the list that ends at ``end``, without leading verbs, if it has as many items as the core counts."""
    start = find_clause_start(context.text, end)
    stretch = context.text[start:end]
    items = find_list(stretch, context.count) if context.count > 1 else []
    return (start + stretch.index(strip_lead_in(items)[0]), end) if items else None


_TREATED = re.compile(f"”为{simplified('definition_verbs', 'treated-as')}[的，]?[\u4e00-\u9fff]{{0,8}}$")


def treated_as(context: SloganContext) -> Extent:
    """The quoted list is declared the core of the slogan: 以“微创意、微配套、微改造”为核心的社区“三微”行动."""
    reach = max(0, context.start - 20)
    closing = context.text.find("”为", reach, context.start)
    found = _TREATED.search(context.text, closing, context.start) if closing >= 0 else None
    return _list_ending_at(context, found.start()) if found else None


_ANY_AND = re.compile(simplified("definition_verbs", "joins-last"))
# 事故起数、死亡人数同比实现“两个下降”, 路网、水网等“两大工程”, 甲、乙为主要内容的“两治”: the words that join list and
# slogan belong to neither.
# Dashes, Markdown and 一是 open a paragraph and do not belong to the list.
_OPENING = re.compile(f"(?:[ \u3000*—-]|[{COUNTING}]是|{simplified('definition_verbs', 'joins-last')})+")
_WHOLE = f"在全(?:国|{simplified('administrative_units', 'unit')})"
_ADVERB = (
    f"(?:{simplified('function_words', 'before-result')}|(?:比[0-9]{{4}}|连续[{COUNTING}多0-9]+)(?:年|个月)|{_WHOLE})"
)
# …、风险担保等现代农业“五大体系”: words between 等 and the slogan say what it is about; 高等教育 is a word.
_OTHERS = re.compile(f"{simplified('function_words', 'and-others')}[^、，。等“”]{{2,8}}$")
_JOINT = re.compile(
    f"(?:[等这的]|于一体的?|相结合的?|[0-9{COUNTING}]+年|等?作?"
    f"为{simplified('definition_verbs', 'treated-as')}的?|是[^、，]{{0,6}}的|(?P<became>成为[^、，]{{0,10}}的)"
    f"|(?P<happened>{_ADVERB}{{0,2}}{simplified('verbs', 'result')}了?|{_ADVERB}+))$"
)
# …理论和“三个提倡”重要思想: the slogan itself is the last item.
_JOINS_ON = re.compile(f"{simplified('definition_verbs', 'joins-last')}$")
_CLASSED = re.compile(simplified("definition_verbs", "classed-as"))
# 培育以甲厂、乙厂为代表的“两化”融合企业: the list gives only examples.
_EXAMPLES = re.compile(f"为{simplified('definition_verbs', 'represented-by')}的?$")
# 以县城为中心、集镇为纽带、村为基点的“三级…”: each item says what a thing is.
_FRAME = re.compile("(?<=以)[^、，以]{1,12}为[^、，]{1,8}(?:、[^、，以]{1,12}为[^、，]{1,8})+$")
_WELL_KNOWN = word_set("slogan_words", "well-known")
_KNOWN = word_set("slogan_words", "anywhere")


def list_before(context: SloganContext) -> Extent:
    """A list right before the slogan: 批而未供、闲置、低效“三类用地”; 农技员、农经员、农机员“三支队伍”.

    The list must have as many items as the numerals count. Because 粮食产量、能耗“双控” does not list two controls, the
    core must also have a measure word, or the items must be of one length, or each contain what the core shares.
    """
    if context.count < 2 or not context.numerals or is_known_without_list(context):
        return None
    if context.core[1:2] == "字":
        return _list_of_counted_characters(context)
    for start in _list_starts(context):
        found = _list_from(context, start) if _may_list(context, start) else None
        if found:
            return found
    return None


_WORDS_OF_ONE_LENGTH = re.compile("[\u4e00-\u9fff]{2,60}(?:、[\u4e00-\u9fff]{2,4})+$")


def _list_of_counted_characters(context: SloganContext) -> Extent:
    """Finds words of one length with as many characters as the slogan counts: 巩固、增强、提升、畅通的“八字方针”."""
    end = context.start - (context.text[context.start - 1 : context.start] == "的")
    found = _WORDS_OF_ONE_LENGTH.search(context.text, max(0, end - LOOK_BACK), end)
    words = found[0].split("、") if found else []
    lengths = {len(word) for word in words[1:]}
    if not found or len(lengths) != 1 or len(words) * max(lengths) != context.count:
        return None
    return found.start() + len(words[0]) - max(lengths), end


def _list_from(context: SloganContext, start: int) -> Extent:
    """Returns the list in the clause from ``start`` to the slogan, if it explains the slogan."""
    opening = _OPENING.match(context.text, start)
    start = opening.end() if opening else start
    stretch = context.text[start : context.start]
    joint = _JOINT.search(stretch)
    # 甲、乙等片区“双修”: of two names the words behind 等 may be the place of the slogan.
    others = _OTHERS.search(stretch) if context.count > PAIR and not joint else None
    stretch = stretch[: others.start()] if others else stretch
    stretch = stretch[: joint.start()] if joint else stretch
    framed = _FRAME.search(stretch)
    if framed and find_list(framed[0], context.count):
        return start + framed.start(), start + framed.end()
    items = strip_lead_in(_pair_in_last_item(stretch, context) or find_list(stretch, context.count))
    happened = joint is not None and (joint["happened"] or joint["became"]) is not None
    if not items or not _is_explaining(items, stretch, context, happened=happened, ends=not others):
        return None
    if "”" in stretch and not _closes_a_list(items, stretch, context, is_quoting=True):
        return None
    return start + stretch.index(items[0]), start + len(stretch)


def _may_list(context: SloganContext, start: int) -> bool:
    """Whether the clause from ``start`` has as many marks as a list needs; of two items, 和 may be the only one."""
    marks = context.text.count("、", start, context.start)
    return marks >= context.count - PAIR and (marks > 0 or has_and(context.text[start : context.start]))


def _pair_in_last_item(stretch: str, context: SloganContext) -> list[str]:
    """Returns the two items that 和 joins after the last 、, if they and not the words before it hold what is shared.

    …试验区、先进制造业与现代服务业“两业” lists two trades and not 试验区.
    """
    before, mark, last = stretch.rpartition("、")
    pair = find_list(last, 2) if mark and context.count == PAIR else []
    is_shared = (
        bool(pair) and _hold_shared(pair, context) and not _hold_shared([before.rpartition("、")[2], last], context)
    )
    return pair if is_shared else []


_QUANTITIES = re.compile(
    f"{simplified('class_nouns', 'quantity')}(?:、|{simplified('definition_verbs', 'joins-last')})[^、，。“”]{{0,4}}"
    f"{simplified('class_nouns', 'quantity')}{simplified('verbs', 'result')}?$"
)


def is_known_without_list(context: SloganContext) -> bool:
    """Whether a well-known word only has a modifier before it: 巩固、发展双拥成果, 全面、直接、双向“三通”.

    能源消费总量和强度“双控” lists the two.
    """
    if context.count == PAIR and _QUANTITIES.search(context.text, max(0, context.start - 12), context.start):
        return False
    if context.core in _WELL_KNOWN:
        return True
    if context.core in _KNOWN and len(context.core) == 2 < context.count:
        return not _opens_each(context)
    return context.core in _KNOWN and (len(context.core) == 2 or context.count == 2)


def _opens_each(context: SloganContext) -> bool:
    """Whether the items before a well-known word begin with what it counts: 稳就业、稳金融、…“六稳”."""
    start = find_clause_start(context.text, context.start)
    items = context.text[start : context.start].split("、")
    shared = context.shared[0]
    return len(items) == context.count and shared in items[0] and all(item.startswith(shared) for item in items[1:])


def _list_starts(context: SloganContext) -> Iterator[int]:
    """Yields where the list before the slogan may start: behind the last mark, or before quotations within the list.

    “光明”行动、儿童“两病” is not a list: the words after the quotes end another item. But 保障性住房建设、
    “平急两用”公共基础设施和城中村改造“三大工程” is one.
    """
    text = context.text
    start = find_clause_start(text, context.start)
    if text[start - 1 : start] not in _CLOSED_BY:
        yield start
        return
    if text.startswith("、", start):
        yield start + 1
    elif (behind_and := _list_after_quotes(context, start)) is not None:
        yield behind_and
    while context.count > PAIR and context.start - start < LOOK_BACK and text[start - 1 : start] in _CLOSED_BY:
        opening = text.rfind(_CLOSED_BY[text[start - 1]], max(0, context.start - LOOK_BACK), start)
        if opening < 0:
            return
        start = find_clause_start(text, opening)
    if text[start - 1 : start] not in _CLOSED_BY:
        yield start


_CLOSED_BY = {"”": "“", "）": "（"}
_AND = re.compile(f".{simplified('definition_verbs', 'joins-last')}")
_MIN_EQUAL_LENGTH = 3


def _list_after_quotes(context: SloganContext, start: int) -> int | None:
    """Returns where a list begins in the clause after quotation marks: “甲港”和现代产业、现代生活、现代都市三位一体.

    After the last 和 of its first item there must be as many items as the slogan counts, all of one length.
    """
    first = context.text.find("、", start, context.start)
    joined = list(_AND.finditer(context.text, start, first)) if first >= 0 else []
    if not joined or context.count <= PAIR:
        return None
    items = context.text[joined[-1].end() : context.start].split("、")
    is_list = len(items) == context.count and len({len(item) for item in items}) == 1
    return joined[-1].end() if is_list and len(items[0]) >= _MIN_EQUAL_LENGTH else None


def _is_explaining(items: list[str], stretch: str, context: SloganContext, *, happened: bool, ends: bool) -> bool:
    """Whether ``items`` are what the slogan counts, and not its verbs or other objects.

    ``ends``: the list ends before the slogan, and not at 等现代农业.
    ``happened``: the slogan states what became of them (事故起数和死亡人数实现“双下降”, 甲、乙成为全市的“双灯塔”).
    """
    if (
        _JOINS_ON.search(stretch)
        or _EXAMPLES.search(stretch)
        or _CLASSED.search(items[0])
        or _CLASSED.search(items[-1])
        or _ends_in_verb(items)
        or lacks_suffix(items)
        or quotes_each(items)
        or all(map(_LEVEL.fullmatch, items))
        or has_long_lead(items)
    ):
        return False
    if all(map(is_verb, items)):
        return False
    if "、" not in stretch and (any(map(is_verb, items)) or max(map(len, items)) > MAX_PAIR_ITEM_LENGTH):
        return False
    if _hold_shared(items, context) or (ends and _closes_a_list(items, stretch, context)):
        return True
    if len(context.numerals) > 1:
        return False
    is_counted = context.is_measured and not _COUNTS_LABEL.match(context.text, context.start)
    return happened or is_counted or have_one_length(items) or _states_result(items, stretch, context)


_OFTEN_MODIFIED = word_set("slogan_words", "often-modified")
_DOUBLE = "双"
_MIN_DOUBLE = 3


def _states_result(items: list[str], stretch: str, context: SloganContext) -> bool:
    """Whether the slogan itself states what became of the items: 事故起数和死亡人数“双下降”, 总量和强度“双控”."""
    if _QUANTITIES.search(stretch) and len(items) == PAIR:
        return True
    is_examples = context.text[context.start - 1] == "等"
    if len(items) == PAIR and (is_examples or context.core in _OFTEN_MODIFIED or _names_scope(items)):
        return False
    is_double = context.core.startswith(_DOUBLE) and len(context.core) >= _MIN_DOUBLE and context.core not in _KNOWN
    return is_double and len(items) == PAIR and max(map(len, items)) <= 2 * min(map(len, items)) + PAIR


_COUNTED_ITEM = re.compile(f"[0-9]{{1,5}}[余多]?{simplified('measure_words', 'member-count')}")
# …、政务服务“三零”体系等10余项案例, “三区”、河西…: the slogan is itself an item of the list.
_GOES_ON = re.compile(f"[、“]|{simplified('definition_verbs', 'joins-last')}|[\u4e00-\u9fff]{{0,6}}等")

_NEXT_ITEM = re.compile(f"[\u4e00-\u9fff]{{0,8}}(?:、|{simplified('definition_verbs', 'joins-last')})")


def _closes_a_list(items: list[str], stretch: str, context: SloganContext, *, is_quoting: bool = False) -> bool:
    """Whether the slogan sums up a list of three or more items before it: 电信、广播电视和计算机“三网融合”.

    In 户籍制度、农村宅基地“三权分置” and 债务化解、金融化险和基层“三保” the last item says what the slogan is about.
    """
    if len(items) < PAIR + 1 or context.core in _OFTEN_MODIFIED or _GOES_ON.match(context.text, context.end):
        return False
    if is_quoting and (len(items[-1]) * 3 < max(map(len, items)) or _NEXT_ITEM.match(context.text, context.end)):
        return False
    last, lengths = items[-1], [len(item) for item in items[:-1]]
    is_unlike = len(last) <= PAIR < min(lengths) or len(last) > 2 * max(lengths) + PAIR or is_verb(last)
    return not (is_unlike or "等" in last or _has_and(last, stretch) or _names_scope(items))


def _has_and(last: str, stretch: str) -> bool:
    """Whether the last item holds a further item, so that the list is longer than the count: 岚县和方山“三制”改革."""
    return stretch.endswith(f"、{last}") and _ANY_AND.search(last) is not None


def _names_scope(items: list[str]) -> bool:
    """Whether an item counts things or ends with a level: 10家企业, 晴隆创建省级“四好农村路”."""
    return any(map(_COUNTED_ITEM.match, items)) or any(map(_ENDS_IN_LEVEL.search, items))


# 国际金融危机的影响、经济与稳定两个“三期叠加”: two labels of one name are not what that label counts.
_COUNTS_LABEL = re.compile(f"[二两]个?[“「『][{COUNTING}]")
# 国家和省级“双高计划” names who issued the plan.
_LEVEL = re.compile(
    f"(?:{simplified('issuer_words', 'level')}"
    f"|[全各]?{simplified('administrative_units', 'unit', 'lower-unit')})(?:级|层面)?"
)
_ENDS_IN_LEVEL = re.compile(
    f"(?:{simplified('issuer_words', 'level')}|{simplified('administrative_units', 'unit', 'lower-unit')}级)$"
)
_ENDS_IN_VERB = re.compile(f"{simplified('verbs', 'takes-object')}$")


def _ends_in_verb(items: list[str]) -> bool:
    """Whether the last “item” is a verb with the slogan as its object: 接轨甲市、全力融入“双区”."""
    found = _ENDS_IN_VERB.search(items[-1])
    return found is not None and not all(item.endswith(found[0]) for item in items)


def _hold_shared(items: list[str], context: SloganContext) -> bool:
    """Whether each item contains the first character of the counted noun: 管辖权、所有权、经营权 for 三权分置."""
    at = 0
    for numeral, shared in zip(context.numerals, context.shared, strict=True):
        counted = items[at : at + (numeral.value or 0)]
        if not shared or not all(shared[0] in item and len(item) > 1 for item in counted):
            return False
        at += len(counted)
    return True


_NEIGHBOUR = re.compile(r"(?P<list>[^。；：！？\n，,“”]{5,90})，[^。；：！？\n，,、“”]{1,12}$")
_OPENING_QUOTE = frozenset(OPENING_QUOTES)


def list_in_clause_before(context: SloganContext) -> Extent:
    """The clause before lists what the slogan counts, each item with its character: 公车、公务接待…，确保“三公”."""
    is_quoted = context.text[context.start : context.start + 1] in _OPENING_QUOTE
    if context.count <= PAIR or context.core in _KNOWN or context.is_measured or not is_quoted:
        return None
    if context.text.count("、", max(0, context.start - LOOK_BACK), context.start) < context.count - PAIR:
        return None
    # A search would try the pattern at each character, and it matches only from the beginning of the clause.
    clause = _NEIGHBOUR.match(context.text, find_clause_before(context.text, context.start, 90), context.start)
    items = strip_lead_in(find_list(clause["list"], context.count)) if clause else []
    if clause and items and not items[-1].endswith(AMOUNTS) and _hold_shared(items, context):
        return clause.start() + clause["list"].index(items[0]), clause.end("list")
    return None


def run_together(context: SloganContext) -> Extent:
    """Words of two characters without marks between them: 生产生活生态“三生融合”, 形态业态质态“三态协同”."""
    if context.count < 3 or len(context.numerals) != 1 or context.core in _KNOWN:
        return None
    start, end = context.start - 2 * context.count, context.start
    if start < 0 or not context.text[start:end].isalpha() or not context.shared[0]:
        return None
    shared = context.shared[0][0]
    pairs = {context.text[at : at + 2] for at in range(start, end, 2)}
    alike = all(pair[0] == shared for pair in pairs) or all(pair[1] == shared for pair in pairs)
    return (start, end) if alike and len(pairs) == context.count else None


_ROW_CHARACTERS = character_class("slogan_words", "one-character-member")
_ROW = re.compile(f"[“「『]?(?P<row>[{_ROW_CHARACTERS}][{_ROW_CHARACTERS}、]*(?<!、))[”」』]?$")
_ENDS_OF_ROW = frozenset(_ROW_CHARACTERS + "”」』\n")
"""What may end a row; a line end, because $ skips it."""
_MIN_CHARACTERS, _MAX_ROW_LENGTH = 3, 20


def row_of_characters(context: SloganContext) -> Extent:
    """One character for each member, without marks: 产学研用“四位一体”, 风光水火“四电”, “铁公机、江海息”六位一体."""
    is_at_end = context.text[context.start - 1 : context.start] in _ENDS_OF_ROW
    if not is_at_end or context.count < _MIN_CHARACTERS or context.core in _KNOWN:
        return None
    found = _ROW.search(context.text, max(0, context.start - _MAX_ROW_LENGTH), context.start)
    members = found["row"].replace("、", "") if found else ""
    return found.span("row") if found and len(members) == len(set(members)) == context.count else None

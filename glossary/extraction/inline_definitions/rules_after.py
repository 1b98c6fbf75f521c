"""Rules for definitions after a slogan, or some lines below: “三个高于”，即…. Pure."""

import re
from collections.abc import Iterator

from glossary.chinese.word_lists import character_class, simplified, word_set, words_with
from glossary.extraction.inline_definitions.slogan_context import (
    AMOUNTS,
    LOOK_AHEAD,
    Extent,
    SloganContext,
    bracket_end,
    sentence_end,
)
from glossary.extraction.list_spans import find_list, split_list, strip_lead_in

_SEPARATORS = ("；;", "、", "，,", "、，,")
"""The kinds of marks between the items of a list, strongest first."""


def _means_pattern() -> str:
    """Returns the pattern for 即, 是指 and similar verbs, where they do not begin another word: 即将, 指导."""
    followers: dict[str, str] = {}
    for row in words_with("definition_verbs", "other-word"):
        followers[row.word[0]] = followers.get(row.word[0], "") + row.word[1:]
    guarded = "|".join(f"(?<={first})[{behind}]" for first, behind in followers.items())
    return f"{simplified('definition_verbs', 'equates', 'enumerates')}(?!{guarded})"


# 的目标，即…: there may be a noun between the slogan and the verb, but not a clause.
_MEANS = re.compile(
    f"(?P<between>的?[\u4e00-\u9fff]{{0,10}}?)(?P<means>[，,：:]?[（(]?(?P<verb>{_means_pattern()})[：:，,]?)"
)
_RESUMES = re.compile(f"。{simplified('definition_verbs', 'equates')}[，,：:]")
_CLAUSE_WORD = re.compile(f"[{character_class('function_words', 'makes-clause')}]")
_LISTS = word_set("definition_verbs", "enumerates")
_STATES = word_set("definition_verbs", "equates-first")
"""Verbs that define a label at the beginning of its sentence: “两个同步”，就是按照…; “三农”就是重中之重 praises."""


def i_e(context: SloganContext) -> Extent:
    """A verb introduces the meaning of the slogan: “三个高于”，即…; “三河三湖”（即：…）; “四好”指的是…."""
    found = _MEANS.match(context.text, context.end, context.end + LOOK_AHEAD)
    if not found:
        return _in_next_sentence(context)
    if _CLAUSE_WORD.search(found["between"], 1 if found["between"][:1] == "的" else 0):
        return None
    if _repeats_its_verb(context, found):
        return None
    in_bracket = "（" in found["means"] or "(" in found["means"]
    end = (bracket_end if in_bracket else sentence_end)(context.text, found.end())
    must_list = found["verb"] in _LISTS and not _is_stated(context, found, end)
    stretch = context.text[found.end() : end]
    if len(stretch) < 2 or _QUESTION.search(stretch) or context.text[end : end + 1] in ("？", "?"):
        return None
    if must_list and not lists_members(stretch, context.count):
        return None
    return found.end(), end


# “三要”指的是什么: a heading that asks, without a question mark.
_QUESTION = re.compile(f"{simplified('function_words', 'question')}些?$")


def _in_next_sentence(context: SloganContext) -> Extent:
    """Returns the next sentence if it has a part for each label of a run, or each thing of one: “三干”。即：…；…；…."""
    found = _RESUMES.match(context.text, context.end)
    end = found and sentence_end(context.text, found.end())
    labels = len(context.numerals)
    if not found or not end or (labels == 1 and context.is_behind_label):
        return None
    parts = split_list(context.text[found.end() : end], "；;")
    return (found.end(), end) if len(parts) == (labels if labels > 1 else context.count) > 1 else None


def _is_stated(context: SloganContext, found: re.Match[str], end: int) -> bool:
    """Whether a sentence defines the label that it begins with, and the next one does not go on to another member.

    “四个坚持”，就是坚持甲。坚持乙。坚持丙。坚持丁。: the first sentence is one member of four.
    """
    if found["verb"] not in _STATES or found[0][0] not in "，,：:" or not context.is_quoted_sentence_start:
        return False
    first = context.text[found.end() : found.end() + 2]
    return not context.text[end + 1 : end + 9].lstrip("\n \u3000").startswith(first)


def _repeats_its_verb(context: SloganContext, found: re.Match[str]) -> bool:
    """Whether the sentence repeats its verb: 选择“双减”就是选择健康成长 praises the slogan and does not define it."""
    verb = context.text[max(0, context.start - 2) : context.start]
    is_bare = found["means"] in ("就是", "也就是") and not found["between"]
    return is_bare and len(verb) == len("选择") and context.text.startswith(verb, found.end())


_ANY_AND = re.compile(f"、|{simplified('definition_verbs', 'joins-last')}")
_ANY_MARK = re.compile("[、；;]")
_OPENING = re.compile("[\u4e00-\u9fff]{0,4}[（(]")


_UNIT = simplified("administrative_units", "unit", "lower-unit")
# 四大集群（简称“一谷、两园”）, 达标县（市、区）: another name, or alternatives to the noun before the bracket.
_NOT_A_DEFINITION = re.compile(f"(?:以下)?{simplified('definition_verbs', 'named')}|[详参]?见|{_UNIT}(?:、{_UNIT})+$")


def in_brackets(context: SloganContext) -> Extent:
    """A list in brackets after the slogan: “两基”（…和…）, “三清一改”（清垃圾、清污泥、清杂物、改习惯）."""
    opening = _OPENING.match(context.text, context.end)
    if not opening:
        return None
    end = bracket_end(context.text, opening.end())
    inside = context.text[opening.end() : end]
    if not end or _NOT_A_DEFINITION.match(inside) or not lists_members(inside, context.count):
        return None
    return opening.end(), end


def lists_members(stretch: str, count: int) -> bool:
    """Whether ``stretch`` lists ``count`` items between marks of one kind."""
    if any(find_list(stretch, count, separators) for separators in _SEPARATORS):
        return True
    # Two groups have a 和 or a ； in the middle: “三河三库”（甲河、乙河、丙河和甲库、乙库、丙库）.
    return count > 2 and count in (len(_ANY_AND.split(stretch)), len(_ANY_MARK.split(stretch)))


_LABEL_MEANS = re.compile(
    f'[”’"」]?{simplified("function_words", "before-meaning")}?{simplified("definition_verbs", "label-means")}'
)
MAX_LABEL_DISTANCE = 60
"""The maximum distance of the first part of a list of labels; code points."""


def label_list(context: SloganContext) -> Extent:
    """Each part of the slogan is explained in turn, in one line: “1376”…“1”即…“3”即…; “一区”指…，“两城”指…."""
    if len(context.numerals) < 2:
        return None
    at, first = context.end, 0
    line_end = context.text.find("\n", at, at + 2 * LOOK_AHEAD)
    line_end = at + 2 * LOOK_AHEAD if line_end < 0 else line_end
    for part in _parts(context):
        near = LOOK_AHEAD // 2 if first else MAX_LABEL_DISTANCE
        start, at = _find_label(context.text, part, at, min(line_end, at + near))
        if not start:
            return None
        first = first or start
    first -= context.text[first - 1] in '“‘"「'
    return first, sentence_end(context.text, at) or at


def _find_label(text: str, part: str, at: int, end: int) -> tuple[int, int]:
    """Returns where ``part`` is, followed by a defining verb, and the end of that verb; otherwise (0, at)."""
    start = text.find(part, at, end)
    while start >= 0:
        means = _LABEL_MEANS.match(text, start + len(part))
        if means:
            return start, means.end()
        start = text.find(part, start + 1, end)
    return 0, at


def _parts(context: SloganContext) -> Iterator[str]:
    """Yields the parts of the core: 一区, 两城; only the digits, if the core is a code or a sum."""
    ends = [numeral.start for numeral in context.numerals[1:]] + [len(context.core)]
    for numeral, end in zip(context.numerals, ends, strict=True):
        part = context.core[numeral.start : end].strip("+、，")
        yield context.core[numeral.start : numeral.end] if part[:1].isascii() else part


MAX_SIMILAR_ITEM_LENGTH = 20
_NEXT_CLAUSE = re.compile("(?![\u4e00-\u9fff]{0,8}为)[\u4e00-\u9fff]{0,8}[，,：:——]{1,2}")
_KNOWN = word_set("slogan_words", "anywhere")


def list_after(context: SloganContext) -> Extent:
    """The next clause lists what the slogan counts: 兜牢“三保”底线：保民生、保工资、保运转."""
    if context.count < 3 or len(context.numerals) > 1 or context.core in _KNOWN:
        return None
    lead = _NEXT_CLAUSE.match(context.text, context.end)
    end = lead and sentence_end(context.text, lead.end())
    if not lead or not end or end - lead.end() > LOOK_AHEAD:
        return None
    stretch = context.text[lead.end() : end]
    if _most_marks(stretch) < context.count - 2:
        return None
    announced = lead[0][-1] in "：:"
    for clause in dict.fromkeys((stretch.partition("，")[0], stretch)):
        for separators in _SEPARATORS:
            items = find_list(clause, context.count, separators)
            if items and _are_members(items, context, announced=announced, is_row_of_clauses="、" not in separators):
                return lead.end(), lead.end() + len(clause)
    return None


def _most_marks(stretch: str) -> int:
    """Returns how many marks between items of one kind ``stretch`` has at most."""
    commas = stretch.count("，") + stretch.count(",")
    return max(stretch.count("、") + commas, stretch.count("；") + stretch.count(";"))


def _are_members(
    printed: list[str], context: SloganContext, *, announced: bool, is_row_of_clauses: bool = False
) -> bool:
    if any(context.core in item for item in printed):  # “四城”创建：“四城”创建相互联动、… tells what was done
        return False
    items = strip_lead_in(printed)
    # 盘活“三资”，依法推动资源资产化、… goes on to the next action: what its verb governs explains nothing.
    stripped = len(items[0]) < len(printed[0]) and not (context.is_measured and is_row_of_clauses)
    if not announced and (stripped or items[-1].endswith(AMOUNTS)):
        return False
    return _are_of_kind(items, context) or (announced and _are_similar(items))


def _are_similar(items: list[str]) -> bool:
    """Whether short items are similar: the same first or last character, or one length."""
    if max(map(len, items)) > MAX_SIMILAR_ITEM_LENGTH:
        return False
    kinds = ({item[:1] for item in items}, {item[-1:] for item in items}, {len(item) for item in items})
    return any(len(kind) == 1 for kind in kinds)


def _are_of_kind(items: list[str], context: SloganContext) -> bool:
    """Whether the items contain what the core states as shared, or, from four items on, all end alike.

    苦干、狠干、实干 for 三干; four and more …转变 for 六个发展导向.
    """
    shared = context.shared[0]
    if 0 < len(shared) <= 2:
        return all(item.startswith(shared) for item in items) or all(item.endswith(shared) for item in items)
    return context.count > 3 and context.is_measured and len({item[-2:] for item in items}) == 1


_NEAR = 24
"""How far behind a slogan, in code points, the words that lead in to paragraphs or sentences may end."""
_ANNOUNCES = re.compile(r"”?的?[\u4e00-\u9fff]{0,8}?(?P<is>是)?[：:][*\s]{0,6}")
_MAX_CLAUSE_LENGTH = 120
PAIR = 2


def announced_list(context: SloganContext) -> Extent:
    """A colon announces as many clauses as the slogan counts: “四大指标”是：…、…、…、…; “两个前列”：…；…."""
    if context.count < 2 or len(context.numerals) > 1:
        return None
    lead = _ANNOUNCES.match(context.text, context.end, context.end + _NEAR)
    if lead and context.count == PAIR and "\u4e00" <= lead[0][0] <= "\u9fff" and not lead["is"]:
        return None  # “两改”工作方面：…；… reports on it
    end = lead and sentence_end(context.text, lead.end())
    if not lead or not end:
        return None
    stretch = context.text[lead.end() : end].rstrip("；")
    items = split_list(stretch, "；;")
    if len(items) != context.count and lead["is"]:
        items = find_list(stretch, context.count)
    if len(items) != context.count:
        items = split_list(stretch, "，")
        items = items if _are_of_kind(items, context) or len({item[-2:] for item in items}) == 1 else []
    if len(items) != context.count or not all(1 < len(item) <= _MAX_CLAUSE_LENGTH for item in items):
        return None
    return None if context.core in stretch else (lead.end(), end)


MAX_SENTENCES_LENGTH = 1200
"""The maximum length of 一是…二是… in code points; a longer text is a chapter, not a definition."""
# “四个特别”的要求。 ends a sentence that the next paragraphs do not explain.
_FIRSTLY = re.compile("(?:[^\\W的了]{0,10}[：:，,。]|[\u4e00-\u9fff]{0,10}[：:])\\s{0,10}(?=一是)")
_ORDINALS = "一二三四五六七八九十"


def _is_near(context: SloganContext, sign: str) -> bool:
    return sign in context.text[context.end : context.end + _NEAR]


def explained_in_sentences(context: SloganContext) -> Extent:
    """As many sentences as the slogan's numeral: 抓好“三个一”：一是…；二是…；三是…."""
    if not 2 <= context.count <= 10 or len(context.numerals) != 1:
        return None
    lead = _FIRSTLY.match(context.text, context.end) if _is_near(context, "一是") else None
    if not lead:
        return _numbered_sentences(context)
    at = lead.end()
    for ordinal in _ORDINALS[: context.count]:
        at = context.text.find(f"{ordinal}是", at, at + LOOK_AHEAD)
        if at < 0:
            return None
    if at - lead.end() > MAX_SENTENCES_LENGTH:
        return None
    further = f"{_ORDINALS[context.count]}是" if context.count < 10 else "\0"
    end = sentence_end(context.text, at) or at + 2
    return None if further in context.text[at : at + LOOK_AHEAD] else (lead.end(), end)


# 十件实事：1.新建渡口；2.…: any printed form of the number one
_FIRST_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,10}[：:]\s{0,10}(?=(?P<open>[（(]?)1(?P<close>[.．、）)])(?!\d)|①)")
_CIRCLED_ONE = ord("①")


def _numbered_sentences(context: SloganContext) -> Extent:
    """Returns the extent of as many numbered sentences behind a colon as the slogan counts."""
    lead = _FIRST_NUMBER.match(context.text, context.end) if _is_near(context, "1") or _is_near(context, "①") else None
    if not lead:
        return None
    at = lead.end()
    for number in range(1, context.count + 1):
        at = _find_number(context.text, lead, number, at)
        if at < 0:
            return None
    goes_on = _find_number(context.text, lead, context.count + 1, at) >= 0
    if goes_on or at - lead.end() > MAX_SENTENCES_LENGTH:
        return None
    return lead.end(), sentence_end(context.text, at) or at + 2


def _find_number(text: str, first: re.Match[str], number: int, at: int) -> int:
    """Returns where ``number`` is printed as the ``first`` one is, from ``at`` on; -1 if it is not within reach."""
    if first["close"] is None:
        return text.find(chr(_CIRCLED_ONE + number - 1), at, at + LOOK_AHEAD)
    printed = re.escape(f"{first['open']}{number}{first['close']}")
    found = re.compile(rf"(?<!\d){printed}(?!\d)").search(text, at, at + LOOK_AHEAD)
    return found.start() if found else -1


_LINE_END = re.compile("[\u4e00-\u9fff]{0,10}[：:。]?[*]{0,2}(?=\n)")
_DASHED = re.compile("\n{1,2}[ \u3000]*(?:——|—|--)(?P<label>[^\n。：:，]{1,40})(?P<stop>[。：:，]?)[^\n]{0,200}")
_LABELLED = re.compile("\n{1,2}[ \u3000*]*(?P<label>[^\n。：:，、*]{3,12})[。：:][^\n]{1,600}")


def paragraphs_below(context: SloganContext) -> Extent:
    """As many paragraphs below a line that ends with the slogan, each with a dash or a label: ——必须…, 集聚发展。…."""
    if not 2 <= context.count <= 10 or len(context.numerals) != 1:
        return None
    lead = _LINE_END.match(context.text, context.end) if _is_near(context, "\n") else None
    if not lead:
        return None
    lines = _rows(context, _DASHED, lead.end()) or _rows(context, _LABELLED, lead.end())
    return (lines[0].start() + 1, lines[-1].end()) if lines and _labels_belong(lines, context) else None


_SENTENCE_LABEL = re.compile("(?:^|(?<=[。；\n]))[ \u3000*—-]*(?P<label>[^。，；：:\n*—-]{3,24})(?=[。，：:*]|$)")
_MIN_NOUN, _MIN_SENTENCES = 2, 3


def sentences_with_label(context: SloganContext) -> Extent:
    """As many sentences that open with what the slogan counts: “四场硬仗”，…。打好甲硬仗。…。打好乙硬仗。…."""
    if context.core in _KNOWN:  # the sentences below 三大攻坚战 tell what this place does for them
        return None
    noun = context.shared[0] if len(context.numerals) == 1 else ""
    if not _MIN_SENTENCES <= context.count <= len(_ORDINALS) or len(noun) < _MIN_NOUN:
        return None
    end = context.end + MAX_SENTENCES_LENGTH
    if context.text.count(noun, context.end, end) < context.count:
        return None
    opened = [found for found in _SENTENCE_LABEL.finditer(context.text, context.end, end) if _is_of(found, noun)]
    labels = {found["label"] for found in opened}
    if len(opened) != context.count or len(labels) != context.count or len({label[:2] for label in labels}) > 1:
        return None
    return opened[0].start("label"), sentence_end(context.text, opened[-1].end()) or opened[-1].end()


def _is_of(found: re.Match[str], noun: str) -> bool:
    """Whether a sentence opens with one of the counted things: 打好产业扶贫硬仗, and not with the noun alone."""
    return found["label"].endswith(noun) and len(found["label"]) > len(noun) + 2


def sentence_labels(definition: str, noun: str) -> tuple[str, ...]:
    """Returns the words that open the sentences of a definition and end with ``noun``, up to the first stop.

    >>> sentence_labels("打好水利硬仗。修渠。打好交通硬仗，修路。", "硬仗")
    ('打好水利硬仗', '打好交通硬仗')
    """
    return tuple(found["label"] for found in _SENTENCE_LABEL.finditer(definition) if _is_of(found, noun))


def _rows(context: SloganContext, pattern: re.Pattern[str], at: int) -> list[re.Match[str]]:
    """Returns the paragraphs from ``at`` on that match ``pattern``, if there are as many as the slogan counts."""
    lines: list[re.Match[str]] = []
    while len(lines) <= context.count and (line := pattern.match(context.text, lines[-1].end() if lines else at)):
        lines.append(line)
    if len(lines) != context.count or _goes_on(context.text, lines):
        return []
    return lines


def _goes_on(text: str, lines: list[re.Match[str]]) -> bool:
    """Whether the last line goes on, or a further paragraph with a dash follows: the slogan does not count these."""
    end = lines[-1].end()
    return lines[0].re is _DASHED and (text[end : end + 1] not in ("", "\n") or _NEXT_DASH.match(text, end) is not None)


_NEXT_DASH = re.compile("\n{1,2}[ \u3000]*(?:——|—|--)")


def _labels_belong(lines: list[re.Match[str]], context: SloganContext) -> bool:
    """Whether the labels name what is counted; ——坚持把绿色作为底色，… is a sentence without a label."""
    shared = context.shared[0]
    if lines[0].re is not _DASHED:
        return bool(shared) and all(line["label"].endswith(shared) for line in lines)
    return all(line["stop"] != "，" or (shared and shared in line["label"]) for line in lines)

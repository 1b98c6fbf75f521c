"""Splits sentences that define their own subject into headword and definition. Pure.

Laws, notes of bulletins and footnotes print no sign between the two: in 网络，是指由计算机…组成的系统 the verb
separates them, and it belongs to the definition.
"""

import re
from collections.abc import Iterator
from itertools import islice

from glossary.chinese.numerals import ONE_TO_TEN, YEAR_DIGITS
from glossary.chinese.word_lists import alternation, simplified, word_set
from glossary.extraction.entries.head_split import HeadSplit, Window, skip_separators

MAX_SUBJECT_LENGTH = 40  # code points

_MEANS = alternation("definition_verbs", "means")
_NAMES = alternation("definition_verbs", "names")
_IS = alternation("definition_verbs", "is")
_COVERS = alternation("definition_verbs", "covers")
_COLON = r"(?:(?<!\d)[：:]|：|:(?!\d))"
_VERB_BEFORE_COLON = re.compile(rf"[，,]?(?:{_MEANS}|{_IS})$")
# “四定”，指定产、定购: after quotes 指 is a verb, although 指定 is a word. Quotes are masked by NULs.
_BEHIND_QUOTES = r"(?<=\0)[，,]?(?P<quoted>指)"
# “船员”一词系指…, in treaties
_CALLED_WORD = r"(?:(?<=\0)一[词詞语語])?"

_ITEM = re.compile(
    rf"(?P<colon>{_COLON})|{_CALLED_WORD}(?:[，,] |[，,—–-]*)(?P<verb>{_MEANS})|{_BEHIND_QUOTES}"
    rf"|[，,](?P<named>{_NAMES}|{_IS}|{_COVERS})"
)
_ITEM_WEAK = re.compile(rf"(?P<verb>{_NAMES}|{_IS}|{_COVERS})|(?P<comma>[，,])|(?P<dash>[—–─]{{1,2}})")


# （三）本条例所称的“三同时”，是指…: the words that introduce a head do not belong to it.
_SCOPE_PHRASE = re.compile(r"[本该該前][^，。；：\n]{0,8}所[称稱][的之]?")


# 擁有人 (owner)就任何建築物而言，指…: the English term ends the headword.
_WITH_TRANSLATION = re.compile(r"[^\s（(，。；：:\n]{1,24} ?[（(][A-Za-z][A-Za-z ,.'’&/-]+[)）](?= ?[^\s：:])")


_WIDE_GAP = re.compile(r"(?P<head>[^\s，。；：、]{2,24})(?:\u3000|[ \t]{2,})[ \t\u3000]*(?=[^\s，：])")


def split_item(text: str, start: int, end: int) -> HeadSplit | None:
    """Splits an item of a list of definitions at its first verb, colon or bare comma.

    >>> text = "网络平台，是指提供服务的系统。"
    >>> split = split_item(text, 0, len(text))
    >>> text[: split.head_end], text[split.definition_start :]
    ('网络平台', '是指提供服务的系统。')
    """
    called = _SCOPE_PHRASE.match(text, start, end)
    window = Window(text, called.end() if called else start, end)
    translated = _WITH_TRANSLATION.match(text, window.start, end)
    if translated:
        return HeadSplit(window.start, translated.end(), skip_separators(text, translated.end(), end), "verb", 3.0)
    gap = _WIDE_GAP.match(window.masked)
    if gap:  # （一）渡口　供渡船停靠的场所。
        definition = skip_separators(text, window.start + gap.end(), end)
        return HeadSplit(window.start, window.start + gap.end("head"), definition, "verb", 3.0)
    found = _first_verb(window, _ITEM) or _ITEM_WEAK.search(window.masked, 1)
    return _split(window, found)


def _first_verb(window: Window, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Returns the first match of ``pattern``; skips 即 within a name (免申即享), but not after a comma or quotes."""
    for found in pattern.finditer(window.masked, 1):
        if not found[0].startswith("即") or window.masked[found.start() - 1] == "\0":
            return found
    return None


def _split(window: Window, found: re.Match[str] | None) -> HeadSplit | None:
    if not found or not found.lastgroup:
        return None
    start, head, definition = window.start, window.start + found.start(), window.start + found.end()
    if found.lastgroup not in ("colon", "comma", "dash"):
        definition = start + found.start(found.lastgroup)
    elif found.lastgroup == "colon" and (verb := _VERB_BEFORE_COLON.search(window.masked, 1, found.start())):
        head = start + verb.start()
    definition = skip_separators(window.text, definition, window.end)
    separator = {"colon": "colon", "dash": "colon", "comma": "comma"}.get(found.lastgroup, "verb")
    if definition >= window.end or head - start > window.line_end - start:
        return None
    return HeadSplit(start, head, definition, separator, 3.0)


# 工业统计范围为…的企业, 计量单位为…: how it was counted, not what it is
_ABOUT_COUNTING = re.compile(rf"{alternation('note_words', 'how-counted')}\Z")
_SENTENCES = re.compile(r"。\s*(?=\S)")
_MAX_JOINTS = 100
_NOTE = re.compile(
    rf"(?P<colon>{_COLON})|[，,]?(?P<verb>{_MEANS})|{_BEHIND_QUOTES}|[，,]?(?P<names>{_NAMES})|[，,]?(?P<is>{_IS})"
    rf"|[，,]?(?P<covers>(?<![不未]){_COVERS})|不包括|(?P<comma>[，,])"
)
# A definition by genus ends with the kind of thing that the subject is: …的比率, …的救助.
# 规模以上工业企业为…的法人工业企业: who or what is counted, behind 的
_GENUS = re.compile(
    rf"(?:{alternation('note_words', 'genus')}|的[^，。；、的\n]{{0,6}}{alternation('note_words', 'counted-kind')})"
    r"(?:[，。；（(]|$)"
)
_DIGIT_YEAR = rf"(?:[0-9０-９]{{4}}|[{YEAR_DIGITS}]{{4}})年"
# Not a name: the subject is about data or dates, or the words before the verb are not a subject.
_NOT_A_NAME = re.compile(
    rf"{alternation('note_words', 'remark')}|{_DIGIT_YEAR}|[\d{ONE_TO_TEN}][月日]"
    rf"|^{alternation('note_words', 'opening')}"
    rf"|^[\d{ONE_TO_TEN}]+[.、)）]|[。；]|{alternation('note_words', 'closing')}$"
)


def split_note(text: str, start: int, end: int) -> HeadSplit | None:
    """Splits a note among remarks; the subject must be a name, and the verb must define it.

    >>> text = "临时救助是国家给予的应急性救助。"
    >>> split = split_note(text, 0, len(text))
    >>> text[: split.head_end], split_note("2019年数据为初步统计数。", 0, 14)
    ('临时救助', None)
    """
    window = Window(text, start, end)
    found = _first_verb(window, _NOTE)
    split = _split(window, found)
    if not found or not split or found.lastgroup == "comma" or not is_name(text[start : split.head_end]):
        return None
    if announced := announced_definition(text, split, end):
        return announced
    first = text[split.definition_start : _sentence_end(text, split.definition_start, end)]
    if found.lastgroup == "is" and (_ABOUT_COUNTING.search(text, start, split.head_end) or not _names_genus(first)):
        return None
    return split


_COUNTING_LABEL = re.compile(alternation("note_words", "counting-label"))


def is_about_counting(head: str) -> bool:
    """Whether ``head`` is a label above a paragraph about how figures were counted, and no term.

    >>> is_about_counting("统计范围"), is_about_counting("調查方法"), is_about_counting("保护范围")
    (True, True, False)
    """
    return _COUNTING_LABEL.fullmatch(head) is not None


# 三次产业的划分：第一产业是指…; 指标解释：粮食产量是指…: what comes is defined, not the words before the colon.
_ANNOUNCES = re.compile(rf"{alternation('note_words', 'announces')}\Z")


def announced_definition(text: str, split: HeadSplit, end: int) -> HeadSplit | None:
    """Returns the first definition behind a label and its colon: 指标解释：粮食产量是指….

    >>> text = "指标解释：粮食产量是指全年的产量。"
    >>> split = announced_definition(text, HeadSplit(0, 4, 5, "colon", 3.0), len(text))
    >>> split and text[split.head_start : split.head_end]
    '粮食产量'
    """
    if split.separator != "colon" or not _ANNOUNCES.search(text, split.head_start, split.head_end):
        return None
    return split_note(text, split.definition_start, end)


_STARTS_COVERS = re.compile(_COVERS)


def definition_behind_remark(text: str, start: int, end: int) -> HeadSplit | None:
    """Returns the first definition in the sentences after the first one of a note, which is a remark.

    >>> text = "人口按年报计算。农民工为在外从业六个月以上的人员。"
    >>> split = definition_behind_remark(text, 0, len(text))
    >>> text[split.head_start : split.head_end]
    '农民工'
    """
    for stop in islice(_SENTENCES.finditer(text, start, end), _MAX_JOINTS):
        split = split_note(text, stop.end(), end)
        if split and split.separator == "verb" and not _STARTS_COVERS.match(text, split.definition_start):
            return split
    return None


def _names_genus(definition: str) -> bool:
    """Whether 为…, 是以… and 是按… name a kind of thing: 是以新产业为内容的活动, not 是以人民币计算."""
    if definition[0] in "为為":
        return _GENUS.search(definition) is not None
    return not definition.startswith(_IS_BY) or _OF_A_KIND.search(definition) is not None


_IS_BY = tuple(sorted(word_set("definition_verbs", "is-by")))
_NOT_COMPUTING = "".join(f"(?<!{verb})" for verb in sorted(word_set("note_words", "computing")))
_OF_A_KIND = re.compile(rf"的[^，。；的]{{2,12}}{_NOT_COMPUTING}(?:的集合|的总和)?[，。；]?$")


_LIFE = re.compile(r"(?=[（(][^（）()\n]{0,24}(?:—|－|-|～|~|年|[？?])[^（）()\n]{0,24}[）)][，,。])")
_NAME = re.compile(r"[“‘《]?[^\W\d_]{2,14}(?:[·•・][^\W\d_]{1,14}){0,3}[”’》]?")
# 王某，河口人。; 王某，时任县长。; 王某，从一九四〇年起任县长。
_ORIGIN = re.compile(
    rf"[，,](?:[^，。；\n]{{1,14}}人[，。；]|{alternation('note_words', 'person', 'place')}"
    rf"|[^，。；\n]{{2,22}}(?:先后|历)?{simplified('note_words', 'appointed')}[^，。；\n]{{2,60}}[，。；]"
    rf"|[^，。；\n]{{2,14}}{simplified('note_words', 'period')}(?:是|为))"
)
# 《河口报》，县委员会的机关报。; not 互助组是农民在…，为…而建立的组织。
_APPOSITION = re.compile(
    rf"[，,](?!{_IS})[^，。；\n]{{2,30}}的[^，。；的\n]{{0,4}}{simplified('note_words', 'apposition')}[，。；]"
)
_STATES = re.compile(rf"{_MEANS}|{_IS}")
# GDP，国内生产总值的英文缩写。
_ABBREVIATION = re.compile(
    r"([A-Za-z][A-Za-z0-9&+.·-]{1,14})[，,](?=[^，。；\n]{2,40}的[^，。；的\n]{0,4}(?:缩写|简称)[，。；])"
)
# 林，即林彪: the running text calls a person by one character.
_INITIAL = re.compile(r"([\u4e00-\u9fff]|[“‘][\u4e00-\u9fff][”’])[，,](?=(?:即|是?指)[\u4e00-\u9fff]{2})")
# 平型关在山西省繁峙县东北部，是…: a place and where it is
_PLACE_IN = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:位于|在今?)"
    rf"(?=[^，。；\n]{{2,20}}{alternation('administrative_units', 'location')}[^，。；\n]{{0,4}}(?:，是|。))"
)
_REFERENCE = re.compile(r"[，,]?(?:参?[见見])[^。（）()\n]{1,40}[。.]?[（(]")


def split_footnote(text: str, start: int, end: int) -> HeadSplit | None:
    """Splits a footnote as :func:`split_note` does, and also one that identifies a person or a place.

    >>> text = "王某某（一九〇六——一九四七），河口人。"
    >>> split = split_footnote(text, 0, len(text))
    >>> text[: split.head_end], text[split.definition_start :][:10]
    ('王某某', '（一九〇六——一九四')
    """
    name = _NAME.match(text, start, end)
    if name and (referred := _REFERENCE.match(text, name.end(), end)):
        inner = split_footnote(text, referred.end(), end)
        return inner if inner and text.startswith(name[0], inner.head_start) else None
    if name and is_name(name[0]) and _LIFE.match(text, name.end(), end):
        return HeadSplit(start, name.end(), name.end(), "life", 3.0)
    if name and is_name(name[0]) and (_ORIGIN.match(text, name.end(), end) or _is_apposition(text, name, end)):
        return HeadSplit(start, name.end(), name.end() + 1, "comma", 3.0)
    for pattern, separator in ((_PLACE_IN, "verb"), (_INITIAL, "verb"), (_ABBREVIATION, "comma")):
        found = pattern.match(text, start, end)
        if found and (pattern is not _PLACE_IN or is_name(found[1])):
            return HeadSplit(start, found.end(1), skip_separators(text, found.end(1), end), separator, 3.0)
    return split_note(text, start, end)


def _is_apposition(text: str, name: re.Match[str], end: int) -> bool:
    return _APPOSITION.match(text, name.end(), end) is not None and not _STATES.search(name[0])


def is_name(subject: str) -> bool:
    """Whether the subject of a sentence may be a term: short, and not about data, years or scope.

    >>> is_name("人户分离的人口"), is_name("2019年就业人员数据")
    (True, False)
    """
    return 1 < len(subject) <= MAX_SUBJECT_LENGTH and not _NOT_A_NAME.search(subject)


def _sentence_end(text: str, start: int, end: int) -> int:
    at = text.find("。", start, end)
    return end if at < 0 else at + 1


_JOINT = re.compile("[；;。，,]")
_AFTER_COMMA = re.compile(rf"(?P<verb>{alternation('definition_verbs', 'means')})|(?P<comma>[，,：:])")
_NEXT = re.compile(rf"[，,]?(?P<verb>{_MEANS}|{_NAMES})|(?P<is>{_IS})|(?P<comma>[，,：:])")
# Verbs that introduce a further term only in a clause like the first one: 东部包括…；中部包括….
_REPEATED_VERBS = tuple(
    (re.compile(verb), re.compile(rf"(?P<verb>{verb})|(?P<comma>[，,：:])")) for verb in (_COVERS, _IS)
)


def following_definitions(text: str, first: HeadSplit, end: int, *, sentences: bool) -> Iterator[tuple[int, HeadSplit]]:
    """Yields the definitions of further subjects in the sentences after ``first``: 东部地区是指…；中部地区是指….

    Skips a clause whose subject occurs in the definitions before it: it explains a word used there.

    Args:
        text: The view.
        first: The first definition.
        end: Where the note or item ends.
        sentences: Whether a further definition may begin after a full stop too, not only after a semicolon.

    Yields:
        The start of the clause that defines the next subject, and its split.
    """
    head = text[first.head_start : first.head_end]
    repeated = next((again for verb, again in _REPEATED_VERBS if verb.match(text, first.definition_start)), None)
    if first.separator == "life":
        yield from _further_persons(text, first, end)
        return
    for joint in islice(_JOINT.finditer(text, first.definition_start, end), _MAX_JOINTS):
        start = skip_separators(text, joint.end(), end)
        if start >= end or (joint[0] in "。，," and not sentences):
            continue
        split = _split_behind(joint[0], Window(text, start, end), repeated)
        if not split or _is_inside(text, first.definition_start, joint.start()):
            continue
        subject, before = text[start : split.head_end], text[first.head_start : joint.start()]
        about_head = joint[0] == "。" and head in subject
        if (
            is_name(subject)
            and not about_head
            and not _ABOUT_COUNTING.search(subject)
            and not _is_mentioned(head, before, subject)
        ):
            yield start, split


def _further_persons(text: str, first: HeadSplit, end: int) -> Iterator[tuple[int, HeadSplit]]:
    """Yields the persons whose years of life begin a sentence: 甲（1880—1967），…。乙（1890—1938），…."""
    for joint in islice(_SENTENCES.finditer(text, first.definition_start, end), _MAX_JOINTS):
        name = _NAME.match(text, joint.end(), end)
        if name and is_name(name[0]) and _LIFE.match(text, name.end(), end):
            yield joint.end(), HeadSplit(joint.end(), name.end(), name.end(), "life", 3.0)


def _split_behind(joint: str, window: Window, repeated: re.Pattern[str] | None) -> HeadSplit | None:
    """Returns the split of a clause, if it defines; after a comma only 是指 and the like count, after 。 also 是.

    Where the first definition is 包括… or 为…, a clause after a semicolon may be so too: 东部包括…；中部包括….
    ``repeated`` finds this verb; it is ``None`` if the first definition has another one.
    """
    if repeated and joint in "；;":
        found = repeated.search(window.masked, 1)
        if found and found.lastgroup == "verb":
            return _split(window, found)
    found = (_AFTER_COMMA if joint in "，," else _NEXT).search(window.masked, 1)
    if not found or found.lastgroup == "comma" or (joint in "，," and len(found[0]) < 2):
        return None
    return _split(window, found) if found.lastgroup != "is" or joint == "。" else None


def _is_inside(text: str, start: int, at: int) -> bool:
    """Whether ``at`` is in brackets or quotes that open after ``start``."""
    stretch = text[start:at]
    return any(stretch.count(a) > stretch.count(b) for a, b in ("（）", "()", "“”", "「」", "《》"))


def _is_mentioned(head: str, before: str, subject: str) -> bool:
    """Whether ``before`` uses the subject or its noun: 企业的实际产出 explains 实际产出 in the words before."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", subject).strip('“”"「」')
    return bare in before or bare.rpartition("的")[2] in before or bare.startswith((f"{head}之", f"{head}的"))

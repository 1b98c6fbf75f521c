"""Sentences that define their own subject: where the subject ends and what is said of it begins. Pure.

Laws, notes of bulletins and footnotes print no sign between a head and its definition: in 网络，是指由计算机…组成的系统
the verb parts the two, and it belongs to the definition.
"""

import re
from collections.abc import Iterator

from glossary.chinese.word_lists import alternation
from glossary.extraction.entries.head_split import HeadSplit, Window, skip_separators

LONGEST_SUBJECT = 40  # code points

_MEANS = alternation("definition_verbs", "means")
_NAMES = alternation("definition_verbs", "names")
_IS = alternation("definition_verbs", "is")
_COVERS = alternation("definition_verbs", "covers")
_COLON = r"(?:(?<!\d)[：:]|：|:(?!\d))"
_VERB_BEFORE_COLON = re.compile(rf"[，,]?(?:{_MEANS}|{_IS})$")

_ITEM = re.compile(rf"(?P<colon>{_COLON})|[，,]?(?P<verb>{_MEANS})|[，,](?P<named>{_NAMES}|{_IS}|{_COVERS})")
_ITEM_WEAK = re.compile(rf"(?P<verb>{_NAMES}|{_IS}|{_COVERS})|(?P<comma>[，,])")


def split_item(text: str, start: int, end: int) -> HeadSplit | None:
    """Head and definition of an item in a list of definitions: any verb parts them, a colon, or a bare comma.

    >>> text = "网络平台，是指提供服务的系统。"
    >>> split = split_item(text, 0, len(text))
    >>> text[: split.head_end], text[split.definition_start :]
    ('网络平台', '是指提供服务的系统。')
    """
    window = Window(text, start, end)
    found = _ITEM.search(window.masked, 1) or _ITEM_WEAK.search(window.masked, 1)
    return _split(window, found)


def _split(window: Window, found: re.Match[str] | None) -> HeadSplit | None:
    if not found or not found.lastgroup:
        return None
    start, head, definition = window.start, window.start + found.start(), window.start + found.end()
    if found.lastgroup not in ("colon", "comma"):
        definition = start + found.start(found.lastgroup)
    elif found.lastgroup == "colon" and (verb := _VERB_BEFORE_COLON.search(window.masked, 1, found.start())):
        head = start + verb.start()
    definition = skip_separators(window.text, definition, window.end)
    separator = found.lastgroup if found.lastgroup in ("colon", "comma") else "verb"
    if definition >= window.end or head - start > window.line_end - start:
        return None
    return HeadSplit(start, head, definition, separator, 3.0)


_NOTE = re.compile(
    rf"(?P<colon>{_COLON})|[，,]?(?P<verb>{_MEANS})|[，,]?(?P<names>{_NAMES})|[，,]?(?P<is>{_IS})|[，,]?(?P<covers>(?<![不未])(?:{_COVERS}))"
    r"|不包括|(?P<comma>[，,])"
)
# What defines by its genus says at its end what the subject is: …的比率, …的救助.
_RATIO = re.compile(
    r"(?:之比|之和|之差|总和|比率|比重|比值|比例|百分比|总称|统称|简称|数量|总量|总数|差额|价格|指数|机构|人数)(?:[，。；（(]|$)"
)
_NO_NAME = re.compile(
    r"数据|口径|[0-9０-９]{4}年|\d[月日]|^(?:按|据|自|从|由于|根据|由|截至|截止|因|对|在|其中|其|此|该|这|本|以上|上述|公报|见|不|未|有|凡)"
    r"|^[\d一二三四五六七八九十]+[.、)）]|[。；]|是否|未列|计算$|统计$|(?:中|时|后|前)$"
)


def split_note(text: str, start: int, end: int) -> HeadSplit | None:
    """Head and definition of a note that stands among remarks: its subject must be a name and the verb define it.

    >>> text = "临时救助是国家给予的应急性救助。"
    >>> split = split_note(text, 0, len(text))
    >>> text[: split.head_end], split_note("2019年数据为初步统计数。", 0, 14)
    ('临时救助', None)
    """
    window = Window(text, start, end)
    found = _NOTE.search(window.masked, 1)
    split = _split(window, found)
    if not found or not split or found.lastgroup == "comma" or not is_name(text[start : split.head_end]):
        return None
    first = text[split.definition_start : _sentence_end(text, split.definition_start, end)]
    if found.lastgroup == "is" and first[0] in "为為" and not _RATIO.search(first):
        return None
    return split


def is_name(subject: str) -> bool:
    """Whether the subject of a sentence may be a term: short, and no talk of data, years or scope.

    >>> is_name("人户分离的人口"), is_name("2019年就业人员数据")
    (True, False)
    """
    return 1 < len(subject) <= LONGEST_SUBJECT and not _NO_NAME.search(subject)


def _sentence_end(text: str, start: int, end: int) -> int:
    at = text.find("。", start, end)
    return end if at < 0 else at + 1


_JOINT = re.compile("[；;。，,]")
_AFTER_COMMA = re.compile(rf"(?P<verb>{alternation('definition_verbs', 'means')})|(?P<comma>[，,：:])")
_NEXT = re.compile(rf"[，,]?(?P<verb>{_MEANS})|(?P<is>{_IS})|(?P<comma>[，,：:])")


def following_definitions(text: str, first: HeadSplit, end: int, *, sentences: bool) -> Iterator[tuple[int, HeadSplit]]:
    """Definitions of further subjects in the sentences behind ``first``: 东部地区是指…；中部地区是指….

    A clause whose subject the definitions before it speak of explains a word of theirs and begins nothing.

    Args:
        text: The view.
        first: The first definition.
        end: Where the note or item ends.
        sentences: Whether a further definition may begin behind a full stop, too, not only behind a semicolon.

    Yields:
        Where the clause begins that defines the next subject, and its split.
    """
    for joint in _JOINT.finditer(text, first.definition_start, end):
        start = skip_separators(text, joint.end(), end)
        if (
            start >= end
            or (joint[0] in "。，," and not sentences)
            or _is_inside(text, first.definition_start, joint.start())
        ):
            continue
        window = Window(text, start, end)
        found = (_AFTER_COMMA if joint[0] in "，," else _NEXT).search(window.masked, 1)
        split = _split(window, found)
        if (
            not found
            or not split
            or found.lastgroup == "comma"
            or (joint[0] in "，," and len(found[0]) < 2)
            or (found.lastgroup == "is" and joint[0] != "。")
        ):
            continue
        subject = text[start : split.head_end]
        if is_name(subject) and not _is_spoken_of(
            text[first.head_start : first.head_end], text[first.head_start : joint.start()], subject
        ):
            yield start, split


def _is_inside(text: str, start: int, at: int) -> bool:
    """Whether ``at`` stands in brackets or quotes that opened behind ``start``."""
    stretch = text[start:at]
    return any(stretch.count(a) > stretch.count(b) for a, b in ("（）", "()", "“”", "「」", "《》"))


def _is_spoken_of(head: str, before: str, subject: str) -> bool:
    """Whether ``before`` uses the subject or its noun: 企业的实际产出 explains 实际产出 of the words before."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", subject).strip('“”"「」')
    return bare in before or bare.rpartition("的")[2] in before or bare.startswith((f"{head}之", f"{head}的"))

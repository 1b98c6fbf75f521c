"""Finds the definitions of laws in running text. Pure.

本条例所称渡口，是指…; 前項所稱差別待遇，指…: a law defines a term where it needs it. The words 本法所称 introduce the
headword; in the articles of a law, X，是指… defines without them. The definition ends with its sentence, or with the
list that the sentence opens.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from glossary.chinese.normalize import plain_form
from glossary.chinese.offsets import without_quotes
from glossary.chinese.rule_triggers import can_apply
from glossary.chinese.word_lists import alternation
from glossary.extraction.entries.definition_articles import ITEM_NUMBER
from glossary.extraction.entries.definition_sentences import MAX_SUBJECT_LENGTH, split_item
from glossary.extraction.entries.head_split import HeadSplit, mask
from glossary.extraction.entries.headword_choice import clean_headword
from glossary.extraction.law_articles import ARTICLE, BLANKS, article_at, has_articles
from glossary.extraction.members.find_members import find_members
from glossary.model import InlineDefinition, Section, Span

_LINE = re.compile(r"[^\n]+")
_MEANS_IN_LAW = alternation("definition_verbs", "means-in-law")
_MEANS = re.compile(alternation("definition_verbs", "means"))
_SO_CALLED = re.compile(
    r"[称稱](?<=所.)[的之]?(?P<head>[^。；;：:\n]{1,80}?)"
    rf"(?:[，,：:]? ?{alternation('definition_verbs', 'means')}|[，,]{alternation('definition_verbs', 'is')})"
)
# 本法所称渡运信托属于公益信托，是指…: the kind of thing it is belongs to no head.
_GENUS = re.compile("属于|屬於")
_DIVISION = alternation("heading_words", "division")
_PROVISION = alternation("lead_words", "provision")
_OWN = alternation("lead_words", "own-provision")
# The provision that uses the term: 本条例, 前款, 第三十二条第一款; optional in a clause of its own.
_LEAD = re.compile(
    rf"(?:(?:^|[，。；;：:\s）)])[^，。；;：:\n]{{0,4}}?)?(?:{_OWN}|第[^，。；;：:\n]{{1,9}}"
    rf"{_PROVISION})"
    r"[^，。；;：:\n]{0,24}$|(?:^|[，。；;：:\s）)])$"
)
_MAX_REFERENCE_LENGTH = 30
_WITHOUT_LEAD = re.compile(
    rf"(?:^[ \t\u3000>*_-]*|(?<=[。；]))(?P<head>[^，。；;：:\n]{{2,{MAX_SUBJECT_LENGTH}}})[，,] ?"
    rf"(?!即)(?P<verb>{alternation('definition_verbs', 'means')})",  # 签收后，即发生法律效力
    re.MULTILINE,
)
# 指使部属进行违反职责的活动: a verb of its own; but 利用，指使用数据的活动
_INCITES = re.compile("指使(?![用得])")
# 前款规定的重大事项，是指…, 本办法中的渡口是指…: these words refer to the provision too.
_WHERE = (
    rf"(?:(?:[前上本]{_PROVISION}"
    rf"|(?:《[^》\n]{{1,40}}》|[^，。；：:\n]{{0,20}}?[法典]|本[^，。；：:\n第]{{1,6}})?第[^，。；：:\n]{{1,30}}?{_PROVISION})"
    rf"(?:[^，。；：:\n]{{0,4}}(?:{alternation('lead_words', 'refers')}的"
    rf"|{alternation('lead_words', 'refers-alone')}[之的]?)|中(?:的|(?=[“「])))"
    rf"|本[^，。；;：:\n的]{{1,4}}(?:中(?!所[称稱])的?|{alternation('lead_words', 'refers')}[^，。；;：:\n的]{{0,4}}的"
    rf"|{alternation('lead_words', 'refers-alone')}[之的]?)"
    rf"|[^，。；：:\n]{{1,20}}?[法典][规規]定的(?=[“「\"])"
    rf"|前{_PROVISION}(?!{alternation('lead_words', 'behind-reference')})|上述(?!所))"
)
_REFERRED_TERM = re.compile(
    rf"(?<![^\s。；;，,：:）)]){_WHERE}(?P<head>[^，。；;：:\n]{{1,40}}?)"
    rf"(?:[，,] ?(?P<means>{alternation('definition_verbs', 'means')})|(?P<verb>{_MEANS_IN_LAW}))"
)
# 刑法第十条规定的“渡口”，是指…: interpretations of laws often have no articles. The engine finds one character faster
# than a class.
_QUOTES_LAW = re.compile(rf"的(?<=[规規]定的)(?<=(?:{_PROVISION}|[法典])..的)[“「\"]")
_STARTS_WHERE = re.compile(_WHERE)
# 第十五条　采购人是指…: the subject of an article, without a comma.
_SUBJECT = re.compile(rf"[{BLANKS}*]*(?P<head>[^，。；;：:\n]{{2,20}}?)(?P<verb>{_MEANS_IN_LAW})")
_IS_MEANT = re.compile("[是系係]指")
# 稱公文書者，謂公務員職務上製作之文書。, 本條例稱渡船者，謂…, 稱動產者，為不動產以外之物。
_CALLED_SO = re.compile(
    r"^[ \t\u3000]*(?:本[^，。；：\n]{1,6}(?<!所))?[称稱](?P<head>[^，。；：:\n]{1,16})者"
    rf"[，,](?P<verb>{alternation('definition_verbs', 'means')}|{alternation('definition_verbs', 'is')})",
    re.MULTILINE,
)
_MAX_LENGTH = 3000
_MAX_DEFINITIONS = 500


def find_statutory_definitions(text: str, sections: Sequence[Section] = ()) -> tuple[InlineDefinition, ...]:
    """Returns the statutory definitions in the running text of ``text``, in printed order.

    Args:
        text: The source's text.
        sections: Its glossary sections; their contents are entries already.

    >>> gloss = find_statutory_definitions("第二条　本条例所称渡口，是指渡船停靠的场所。")[0]
    >>> gloss.head, gloss.definition, gloss.article
    ('渡口', '是指渡船停靠的场所。', '第二条')
    """
    is_law = has_articles(text)
    view = _Unwrapped(text, [found.start() for found in _WRAP.finditer(text)] if is_law else [])
    flat = view.text
    found = {split.head_start: split for split in _so_called_terms(flat)}
    if not is_law:
        referred = _referred_terms(flat) if _QUOTES_LAW.search(flat) else ()
        found |= {split.head_start: split for split in referred if split.head_start not in found}
    else:
        for split in (*_terms_without_lead(flat), *_referred_terms(flat), *_terms_with_verb(flat)):
            found.setdefault(split.head_start, split)
    places = {at: view.origin(at) for at in sorted(found)}
    outside = [
        found[at] for at, place in places.items() if not any(s.span.start <= place < s.span.end for s in sections)
    ]
    return tuple(_without_overlaps(view, outside))


# A line that ends without a stop goes on in the next one, unless that opens an article or an item: …所称渡\n口，是指….
# A short line may be a heading.
_WRAP = re.compile(
    r"\n(?:(?<=[^\n]{8}\n)|(?<=所\n))(?<=[^\s。；;：:！？|)）】〕—]\n)"
    rf"(?![\s#>*|-]|{ITEM_NUMBER.pattern}|第[^，。\n]{{1,12}}(?:[条條]|{_DIVISION}))"
)


class _Unwrapped:
    """A text without the line breaks that wrap its sentences.

    Attributes:
        source: The text as printed.
        text: The text without these breaks.
    """

    def __init__(self, source: str, breaks: Sequence[int]) -> None:
        self.source = source
        self.text = source
        self._starts = [at - index for index, at in enumerate(breaks)]
        if breaks:
            bounds = zip([0, *(at + 1 for at in breaks)], [*breaks, len(source)], strict=True)
            self.text = "".join(source[start:end] for start, end in bounds)

    def origin(self, at: int) -> int:
        """Returns where the character at ``at`` is in the source."""
        return at + bisect_right(self._starts, at)

    def span(self, start: int, end: int) -> Span:
        """Returns the range of the source from the character at ``start`` to the one before ``end``."""
        return Span(self.origin(start), self.origin(end - 1) + 1)


def _so_called_terms(text: str) -> Iterator[HeadSplit]:
    if not can_apply("so-called", text) or ("所称" not in text and "所稱" not in text):
        return
    for count, found in enumerate(_SO_CALLED.finditer(text)):
        start = found.start("head")
        lead = text[max(0, found.start() - 1 - _MAX_REFERENCE_LENGTH) : found.start() - 1]
        if count >= _MAX_DEFINITIONS or not _LEAD.search(lead):
            continue
        split = split_item(text, start, _sentence_end(text, start))
        means = split and (split.separator == "verb" or _MEANS.match(text, split.definition_start))
        if split and means and split.head_end > split.head_start:
            genus = _GENUS.search(text, start + 1, split.head_end)
            yield split._replace(head_end=genus.start()) if genus else split


def _referred_terms(text: str) -> Iterator[HeadSplit]:
    for found in islice(_REFERRED_TERM.finditer(text), _MAX_DEFINITIONS):
        if not _NO_TERM.search(found["head"]):  # 本条例中“三日”的规定是指工作日 defines no term
            yield HeadSplit(*found.span("head"), found.start(str(found.lastgroup)), "verb", 3.0)


_CALLED_BEFORE = re.compile("所[称稱]")
_CALLED = re.compile("(?:本.{1,6}(?<!所))?[称稱].+者")


def _terms_with_verb(text: str) -> Iterator[HeadSplit]:
    """Yields the subjects of articles that 是指 follows at once, and what is called so: 稱公務員者，謂…."""
    for verb in islice(_IS_MEANT.finditer(text), _MAX_DEFINITIONS):
        line = text.rfind("\n", 0, verb.start()) + 1
        article = ARTICLE.match(text, line)
        start = max(article.end() if article else line, *(text.rfind(stop, line, verb.start()) + 1 for stop in "。；"))
        found = _SUBJECT.match(text, start)
        if (
            found
            and not ITEM_NUMBER.match(found["head"])
            and _is_term(found["head"])
            and not _STARTS_WHERE.match(found["head"])
            and not _CALLED_BEFORE.search(found["head"])
        ):
            yield HeadSplit(*found.span("head"), found.start("verb"), "verb", 3.0)
    if can_apply("so-called", text):
        for found in islice(_CALLED_SO.finditer(text), _MAX_DEFINITIONS):
            yield HeadSplit(*found.span("head"), found.start("verb"), "verb", 3.0)


def _terms_without_lead(text: str) -> Iterator[HeadSplit]:
    for count, found in enumerate(_WITHOUT_LEAD.finditer(text)):
        article = ARTICLE.match(text, found.start())
        start = article.end() if article else found.start("head")
        start += len(text[start : found.end("head")]) - len(text[start : found.end("head")].lstrip())
        head = text[start : found.end("head")]
        led = "所称" in head or "所稱" in head or _STARTS_WHERE.match(head) or _CALLED.fullmatch(head)
        if count >= _MAX_DEFINITIONS or ITEM_NUMBER.match(head) or led or not _is_term(head):
            continue
        if _INCITES.match(text, found.start("verb")):
            continue
        yield HeadSplit(start, found.end("head"), found.start("verb"), "verb", 3.0)


_NO_TERM = re.compile(rf"^{alternation('lead_words', 'opens-clause')}|{alternation('lead_words', 'closes-clause')}$")


def _is_term(subject: str) -> bool:
    """Whether the subject of a sentence of a law may be a term: 数据, 自然保护区 and 未成年人 may, 凡… may not."""
    return 1 < len(subject) <= MAX_SUBJECT_LENGTH and not _NO_TERM.search(subject)


def _sentence_end(text: str, start: int) -> int:
    at = text.find("。", start, start + _MAX_LENGTH)
    line = text.find("\n", start, start + _MAX_LENGTH)
    return at + 1 if at >= 0 else line if line >= 0 else min(len(text), start + _MAX_LENGTH)


# 係指左列各款以外之給與。, and the list below
_LISTED_BELOW = re.compile(alternation("lead_words", "list-below"))
_NEXT_ITEM = re.compile(rf"[ \t\u3000]*\n[{BLANKS}]*(?:{ITEM_NUMBER.pattern})")
_STOP = re.compile(
    rf"。|[：:][ \t\u3000]*\n|；(?=[^。；\n]{{0,24}}所[称稱]|[^，。；：、\n]{{2,20}}[，,]?{_MEANS_IN_LAW})"
    r"|\n[ \t\u3000]*\n"
)


def _definition_end(text: str, start: int) -> int:
    """Returns where a definition ends: with its sentence, or with the list that it opens at the end of a line."""
    stop = _STOP.search(text, start, start + _MAX_LENGTH)
    if not stop:
        return _sentence_end(text, start)
    if stop[0] == "。":
        lists = _LISTED_BELOW.search(text, start, stop.end()) and _NEXT_ITEM.match(text, stop.end())
        return _list_end(text, stop.end()) if lists else stop.end()
    return _list_end(text, stop.end()) if stop[0][0] in "：:" else stop.start()


def _list_end(text: str, start: int) -> int:
    end = start
    for line in _LINE.finditer(text, start, start + _MAX_LENGTH):
        content = line[0].strip(" \t\u3000>*_-")
        goes_on = end > start and text[end - 1] not in "。；;："
        if content and not ITEM_NUMBER.match(content) and not goes_on:
            break
        if content:
            end = line.start() + len(line[0].rstrip())
    return end if end > start else start - 1


def _without_overlaps(view: _Unwrapped, splits: Sequence[HeadSplit]) -> Iterator[InlineDefinition]:
    text, at = view.text, 0
    for split in splits:
        end = _definition_end(text, split.definition_start)
        if split.head_start >= at and split.definition_start < end:
            yield from (_gloss(view, *each) for each in _respectively(text, split, end) or [(split, end)])
            at = end


# 保护类建筑和协调类建筑，分别是指…和…: as many meanings as terms.
_RESPECTIVELY = re.compile(rf"分[别別](?:{_MEANS_IN_LAW}|指|[为為是])")
_JOINTS = tuple(
    re.compile(joint) for joint in (rf"、|{alternation('definition_verbs', 'joins-last')}", "和|以及", "以及")
)


def _respectively(text: str, split: HeadSplit, end: int) -> list[tuple[HeadSplit, int]]:
    """Returns each term of ``split`` with the end of its own meaning; empty if the parts do not agree in number."""
    verb = _RESPECTIVELY.match(text, split.definition_start, end)
    if not verb:
        return []
    heads = _parts(text, split.head_start, split.head_end, _JOINTS[0])
    stop = end - (text[end - 1] in "。；")
    cuts = (_parts(text, verb.end(), stop, joint) for joint in _JOINTS)  # a meaning may contain a joint itself
    meanings = next((found for found in cuts if len(found) == len(heads) and all(a < b for a, b in found)), None)
    if not meanings or len(heads) < _MIN_TERMS:
        return []
    return [
        (HeadSplit(*head, meaning[0], "verb", 3.0), meaning[1]) for head, meaning in zip(heads, meanings, strict=True)
    ]


_MIN_TERMS = 2


def _parts(text: str, start: int, end: int, joint: re.Pattern[str]) -> list[tuple[int, int]]:
    """Returns the ranges between the joints of a list outside quotes and brackets."""
    joints = [found.span() for found in joint.finditer(mask(text[start:end]))]
    starts = [start, *(start + stop for _, stop in joints)]
    stops = [*(start + begin for begin, _ in joints), end]
    return list(zip(starts, stops, strict=True))


def _gloss(view: _Unwrapped, split: HeadSplit, end: int) -> InlineDefinition:
    head_span, span = view.span(split.head_start, split.head_end), view.span(split.definition_start, end)
    head = clean_headword(plain_form(view.text[split.head_start : split.head_end]))
    definition = plain_form(span.of(view.source))
    groups, status = find_members(head, definition)
    core = without_quotes(head)
    article = article_at(view.text, split.head_start)
    return InlineDefinition(head, core, definition, head_span, span, groups, status, "statutory", article=article)

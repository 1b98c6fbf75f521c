"""Finds the definitions of laws: articles of definitions, and definitions in running text. Pure.

* 本条例下列用语的含义：（一）X，是指…, 本辦法用詞，定義如下：一、X：指…: a lead sentence announces a list. The items
  follow in one of several layouts: numbered in any style, quoted, or plain paragraphs. The list ends with the article,
  or at a paragraph that states a rule.
* 本条例所称渡口，是指…; 前項所稱差別待遇，指…: a law defines a term where it needs it. The words 本法所称 introduce the
  headword; in the articles of a law, X，是指… defines without them. The definition ends with its sentence, or with the
  list that the sentence opens.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from glossary.chinese.numerals import value_of
from glossary.chinese.offsets import without_quotes
from glossary.chinese.word_lists import alternation, in_both_scripts, load_words
from glossary.extraction.entries.definition_sentences import (
    MAX_SUBJECT_LENGTH,
    following_definitions,
    is_name,
    split_item,
)
from glossary.extraction.entries.entry_spans import EntrySpan
from glossary.extraction.entries.enumerators import value_of_sign
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import glossary_heading
from glossary.extraction.entries.headword_choice import clean_headword
from glossary.extraction.law_articles import ARTICLE, BLANKS, LEAD_IN, NUMBER, article_at, has_articles
from glossary.extraction.members.find_members import find_members
from glossary.model import InlineDefinition, Section, Span

_ORNAMENTS = f"{BLANKS}>*_•·-"  # the rest of Markdown bullets, quotes and bold print before a line
_PART = re.compile(
    rf"[{BLANKS}]*#|{LEAD_IN}第[{BLANKS}]*{NUMBER}[{BLANKS}]*[编編章节節部](?:分)?(?:[{BLANKS}]|$)"
    rf"|{LEAD_IN}附[{BLANKS}]*[则則件表录錄][{BLANKS}：:0-9一二三]*$"
)
_WHAT, _MEANING, _SCOPE = (alternation("lead_words", role) for role in ("what", "meaning", "scope"))
# Every such word has two characters; the class of the second lets the engine skip quickly.
_LAST_OF_WHAT = "".join(
    sorted({in_both_scripts(word.word[1]) for word in load_words("lead_words") if "what" in word.roles})
)
_ANNOUNCES = re.compile(
    rf"[{_LAST_OF_WHAT}](?<={_WHAT})(?:[^。；;：:\n]{{0,24}}?{_MEANING}[^。；;：:\n]{{0,6}}(?:[：:]|。?[{BLANKS}]*(?:\n|$))"
    r"|(?P<bare>[：:])(?=[^，,：:\n]{0,12}[\n（(]))"
    # 著作权法中下列作品的含义：, for words the law does not call words
    rf"|下列[^。；;：:，,\n]{{1,12}}?{_MEANING}[^。；;：:\n]{{0,6}}(?:[：:]|。?[{BLANKS}]*(?:\n|$))"
    # 在本條例中，除文意另有所指外——, in the laws of Hong Kong
    r"|除[^。；;：:，,\n]{1,8}另有[^。；;：:，,\n]{1,4}外[，,]?[—－─:：-]{1,2}(?=\s*\n)"
)
_SCOPED = re.compile(_SCOPE)
# 本规定所称企业名称是指：… defines one term by a list; only 下列用语是指：… announces several terms.
_MEANS_AT_END = re.compile(r"(?:是指|[系係]指|指的是)[^。；;：:]{0,4}[：:]?$")
_LISTED = re.compile(r"下列|以下|有[关關]|相[关關]")
_MAX_LEAD_LENGTH = 120
_MAX_LEADS = 60  # a law has one or two; each is followed through its article, so many would cost minutes
_MAX_ARTICLE_LENGTH = 40_000


@dataclass(frozen=True, slots=True)
class DefinitionArticle:
    """An article of definitions.

    Attributes:
        start: Where the lead sentence begins, in the view.
        lead_end: Where it ends.
        end: The latest possible end of the article.
        label: 第二条, as printed without blanks; ``None`` if no article has a number.
        entry_spans: Its entries.
    """

    start: int
    lead_end: int
    end: int
    label: str | None
    entry_spans: Sequence[EntrySpan]


def find_definition_articles(text: str) -> Iterator[DefinitionArticle]:
    """Yields the articles of definitions in ``text``, in order."""
    at = 0
    for lead in islice(_ANNOUNCES.finditer(text), _MAX_LEADS):
        start = _sentence_start(text, lead.start())
        if start < at or lead.end() - start > _MAX_LEAD_LENGTH or not _SCOPED.search(text, start, lead.end()):
            continue
        sentence = text[start : lead.end()].rstrip()
        if glossary_heading(sentence) is not None or (_MEANS_AT_END.search(sentence) and not _LISTED.search(sentence)):
            continue
        end = _end_of_article(text, lead.end())
        end = _end_of_paragraph(text, start, lead.end(), end)
        entry_spans = tuple(_items(text, lead.end(), end))
        if entry_spans and not (
            lead["bare"] and any(entry_span.split.separator != "verb" for entry_span in entry_spans)
        ):
            yield DefinitionArticle(start, start + len(sentence), end, article_at(text, lead.end()), entry_spans)
            at = entry_spans[-1].end


def _sentence_start(text: str, at: int) -> int:
    start = max(text.rfind(stop, 0, at) for stop in "。；\n") + 1
    article = ARTICLE.match(text, start, at)
    return _skip(text, article.end() if article else start, at)


def _end_of_article(text: str, start: int) -> int:
    stop = min(len(text), start + _MAX_ARTICLE_LENGTH)
    following = ARTICLE.search(text, start, stop)
    end = following.start() if following else stop
    parts = (line for line in _lines(text, start, end) if line[0] > start and _PART.match(text, *line))
    return next((begin for begin, _ in parts), end)


def _end_of_paragraph(text: str, start: int, lead_end: int, end: int) -> int:
    """Returns where the next paragraph of an article begins, if the lead is in a numbered one: (1), then (2)."""
    begin = text.rfind("\n", 0, start) + 1
    for pattern in _STYLES.values():
        number = pattern.match(text, _skip(text, begin, start), start)
        if number and not text[number.end() : start].strip(_ORNAMENTS):
            lines = _lines(text, lead_end, end)
            marks = ((line[0], pattern.match(text, _skip(text, *line), line[1])) for line in lines)
            return next((at for at, mark in marks if mark and _value(mark[1]) == _value(number[1]) + 1), end)
    return end


_LINE = re.compile(r"[^\n]+")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (line.span() for line in _LINE.finditer(text, start, end))


# Styles of item numbers. A style is used if its first number opens the list.
_STYLES = {
    "hanzi_paren": re.compile(r"[（(] ?([一二三四五六七八九十百]{1,4}) ?[）)][、．.]?"),
    "hanzi": re.compile(r"([一二三四五六七八九十百]{1,4})(?:[、．.]|[ \u3000]+(?=\S))"),
    "dot": re.compile(r"(\d{1,3}) ?[.．、](?!\d)"),
    "paren": re.compile(r"[（(](\d{1,3})[）)][、．.]?"),
    "half": re.compile(r"(\d{1,3})[)）]"),
    "circled": re.compile(r"([①-⑳])"),
}
ITEM_NUMBER = re.compile("|".join(style.pattern for style in _STYLES.values()))
"""Any item number: （一）, 一、, 1., （1）, 1), ①."""
_MAX_GAP = 8
# An item begins a line, or follows one of these.
_BEFORE_ITEM = frozenset("：:；;。\n")


def _items(text: str, start: int, end: int) -> Iterator[EntrySpan]:
    content = _skip(text, start, end)
    for style, pattern in _STYLES.items():
        mark = pattern.match(text, content, end)
        if mark and _value(mark[1]) == 1:
            return _numbered(text, style, content, end)
    return _unnumbered(text, content, end)


def _skip(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isspace() or text[at] in _ORNAMENTS):
        at += 1
    return at


def _value(printed: str) -> int:
    return int(printed) if printed.isdecimal() else value_of_sign(printed) or value_of(printed) or 0


def _numbered(text: str, style: str, start: int, end: int) -> Iterator[EntrySpan]:
    marks: list[re.Match[str]] = []
    value = 0
    for mark in _STYLES[style].finditer(text, start, end):
        before = text[start : mark.start()].rstrip(_ORNAMENTS)
        gap = _value(mark[1]) - value
        # A number may be misprinted or its item left out; within a line a gap is a reference: 前款（四）项.
        if (not before or before[-1] in _BEFORE_ITEM) and (gap == 1 or (1 < gap <= _MAX_GAP and before[-1:] == "\n")):
            marks.append(mark)
            value += gap
    stops = [mark.start() for mark in marks[1:]]
    bounds = [*stops, _end_of_last(text, marks[-1].end(), end, style, has_stops=_have_stops(text, stops))]
    for mark, bound in zip(marks, bounds, strict=True):
        split = split_item(text, _skip(text, mark.end(), bound), bound)
        if split:
            item = EntrySpan(split, bound, mark.start(), mark[1], _value(mark[1]), style, "statute-item")
            yield from _split_terms(text, item)


def _split_terms(text: str, item: EntrySpan) -> Iterator[EntrySpan]:
    """Yields ``item`` and an entry for each further term that it defines: 渡口，是指…；渡区，是指…."""
    parts = [(item.start, item.split), *following_definitions(text, item.split, item.end, sentences=False)]
    stops = [*(start for start, _ in parts[1:]), item.end]
    for (start, split), stop in zip(parts, stops, strict=True):
        yield replace(item, split=split, start=start, end=_trim_end(text, split.definition_start, stop))


def _have_stops(text: str, ends: Sequence[int]) -> bool:
    """Whether the items end with a stop; prospectuses print none: 1、基金：指青禾基金."""
    last = [text[:end].rstrip(_ORNAMENTS + "\n")[-1:] for end in ends]
    return 2 * sum(character in _STOPS for character in last) >= len(last)


_STOPS = frozenset("。；;！")


def _end_of_last(text: str, start: int, end: int, style: str = "", *, has_stops: bool = True) -> int:
    """Returns where the last item ends: with its own line, its sub-items and the lines that finish its sentence."""
    lines = [line for line in _lines(text, start, end) if text[slice(*line)].strip()]
    stop = lines[0][1] if lines else end
    in_list = False
    for begin, following in lines[1:]:
        ended = text[start:stop].rstrip()[-1:] in "。！）)”" or not has_stops
        at = _skip(text, begin, following)
        if ended and not (_is_sub_item(text, at, following, style) and (in_list or _opens_list(text, at))):
            break
        in_list = in_list or ITEM_NUMBER.match(text, at, following) is not None
        stop = following
    return stop


def _opens_list(text: str, at: int) -> bool:
    """Whether the item at ``at`` has number one; another number is the next section: 3. 指明建築物."""
    number = ITEM_NUMBER.match(text, at)
    return number is not None and _value(next(group for group in number.groups() if group)) == 1


def _is_sub_item(text: str, start: int, end: int, style: str) -> bool:
    """Whether a line is an item within an item; 三、 below 1. is the next heading."""
    outer = style in _ARABIC_STYLES and _STYLES["hanzi"].match(text, start, end) is not None
    return not outer and ITEM_NUMBER.match(text, start, end) is not None


_ARABIC_STYLES = frozenset(("dot", "paren", "half", "circled"))


def _trim_end(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in "；;" or text[end - 1] in _ORNAMENTS):
        end -= 1
    return end


def _unnumbered(text: str, start: int, end: int) -> Iterator[EntrySpan]:
    """Yields items without numbers: a paragraph that defines its subject begins one, other paragraphs continue it."""
    lines = [(_skip(text, *line), line[1]) for line in _lines(text, start, end)]
    lines = [line for line in lines if line[0] < line[1]]
    heads = [(index, split) for index in range(len(lines)) if (split := _unnumbered_split(text, lines, index))]
    if not heads or heads[0][0]:
        return
    for (index, split), following in zip(heads, [*(at for at, _ in heads[1:]), None], strict=True):
        stop = lines[following - 1][1] if following else _end_of_last(text, lines[index][0], end)
        yield from _split_terms(text, EntrySpan(split, stop, lines[index][0], rule="statute-paragraph"))


def _unnumbered_split(text: str, lines: Sequence[tuple[int, int]], index: int) -> HeadSplit | None:
    start, end = lines[index]
    if ITEM_NUMBER.match(text, start, end) or (index and text[lines[index - 1][1] - 1] in "，、,："):
        return None
    split = split_item(text, start, end)
    if not split or split.separator == "comma" or split.head_end - split.head_start > MAX_SUBJECT_LENGTH:
        return None
    return split


_SO_CALLED = re.compile(
    r"[称稱](?<=所.)[的之]?(?P<head>[^。；;：:\n]{1,80}?)"
    rf"(?:[，,：:]?{alternation('definition_verbs', 'means')}|[，,]{alternation('definition_verbs', 'is')})"
)
# The provision that uses the term: 本条例, 前款, 第三十二条第一款; optional in a clause of its own.
_LEAD = re.compile(
    r"(?:(?:^|[，。；;：:\s）)])[^，。；;：:\n]{0,4}?)?(?:[本该該此前上]|第[^，。；;：:\n]{1,9}[条條款项項章节節])"
    r"[^，。；;：:\n]{0,24}$|(?:^|[，。；;：:\s）)])$"
)
_MAX_REFERENCE_LENGTH = 30
_WITHOUT_LEAD = re.compile(
    r"(?:^[ \t\u3000>*_-]*|(?<=。))(?P<head>[^，。；;：:\n]{2,30})[，,]"
    rf"(?P<verb>{alternation('definition_verbs', 'means')})",
    re.MULTILINE,
)
# 前款规定的重大事项，是指…, 本办法中的渡口是指…: these words refer to the provision too.
_WHERE = (
    r"(?:(?:[前上本][款条條项項]|(?:《[^》\n]{1,40}》|[^，。；：:\n]{0,20}?法)?第[^，。；：:\n]{1,9}[条條款项項])"
    r"[^，。；：:\n]{0,4}(?:规定|規定|所指|提及)的"
    r"|本[^，。；;：:\n的]{1,4}中的?)"
)
_REFERRED_TERM = re.compile(
    rf"(?<![^\s。；;，,：:）)]){_WHERE}(?P<head>[^，。；;：:\n]{{1,40}}?)[，,]?(?P<verb>是指|系指|係指)(?![导導挥揮])"
)
_STARTS_WHERE = re.compile(_WHERE)
# 第十五条　采购人是指…: the subject of an article, without a comma.
_SUBJECT_OF_ARTICLE = re.compile(
    rf"[{BLANKS}*]*(?P<head>[^，。；;：:、\n]{{2,20}}?)(?P<verb>是指|[系係]指)(?![导導挥揮])"
)
_IS_MEANT = re.compile("[是系係]指")
# 稱公文書者，謂公務員職務上製作之文書。
_CALLED_SO = re.compile(
    rf"^[ \t\u3000]*[称稱](?P<head>[^，。；：:\n]{{1,16}})者[，,](?P<verb>{alternation('definition_verbs', 'means')})",
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
    found = {split.head_start: split for split in _so_called_terms(text)}
    if has_articles(text):
        for split in (*_terms_without_lead(text), *_referred_terms(text), *_terms_with_verb(text)):
            found.setdefault(split.head_start, split)
    outside = [found[at] for at in sorted(found) if not any(s.span.start <= at < s.span.end for s in sections)]
    return tuple(_without_overlaps(text, outside))


def _so_called_terms(text: str) -> Iterator[HeadSplit]:
    if "所称" not in text and "所稱" not in text:
        return
    for count, found in enumerate(_SO_CALLED.finditer(text)):
        start = found.start("head")
        lead = text[max(0, found.start() - 1 - _MAX_REFERENCE_LENGTH) : found.start() - 1]
        if count >= _MAX_DEFINITIONS or not _LEAD.search(lead):
            continue
        split = split_item(text, start, _sentence_end(text, start))
        if split and split.separator == "verb" and split.head_end > split.head_start:
            yield split


def _referred_terms(text: str) -> Iterator[HeadSplit]:
    for found in islice(_REFERRED_TERM.finditer(text), _MAX_DEFINITIONS):
        yield HeadSplit(*found.span("head"), found.start("verb"), "verb", 3.0)


_CALLED = re.compile("[称稱].+者")


def _terms_with_verb(text: str) -> Iterator[HeadSplit]:
    """Yields the subjects of articles that 是指 follows at once, and what is called so: 稱公務員者，謂…."""
    starts = [article.end() for article in islice(ARTICLE.finditer(text), _MAX_DEFINITIONS)]
    lines = (text.rfind("\n", 0, verb.start()) + 1 for verb in islice(_IS_MEANT.finditer(text), _MAX_DEFINITIONS))
    starts += [line for line in lines if not ARTICLE.match(text, line)]
    for start in starts:
        found = _SUBJECT_OF_ARTICLE.match(text, start)
        if (
            found
            and not ITEM_NUMBER.match(found["head"])
            and is_name(found["head"])
            and not _STARTS_WHERE.match(found["head"])
        ):
            yield HeadSplit(*found.span("head"), found.start("verb"), "verb", 3.0)
    if "稱" in text or "称" in text:
        for found in islice(_CALLED_SO.finditer(text), _MAX_DEFINITIONS):
            yield HeadSplit(*found.span("head"), found.start("verb"), "verb", 3.0)


def _terms_without_lead(text: str) -> Iterator[HeadSplit]:
    for count, found in enumerate(_WITHOUT_LEAD.finditer(text)):
        article = ARTICLE.match(text, found.start())
        start = article.end() if article else found.start("head")
        start += len(text[start : found.end("head")]) - len(text[start : found.end("head")].lstrip())
        head = text[start : found.end("head")]
        led = "所称" in head or "所稱" in head or _STARTS_WHERE.match(head) or _CALLED.fullmatch(head)
        if count >= _MAX_DEFINITIONS or ITEM_NUMBER.match(head) or led or not is_name(head):
            continue
        yield HeadSplit(start, found.end("head"), found.start("verb"), "verb", 3.0)


def _sentence_end(text: str, start: int) -> int:
    at = text.find("。", start, start + _MAX_LENGTH)
    line = text.find("\n", start, start + _MAX_LENGTH)
    return at + 1 if at >= 0 else line if line >= 0 else min(len(text), start + _MAX_LENGTH)


# 係指左列各款以外之給與。, and the list below
_LISTED_BELOW = re.compile("[左下]列|以下")
_NEXT_ITEM = re.compile(rf"[ \t\u3000]*\n[{BLANKS}]*(?:{ITEM_NUMBER.pattern})")
_STOP = re.compile(r"。|[：:][ \t\u3000]*\n|；(?=[^。；\n]{0,24}所[称稱])|\n[ \t\u3000]*\n")


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


def _without_overlaps(text: str, splits: Sequence[HeadSplit]) -> Iterator[InlineDefinition]:
    at = 0
    for split in splits:
        end = _definition_end(text, split.definition_start)
        if split.head_start >= at and split.definition_start < end:
            yield _gloss(text, split, end)
            at = end


def _gloss(text: str, split: HeadSplit, end: int) -> InlineDefinition:
    head_span, span = Span(split.head_start, split.head_end), Span(split.definition_start, end)
    head = clean_headword(head_span.of(text))
    groups, status = find_members(head, span.of(text))
    core = without_quotes(head)
    article = article_at(text, split.head_start)
    return InlineDefinition(head, core, span.of(text), head_span, span, groups, status, "statutory", article=article)

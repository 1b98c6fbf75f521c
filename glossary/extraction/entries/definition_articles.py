"""Finds the articles of definitions in laws. Pure.

本条例下列用语的含义：（一）X，是指…, 本辦法用詞，定義如下：一、X：指…: a lead sentence announces a list. The items
follow in one of several layouts: numbered in any style, quoted, or plain paragraphs. The list ends with the article, or
at a paragraph that states a rule.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from glossary.chinese.numerals import ONE_TO_HUNDRED, value_of
from glossary.chinese.word_lists import alternation, in_both_scripts, load_words, spaced
from glossary.extraction.entries.definition_sentences import MAX_SUBJECT_LENGTH, following_definitions, split_item
from glossary.extraction.entries.entry_spans import EntrySpan
from glossary.extraction.entries.enumerators import value_of_sign
from glossary.extraction.entries.head_split import HeadSplit
from glossary.extraction.entries.headings import glossary_heading
from glossary.extraction.law_articles import ARTICLE, BLANKS, LEAD_IN, NUMBER, article_at

_ORNAMENTS = f"{BLANKS}>*_•·—-"  # the rest of Markdown bullets, quotes and bold print before a line
_PART = re.compile(
    rf"[{BLANKS}]*#|{LEAD_IN}第[{BLANKS}]*{NUMBER}[{BLANKS}]*{alternation('heading_words', 'division')}(?:[{BLANKS}]|$)"
    rf"|{LEAD_IN}{spaced('lead_words', 'annex', blanks=f'[{BLANKS}]')}[{BLANKS}：:0-9一二三]*$"
)
_WHAT, _MEANING, _SCOPE = (alternation("lead_words", role) for role in ("what", "meaning", "scope"))
# Every such word has two characters; the class of the second, and of what opens the alternatives, lets the engine skip
# quickly.
_LAST_OF_WHAT = "".join(
    sorted({in_both_scripts(word.word[1]) for word in load_words("lead_words") if "what" in word.roles})
)
_ANNOUNCES = re.compile(
    rf"[下本除{_LAST_OF_WHAT}](?:(?<={_WHAT})(?:[^。；;：:\n]{{0,24}}?{_MEANING}[^。；;：:\n]{{0,6}}(?:[：:]|。?[{BLANKS}]*(?:\n|$))"
    r"|(?P<bare>[：:])(?=[^，,：:\n]{0,12}[\n（(]))"
    # 著作权法中下列作品的含义：, for words the law does not call words
    rf"|(?<=下)列[^。；;：:，,\n]{{1,12}}?{_MEANING}[^。；;：:\n]{{0,6}}(?:[：:]|。?[{BLANKS}]*(?:\n|$))"
    # 本细则中：, 在本規例中——, 就本公约而言：, without a word for words
    rf"|(?<=本)(?P<among>[^。；;：:，,\n]{{1,6}}{alternation('lead_words', 'within')}[，,]?"
    rf"(?:[：:]|[ \u3000]?[—－─-]{{1,2}}))(?=[{BLANKS}]*\n)"
    # 在本條例中，除文意另有所指外——, in the laws of Hong Kong
    r"|(?<=除)[^。；;：:，,\n]{1,8}另有[^。；;：:，,\n]{1,4}外[，,]?[ \u3000]?[—－─:：-]{1,2}"
    r"(?:[ \u3000]*[（(][^（）()\n]{1,40}[）)])?(?=\s*\n))"  # (由2031年第5號第3條修訂)
)
_SCOPED = re.compile(_SCOPE)
# 本规定所称企业名称是指：… defines one term by a list; only 下列用语是指：… announces several terms.
_MEANS_AT_END = re.compile(rf"(?:{alternation('definition_verbs', 'means-in-law')}|指的是)[^。；;：:]{{0,4}}[：:]?$")
_LISTED = re.compile(alternation("lead_words", "several"))
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
        if entry_spans and (not (lead["bare"] or lead["among"]) or _define(text, entry_spans)):
            yield DefinitionArticle(start, start + len(sentence), end, article_at(text, lead.end()), entry_spans)
            at = entry_spans[-1].end


_DEFINES = re.compile(rf"[，,]?(?:{alternation('definition_verbs', 'means')}|{alternation('definition_verbs', 'is')})")


def _define(text: str, items: Sequence[EntrySpan]) -> bool:
    """Whether items that no word for meaning announces are definitions: by verbs, or by colons and some verbs."""
    if any(item.split.separator not in _DEFINING for item in items):
        return False
    return all(item.split.separator == "verb" for item in items) or any(
        _DEFINES.match(text, item.split.definition_start) for item in items
    )


_DEFINING = frozenset(("verb", "colon"))


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
    """Returns where the next paragraph of an article begins, if the lead is in a numbered one: (1), then (2).

    The number may be on the line above, with a title: 2. 釋義.
    """
    begin = text.rfind("\n", 0, start) + 1
    own = ITEM_NUMBER.match(text, start) if start == _skip(text, begin, start) else None
    start = own.end() if own else start
    title = _NUMBERED_TITLE.search(text, max(0, begin - _MAX_TITLE_LENGTH), begin)
    if title:
        end = _next_number(text, title.start("number"), title.end("number"), lead_end, end)
    return _next_number(text, begin, start, lead_end, end)


def _next_number(text: str, begin: int, start: int, lead_end: int, end: int) -> int:
    """Returns where the line begins whose number follows the one between ``begin`` and ``start``; else ``end``."""
    for pattern in _STYLES.values():
        number = pattern.match(text, _skip(text, begin, start), start)
        if number and not text[number.end() : start].strip(_ORNAMENTS):
            lines = _lines(text, lead_end, end)
            marks = ((line[0], pattern.match(text, _skip(text, *line), line[1])) for line in lines)
            return next((at for at, mark in marks if mark and _value(mark[1]) == _value(number[1]) + 1), end)
    return end


_NUMBERED_TITLE = re.compile(r"(?:^|\n)[ \t\u3000*#]*(?P<number>\d{1,3} ?[.．、])[^。；：:，,\n]{1,24}\s*\Z")
_MAX_TITLE_LENGTH = 60
_LINE = re.compile(r"[^\n]+")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (line.span() for line in _LINE.finditer(text, start, end))


# Styles of item numbers. A style is used if its first number opens the list.
_STYLES = {
    "hanzi_paren": re.compile(rf"[（(] ?([{ONE_TO_HUNDRED}]{{1,4}}) ?[）)][、．.]?"),
    "hanzi": re.compile(rf"([{ONE_TO_HUNDRED}]{{1,4}})(?:[、．.]|[ \u3000]+(?=\S))"),
    "dot": re.compile(r"(\d{1,3}) ?[.．、](?!\d)"),
    "paren": re.compile(r"[（(](\d{1,3})[）)][、．.]?"),
    "half": re.compile(r"(\d{1,3})[)）]"),
    "circled": re.compile(r"([①-⑳])"),
    "letter": re.compile(r"[（(]([a-z])[）)][、．.]?"),
    "letter_dot": re.compile(r"([A-Za-z])[．.、](?![A-Za-z])"),
}
_LIST_STYLES = {**_STYLES, "decimal": re.compile(r"\d{1,2}[.．](?:\d{1,2}[.．])?(\d{1,3})(?![\d.．%％])")}
"""Also 1.1, which opens a list only if nothing else does: a line may begin with 1.5亿元."""
ITEM_NUMBER = re.compile("|".join(style.pattern for style in _STYLES.values()))
"""Any item number: （一）, 一、, 1., （1）, 1), ①."""
_MAX_GAP = 8
# An item begins a line, or follows one of these.
_BEFORE_ITEM = frozenset("：:；;。\n")


def _items(text: str, start: int, end: int) -> Iterator[EntrySpan]:
    content = _skip(text, start, end)
    for style, pattern in _LIST_STYLES.items():
        mark = pattern.match(text, content, end)
        if mark and _value(mark[1]) == 1:
            return _numbered(text, style, content, end)
    return _unnumbered(text, content, end)


def _skip(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isspace() or text[at] in _ORNAMENTS):
        at += 1
    return at


def _value(printed: str) -> int:
    if "a" <= printed.lower() <= "z":
        return ord(printed.lower()) - ord("a") + 1
    return int(printed) if printed.isdecimal() else value_of_sign(printed) or value_of(printed) or 0


def _numbered(text: str, style: str, start: int, end: int) -> Iterator[EntrySpan]:
    marks: list[re.Match[str]] = []
    value = 0
    for mark in _LIST_STYLES[style].finditer(text, start, end):
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
        yield item._replace(split=split, start=start, end=_trim_end(text, split.definition_start, stop))


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

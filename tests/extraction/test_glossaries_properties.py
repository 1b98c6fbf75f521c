"""Laws that hold for every text: no exception, spans in order and within the text, definitions as printed."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.offsets import NormalizedView, normalize_line
from glossary.extraction.entries.find_entries import find_glossaries

WORDS = """名词解释 附件2 注释： 解释： 报告原文： ** 1. 2． 3、 （4） [5] ① ⑩ 11 〔12〕 [^1]: 【 】 “ ” ‘
《 》 （ ( ： : 。 —— ——2 是指 即 指 一是 四上 三区三线 （P3） 各位代表 奋斗！ 民生实事 \\ <!-- <b> x 𠮷 一、"""
PIECES = [*WORDS.split(), "\n", "\n\n", " ", "\u3000", "— 3 —", "\u200b", "\r", "\x00", "\n— 3 —\n"]
glossary_like = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=60).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    glossary_like.map(lambda text: "名词解释\n" + text)
    | glossary_like.map(lambda text: "推进三微①、四上[5]。\n①三微" + text + "\n[5]四上" + text)
    | glossary_like
)
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    """Entries do not overlap, follow one another, and lie in the section they name."""
    found = find_glossaries(text)
    at = 0
    for entry in found.entries:
        assert at <= entry.head_span.start < entry.head_span.end <= entry.span.start < entry.span.end <= len(text)
        at = entry.span.end
        section = found.sections[entry.section]
        assert section.span.start <= entry.head_span.start
        assert entry.span.end <= section.span.end


@settings(max_examples=400, deadline=None)
@given(glossary_like.map(lambda text: "名词解释\n1.三微：" + text))
def test_a_definition_is_what_is_printed_at_its_span(text: str) -> None:
    """The characters of a definition are within its span, in order; emphasis and page numbers may stand between."""
    printed = "名词解释\n1.三微：" + text
    for entry in find_glossaries(printed).entries:
        seen = NormalizedView(entry.span.of(printed)).text
        at = 0
        for character in entry.definition.replace("\n", ""):
            at = seen.find(character, at) + 1
            assert at > 0


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join))
def test_every_seen_character_leads_back_to_itself(text: str) -> None:
    """A view drops characters and replaces look-alikes; its positions lead to the characters of the source."""
    view = NormalizedView(text)
    assert all(NormalizedView(text[view.origin(at)]).text in {character, ""} for at, character in enumerate(view.text))
    origins = [view.origin(at) for at in range(len(view.text))]
    assert origins == sorted(set(origins))


@given(st.text(max_size=60))
def test_a_folded_line_holds_no_white_space(line: str) -> None:
    """Letter-spaced and plain headings fold to the same form."""
    assert not re.search(r"[ \t\n\u3000]", normalize_line(line))

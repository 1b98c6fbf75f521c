"""What find_diagnostics reports of a document as a whole; the codes are explained in docs/findings.md."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.extraction.diagnostics import find_diagnostics, find_text_corruption, find_unbalanced_quotes
from glossary.extraction.entries.section_checks import coverage_diagnostics
from glossary.extraction.extract import extract
from glossary.model import Document, Entry, Extraction, Group, MembersStatus, Metadata, Section, Span

REPORT = "政府工作报告\n——2023年2月9日在云河市第六届人民代表大会第三次会议上\n各位代表：\n我代表市人民政府报告工作。\n"


def codes(text: str, extraction: Extraction | None = None) -> list[str]:
    return [finding.code for finding in find_diagnostics(text, extraction or extract(text))]


def test_conflicting_members_give_a_finding_with_both_counts() -> None:
    group = Group(3, "微", ("甲", "乙", "丙", "丁"), MembersStatus.CONFLICTING)
    entry = Entry(
        "三微", "甲、乙、丙、丁。", Span(0, 2), Span(3, 11), groups=(group,), status=MembersStatus.CONFLICTING
    )
    (finding,) = (
        one for one in find_diagnostics("三微：甲、乙、丙、丁。", Extraction(entries=(entry,))) if one.code == "W210"
    )
    assert finding.span == Span(0, 2)
    assert "3" in finding.message
    assert "4" in finding.message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("推进“三微”改造。", []),
        ("推进三 微改造。", []),
        ("推进改造。", ["W211"]),
    ],
)
def test_head_that_the_text_never_uses(body: str, expected: list[str]) -> None:
    """Quotes and blanks aside; only where there is a text next to the glossary."""
    text = body + "全市上下团结奋斗。" * 300
    glossary = "\n名词解释\n三微：微创意。"
    at = len(text) + 6
    entry = Entry("三微", "微创意。", Span(at, at + 2), Span(at + 3, at + 7))
    section = Section(None, Span(len(text), len(text) + len(glossary)), "test")
    found = codes(text + glossary, Extraction(sections=(section,), entries=(entry,)))
    assert [code for code in found if code == "W211"] == expected


def test_glossary_alone_has_no_unused_heads() -> None:
    entry = Entry("三微", "微创意。", Span(5, 7), Span(8, 12))
    section = Section(None, Span(0, 12), "test")
    assert "W211" not in codes("名词解释\n三微：微创意。", Extraction(sections=(section,), entries=(entry,)))


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        ("推进“三微”改造。", []),
        ("推进“三微改造。\n再推进“三微”。", [2]),
        ("推进三微”改造。", [4]),
        ("『三微』與「三微」。", []),
        ("“三微‘甲’乙”", []),
        ("推进“三\n微”改造。", []),
        ("“放管服“改革", [4]),
    ],
)
def test_quotes_without_partner(text: str, lone: list[int]) -> None:
    """One a paragraph, at the quote; a short quotation that a wrapped line broke is whole."""
    assert [finding.span.start for finding in find_unbalanced_quotes(text) if finding.span] == lone


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("云河?云上谷建设", 1),
        ("怎样启航?什么才是关键?", 0),
        ("能不能有好收成？二是增长", 0),
        ("改革开放*推进", 1),
        ("生产**业和**业", 0),
        ("**一、回顾**\n* 第一项\n* 第二项", 0),
        ("生产**业\n", 1),
        ("加快\ufffd设", 1),
        ("“笆濉逼诩洹", 1),
        ("三\ue003微", 1),
        ("三\x7f微，两\x08山", 1),
        (r"\u4e09\u5fae，两\u5c71", 1),
        (r"C:\users\u123，\“三微\”", 0),
        ("三\t微\x0b两\x0c山\x85一核", 0),
    ],
)
def test_damaged_characters(text: str, places: int) -> None:
    """Bold print, questions and list marks are no damage."""
    assert len(list(find_text_corruption(text))) == places


@pytest.mark.parametrize("mark", ["\ue5e5", "\uf0b7", "\x7f", "\x08", "\x9d"])
def test_damaged_characters_are_in_no_term(mark: str) -> None:
    """What no reader sees is in no headword, definition, member or slogan, and is reported."""
    text = (
        f"青禾市政府工作报告\n\n各位代表：\n推进“两{mark}山”理念。推行“三{mark}长”（指田长、林{mark}长、河长）制。\n\n名词解释\n\n"
        f"1.三{mark}微：微创意、微{mark}配套、微改造。\n2.{mark}放管服：简政放权、放管结合、优化服务。\n"
    )
    found = extract(text)
    assert [(entry.head, entry.definition.replace("\u3000", "")) for entry in found.entries] == [
        ("三微", "微创意、微配套、微改造。"),
        ("放管服", "简政放权、放管结合、优化服务。"),
    ]
    assert {slogan.core for slogan in found.slogans} == {"两山", "三长", "三微"}
    assert not any(mark in gloss.head + gloss.definition for gloss in found.glosses)
    assert "W221" in {finding.code for finding in found.findings}


def test_report_without_end() -> None:
    assert "W222" in codes(REPORT + "一、2022年工作回顾\n工业增长8%。")
    assert "W222" not in codes(REPORT + "一、2022年工作回顾\n工业增长8%。\n让我们为美好明天而奋斗！")


def test_the_kind_of_document_is_recognized() -> None:
    assert "I302" in codes("各位代表：\n我代表市人民政府报告工作。让我们奋斗！")
    assert "I302" not in codes(REPORT)
    assert "I303" in codes(REPORT)
    feature = Extraction(document=Document(stated=Metadata(kind="news_feature")))
    assert "I301" in codes("云河日报 记者赵山", feature)


@given(st.text(st.sampled_from("“”「」*?？汉\n\ufffd\ue000。") | st.characters(), max_size=200))
def test_findings_about_any_text_are_at_places_in_it(text: str) -> None:
    for finding in find_diagnostics(text, Extraction()):
        assert finding.span is None or finding.span.end <= len(text)


def test_a_definition_of_odd_length_that_holds_entry_like_lines_is_doubtful() -> None:
    """W213: heads that the text uses, at the head of lines within one long definition."""
    body = "推进三微改造，培育四上企业，发展夜经济。\n"
    lost = "四上企业：规模以上的各类企业。\n夜经济：晚间的消费活动。\n"
    definition = "微创意、微配套、微改造。" * 80 + "\n" + lost
    text = body + "三微：" + definition
    start = len(body)
    entry = Entry("三微", definition, Span(start, start + 2), Span(start + 3, len(text)))
    section = Section(None, Span(start, len(text)), "heading")
    short = Entry("五小", "小水窖。", entry.head_span, Span(start + 3, start + 7))
    found = list(coverage_diagnostics(text, [section], [short, short, entry]))
    assert [(finding.code, finding.span) for finding in found] == [("W213", entry.head_span)]
    plain = Entry("三微", definition.replace("：", "，"), entry.head_span, entry.span)
    assert list(coverage_diagnostics(text, [section], [short, short, plain])) == []


def test_a_text_of_slogans_alone_is_searched_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """W223: each slogan takes memory; a document has far fewer marks, and a finding reports what is left out."""
    monkeypatch.setattr("glossary.extraction.slogans.find_slogans.MAX_MARKS", 20)
    text = "“四上”企业，" * 30
    found = extract(text, {})

    assert 5 < len(found.slogans) < 12
    (finding,) = [each for each in found.findings if each.code == "W223"]
    assert max(slogan.span.end for slogan in found.slogans) <= finding.span.start < len(text)


@pytest.mark.parametrize("text", ["“" * 500_000, "“的" * 250_000, "「』" * 250_000])
def test_a_text_of_quotation_marks_takes_little_memory(text: str) -> None:
    """Not eighty times its size, as a list of its marks does."""
    tracemalloc.start()
    try:
        findings = list(find_unbalanced_quotes(text))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert findings
    assert peak < 16 * 2**20

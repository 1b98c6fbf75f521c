"""Statutory definitions in running text: their heads, where they end, their article."""

import pytest

from glossary.extraction.entries.statutes import find_statutory_definitions
from glossary.extraction.extract import extract

ARTICLES = "第一条　为了加强渡口管理，制定本条例。\n\n第二条　本条例适用于本市。\n\n第三条　市政府负责渡口管理。\n\n"


def pairs(text: str) -> list[tuple[str, str]]:
    """Heads and definitions."""
    return [(gloss.head, gloss.definition) for gloss in find_statutory_definitions(text)]


@pytest.mark.parametrize(
    "text",
    [
        "第四条　本条例所称渡口，是指渡船停靠的场所。",
        "第四条　本条例所称的渡口是指渡船停靠的场所。",
        "渡口应当设置标志。前款所称渡口，是指渡船停靠的场所。渡口不得占用。",
        "第四条第二款所称渡口，是指渡船停靠的场所。",
        "本规定第四条所称渡口，是指渡船停靠的场所。",
    ],
)
def test_the_words_that_lead_a_head_do_not_belong_to_it(text: str) -> None:
    """本条例所称 names the law that defines the term."""
    assert pairs(text) == [("渡口", "是指渡船停靠的场所。")]


def test_traditional_script_is_read_alike() -> None:
    """本條例所稱 and 係指; the list that a definition opens belongs to it."""
    text = (
        "第 4 條\n前項所稱差別待遇，係指雇主為下列事項之不利對待：\n一、招募。\n二、薪資。\n第 5 條\n雇主應依規定。\n"
    )
    assert pairs(text) == [("差別待遇", "係指雇主為下列事項之不利對待：\n一、招募。\n二、薪資。")]


def test_a_sentence_of_a_law_defines_without_a_lead() -> None:
    """发起设立，是指…, in a text with articles; the same sentence elsewhere may say anything."""
    sentence = "渡口可以联合经营。\n\n联合经营，是指两个以上渡口共用渡船。\n"
    assert pairs(ARTICLES + "第四条　" + sentence) == [("联合经营", "是指两个以上渡口共用渡船。")]
    assert pairs(sentence) == []


def test_each_sentence_and_clause_of_a_law_may_define() -> None:
    """渡船是指…。渡船员是指…；: the second definition is not a part of the first one."""
    sentence = "渡船是指运送旅客的船舶。船员是指操作渡船的人员；船东是指拥有渡船的人员。\n"
    assert pairs(ARTICLES + "第四条　" + sentence) == [
        ("渡船", "是指运送旅客的船舶。"),
        ("船员", "是指操作渡船的人员"),
        ("船东", "是指拥有渡船的人员。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "渡口应当安全。本条例所称载客\n渡船，是指运送旅客的船舶。",
        "渡口应当安全。本条例所\n称载客渡船，是指运送旅客的船舶。",
        "渡口应当安全。本条例所称载客渡船，\n是指运送旅客的船舶。",
        "渡口应当安全，并设置标志。载\n客渡船，是指运送旅客的船舶。",
    ],
)
def test_a_line_break_within_a_sentence_parts_nothing(sentence: str) -> None:
    """Texts of printed pages break their lines anywhere; the span of the head contains the break."""
    text = f"{ARTICLES}第四条　{sentence}\n\n第五条　自公布之日起施行。\n"
    (gloss,) = find_statutory_definitions(text)
    assert (gloss.head, gloss.definition) == ("载客渡船", "是指运送旅客的船舶。")
    assert gloss.head_span.of(text).replace("\n", "") == gloss.head
    assert gloss.span.of(text) == gloss.definition


def test_a_heading_does_not_go_on_in_the_next_line() -> None:
    """第四条【渡船的定义】 ends its line, and a short line may be a title."""
    text = f"{ARTICLES}第四条【渡船和其他船舶的定义】\n渡船，是指运送旅客的船舶。\n"
    assert pairs(text) == [("渡船", "是指运送旅客的船舶。")]


@pytest.mark.parametrize("head", ["数据", "自然渡口", "未登记渡船", "有限渡运公司", "对岸渡口", "拐卖渡船、船票"])
def test_a_term_may_begin_with_any_word(head: str) -> None:
    """In a bulletin 自… and 数据 open remarks; in a law they may be terms."""
    assert pairs(f"{ARTICLES}第四条　{head}，是指渡口。") == [(head, "是指渡口。")]


@pytest.mark.parametrize(
    "sentence",
    [
        "调解书经签收后，即发生法律效力。",
        "渡口经营者，指使部属违章的，处以罚款。",
        "凡违反规定的，是指渡口。",
        "有关“三日”的规定是指工作日。",
    ],
)
def test_what_happens_at_once_is_no_definition(sentence: str) -> None:
    """即 means at once in a sentence without 所称; 指使 is a verb of its own."""
    assert pairs(f"{ARTICLES}第四条　{sentence}") == []


def test_a_paragraph_of_a_law_may_open_with_its_subject() -> None:
    """渡口是指…, without a comma, in a later paragraph of an article; an item of a list is none."""
    definition = "渡口是指渡船停靠的场所。\n"
    assert pairs(ARTICLES + "第四条　渡口由县政府管理。\n　　" + definition) == [("渡口", "是指渡船停靠的场所。")]
    assert pairs(ARTICLES + "第四条　下列事项由县政府管理：\n（一）" + definition) == []


@pytest.mark.parametrize(
    "text",
    [
        "第四条　本条例所称渡口的管理由市政府负责。",
        "第四条　市政府指定渡口。本条例所称渡口指定由市政府办理。",
        "他所称渡口的事情，大家都指责。",
    ],
)
def test_sentences_that_do_not_define_are_not_definitions(text: str) -> None:
    """指定 and 指责 are other words, and a rule about a term does not define it."""
    assert pairs(text) == []


def test_each_definition_names_its_article_and_entries_do_too() -> None:
    """What an article of definitions explains is an entry and no inline definition."""
    text = (
        ARTICLES + "第四条　本条例所称渡口，是指渡船停靠的场所。\n\n第五条　本条例下列用语的含义：\n"
        "（一）渡船，是指往返于渡口的船舶。\n（二）渡工，是指驾驶渡船的人员。\n\n第六条　本条例自2020年1月1日起施行。\n"
    )
    found = extract(text)
    assert [(entry.head, entry.article) for entry in found.entries] == [("渡船", "第五条"), ("渡工", "第五条")]
    assert [(gloss.head, gloss.article) for gloss in found.glosses] == [("渡口", "第四条")]


@pytest.mark.parametrize(
    "sentence",
    [
        "前款规定的渡口，是指渡船停靠的场所。",
        "第二条第一款所指的渡口，是指渡船停靠的场所。",
        "本条例中的渡口是指渡船停靠的场所。",
    ],
)
def test_in_a_law_other_words_refer_to_the_provision_of_a_term(sentence: str) -> None:
    """规定的 and 中的 lead a head as 所称 does."""
    assert pairs(f"{ARTICLES}第四条　{sentence}\n") == [("渡口", "是指渡船停靠的场所。")]


def test_several_terms_that_are_defined_respectively_are_separated() -> None:
    """A和B，分别是指P和Q defines two terms; parts that do not agree in number stay together."""
    text = "第四条　本条例所称渡船和渡口，分别是指运送旅客的船舶和与其配套的停靠场所。"
    assert pairs(text) == [("渡船", "运送旅客的船舶"), ("渡口", "与其配套的停靠场所")]
    together = "第四条　本条例所称渡船、渡口，分别是指甲类、乙类、丙类设施。"
    assert [head for head, _ in pairs(together)] == ["渡船、渡口"]


def test_a_law_of_taiwan_refers_to_its_law_with_suoding() -> None:
    """本法第十一條第二項所定重大事件，指…: the rules of a law define the terms of that law."""
    definition = "指有下列情形之一者：\n一、翻船。\n二、斷橋。"
    text = f"第 1 條\n一。\n第 2 條\n二。\n第 3 條\n本法第十一條第二項所定重大事件，{definition}\n"
    assert pairs(text) == [("重大事件", definition)]


def test_a_paragraph_that_refers_to_the_one_before_names_only_the_term() -> None:
    """前款所称经营者是指…, without a comma, in a paragraph of its own."""
    assert pairs(ARTICLES + "前款所称经营者是指从事渡运的单位。\n") == [("经营者", "是指从事渡运的单位。")]

"""What a source's extraction gives as evidence."""

from glossary.extraction.extract import extract
from glossary.model import Document, Extraction, Metadata, Slogan, Span
from glossary.senses.collect import collect_evidence


def _rows(*slogans: tuple[str, str]) -> list[tuple[str, str]]:
    """Core and written form of each mention in a text of these (surface, core)."""
    text, found = "", []
    for surface, core in slogans:
        text += "推进"
        found.append(Slogan(surface, core, Span(len(text), len(text) + len(surface)), quoted=True, rule="quoted"))
        text += surface + "。"
    rows, _ = collect_evidence("s0", text, Extraction(Document(Metadata(), Metadata()), slogans=tuple(found)))
    return [(row.core, row.head) for row in rows]


def test_note_marks_are_no_part_of_a_written_form() -> None:
    """〔13〕 leads to a note; what is printed around it is the form."""
    assert _rows(("“六暖〔13〕”", "六暖"), ("“五小[2]”水利", "五小"), ("“三暖①”", "三暖")) == [
        ("六暖", "“六暖”"),
        ("五小", "“五小”水利"),
        ("三暖", "“三暖”"),
    ]


def test_backslashes_of_escapes_are_no_part_of_a_written_form() -> None:
    """A converter to Markdown escapes quotation marks; the backslashes are neither term nor form."""
    text = r"青禾区落实\“三个明白\”要求，做好\“五水共治\”（治污水、防洪水、排涝水、保供水、抓节水）。"
    rows, _ = collect_evidence("s0", text, extract(text))
    assert [(row.core, row.head) for row in rows] == [
        ("三个明白", "“三个明白”"),
        ("五水共治", "“五水共治”"),
    ]


def test_a_slogan_of_two_clauses_is_one_term() -> None:
    """A label also demands 勇担当 six times; it is no term."""
    assert _rows(("六个争先锋、勇担当", "六个争先锋、勇担当")) == [("六个争先锋、勇担当", "六个争先锋、勇担当")]


def test_the_key_of_a_bare_count_has_its_noun() -> None:
    """十大 alone would gather whatever anyone has ten of."""
    assert _rows(("“十大”提升行动", "十大"), ("“四大”建设", "四大")) == [
        ("十大提升行动", "“十大”提升行动"),
        ("四大建设", "“四大”建设"),
    ]


def test_each_base_form_has_its_part_of_the_definition() -> None:
    """An entry that takes its cores one by one explains each with its own part, one that does not with the whole."""
    text = (
        "云溪县政府工作报告\n各位代表：推进“三暖”化“三渔”，做好“五稳”“五保”。\n\n名词解释\n"
        "1.“三暖”化“三渔”：（1）三暖：暖身、暖屋、暖心。（2）三渔：渔村、渔业、渔民。\n"
        "2.“五稳”“五保”：稳船、稳港、稳价、稳岗、稳民心，保水、保电、保路、保岸、保民生。\n"
        "3.“四上”企业：规模以上的企业。\n"
    )
    rows, _ = collect_evidence("s0", text, extract(text))
    actual = {row.core: row.definition for row in rows if row.kind == "entry"}
    assert (actual["三暖"], actual["三渔"]) == ("暖身、暖屋、暖心。", "渔村、渔业、渔民。")
    assert actual["五稳"] == actual["五保"] == "稳船、稳港、稳价、稳岗、稳民心，保水、保电、保路、保岸、保民生。"

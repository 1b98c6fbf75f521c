"""What a source's extraction gives as evidence."""

from glossary.merge.gather import gather
from glossary.model import Document, Extraction, Metadata, Slogan, Span


def _rows(*slogans: tuple[str, str]) -> list[tuple[str, str]]:
    """Core and written form of each mention in a text of these (surface, core)."""
    text, found = "", []
    for surface, core in slogans:
        text += "推进"
        found.append(Slogan(surface, core, Span(len(text), len(text) + len(surface)), quoted=True, rule="quoted"))
        text += surface + "。"
    rows, _ = gather("s0", text, Extraction(Document(Metadata(), Metadata()), slogans=tuple(found)))
    return [(row.core, row.head) for row in rows]


def test_note_marks_are_no_part_of_a_written_form() -> None:
    """〔13〕 leads to a note; what is printed around it is the form."""
    assert _rows(("“六暖〔13〕”", "六暖"), ("“五小[2]”水利", "五小"), ("“三暖①”", "三暖")) == [
        ("六暖", "“六暖”"),
        ("五小", "“五小”水利"),
        ("三暖", "“三暖”"),
    ]


def test_a_slogan_of_two_clauses_is_one_term() -> None:
    """勇担当 is what six times is asked for too, and no term."""
    assert _rows(("六个争先锋、勇担当", "六个争先锋、勇担当")) == [("六个争先锋、勇担当", "六个争先锋、勇担当")]


def test_a_bare_count_is_filed_with_its_noun() -> None:
    """十大 alone would gather whatever anyone has ten of."""
    assert _rows(("“十大”提升行动", "十大"), ("“四大”建设", "四大")) == [
        ("十大提升行动", "“十大”提升行动"),
        ("四大建设", "“四大”建设"),
    ]

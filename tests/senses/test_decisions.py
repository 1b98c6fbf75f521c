"""The editorial CSV: read whole or refused with line and column."""

import pytest

from glossary.errors import InvalidRowError
from glossary.export.overrides_csv import read_decisions

HEADER = "kind,form,other,reason\n"
PLACE, OTHER_PLACE = "s0123456789abcdef:10-50", "sfedcba9876543210:3-9"


def test_all_kinds_are_read() -> None:
    """Forms are folded to keys, places are kept as they are."""
    text = (
        f"{HEADER}same,“四廊五區”,四廊五区布局,one plan\nsame,{PLACE},{OTHER_PLACE},one programme\n"
        f"preferred,六暖,{PLACE},the official text\nrejected,三一大会战,,a company\n"
    )
    decisions = read_decisions(("\ufeff" + text).encode())

    assert [each.kind for each in decisions] == ["same", "same", "preferred", "rejected"]
    assert decisions[0].key == "四廊五区"
    assert decisions[1].key == PLACE


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
def test_what_spreadsheets_write_for_commas_is_read(separator: str) -> None:
    """In many countries a spreadsheet saves CSV with semicolons; the header line is decisive."""
    rows = ["kind,form,other,reason", 'same,三廊,三廊布局,"one plan, one place"', "rejected,三一大会战,,a company"]
    written = "\r\n".join(rows).replace(",", separator).replace(f"plan{separator}", "plan,")

    decisions = read_decisions(written.encode())

    assert [(each.kind, each.form, each.reason) for each in decisions] == [
        ("same", "三廊", "one plan, one place"),
        ("rejected", "三一大会战", "a company"),
    ]


@pytest.mark.parametrize(
    ("rows", "line", "column"),
    [
        ("samme,甲,乙,why\n", 2, "kind"),
        ("same,甲,,why\n", 2, "other"),
        ("same,“”,乙,why\n", 2, "form"),
        ("rejected,甲,,\n", 2, "reason"),
        ("same,三區,三区,why\n", 2, "other"),
        (f"same,{PLACE},乙,why\n", 2, "other"),
        (f"rejected,{PLACE},乙,why\n", 2, "other"),
        ("same,甲,乙,why\n\ndifferent,乙,甲,why\n", 4, "kind"),
        ("preferred,甲,乙,why\npreferred,甲,丙,why\n", 3, "form"),
        ("same,甲,乙\n", 2, "reason"),
        (f"same,{'甲' * 300},乙,why\n", 2, "form"),
        ('same,甲,"乙,why\n', 2, "kind"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(rows: str, line: int, column: str) -> None:
    """The first mistake refuses the whole file."""
    with pytest.raises(InvalidRowError) as refused:
        read_decisions((HEADER + rows).encode())

    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    "content", [b"", b"kind,form\n", b"kind,form,other,reason,colour\n", "种类\n".encode("gb18030")]
)
def test_another_header_is_refused(content: bytes) -> None:
    """Every column is needed, none is invented; the file is UTF-8."""
    with pytest.raises(InvalidRowError) as refused:
        read_decisions(content)

    assert refused.value.line == 1

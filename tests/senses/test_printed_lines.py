"""What is shown of the line of a finding."""

from hypothesis import given
from hypothesis import strategies as st

from glossary.store.read.reports import snippet


def test_a_short_line_is_shown_whole() -> None:
    """Nothing is cut where nothing is long."""
    assert snippet("　1.六暖：暖居等。", 3, 5) == "1.六暖：暖居等。"


def test_a_paragraph_is_cut_on_both_sides_of_the_place() -> None:
    """The place is in the middle of some eighty code points; … marks what is left out."""
    shown = snippet("前" * 300 + "六暖" + "后" * 300, 300, 302)

    assert shown == f"…{'前' * 39}六暖{'后' * 39}…"


@given(st.text(alphabet="甲乙丙 ", max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_never_more_than_eighty_code_points(line: str, start: int, length: int) -> None:
    """However long the line and the place are, and wherever the place begins."""
    shown = snippet(line, min(start, len(line)), start + length)

    assert len(shown) <= 82
    assert shown.strip("…") in line

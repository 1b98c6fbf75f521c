"""Numeral slogans in running text: laws that hold for any text; the cases are in tests/golden/slogans.jsonl."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.extract.slogans import find_slogans

ALPHABET = st.text(
    st.sampled_from(
        "一二三四五六七八九十两双多百千万第个大类项区线工程“”‘’「」『』\"'、，。；（）〔〕[]01239+＋Nn\n \u3000*"
    )
    | st.characters(),
    max_size=120,
)


@settings(max_examples=300)
@given(ALPHABET)
def test_slogans_lie_in_order_and_are_printed_where_they_say(text: str) -> None:
    """No exception for any text; spans in order, apart, and the surface is what stands there."""
    found = find_slogans(text)

    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(slogan.span.of(text) == slogan.surface and slogan.core for slogan in found)

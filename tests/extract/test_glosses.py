"""Explanations of slogans in running text: laws for any text; the cases are in tests/golden/glosses.jsonl."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.extract.glosses import find_glosses
from glossary.extract.slogans import find_slogans
from tests.extract.test_slogans import ALPHABET


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "“三区”",
                "三大工程",
                "“1+2”",
                "即",
                "（",
                "）",
                "：",
                "甲、乙、丙",
                "一是",
                "二是",
                "三是",
                "——",
                "\n",
                "，",
                "。",
                "以下统称",
            ]
        )
        | ALPHABET,
        max_size=30,
    ).map("".join)
)
def test_glosses_are_printed_where_they_say(text: str) -> None:
    """No exception for any text; head and definition are what stands at their spans."""
    for gloss in find_glosses(text, find_slogans(text)):
        assert gloss.span.of(text) == gloss.definition
        assert gloss.head_span.of(text) == gloss.head

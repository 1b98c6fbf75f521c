"""Links between articles: written into the stored JSON without parsing it."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from glossary.senses.article import find_term_id
from glossary.store.write.article_rows import link_body

TEXT = st.one_of(
    st.sampled_from(["三区", '"', "\\", '{"text":"三区","full_form":null,"term":null}', ',"near":[', "\n"]),
    st.text(st.characters(codec="utf-8"), max_size=4),
)
MEMBERS = st.lists(st.tuples(TEXT, st.none() | TEXT), max_size=4)


def _body(headword: str, members: list[tuple[str, str | None]], links: dict[str, str], near: list[Any]) -> bytes:
    """An article as it would be serialized with these links."""
    rows = [{"text": text, "full_form": full, "term": links.get(text)} for text, full in members]
    sense = {
        "definition": headword,
        "definitions": [{"text": headword, "head": headword}],
        "groups": [{"members": rows}],
    }
    return orjson.dumps({"headword": headword, "senses": [sense], "attestations": 3, "near": near})


@given(
    TEXT, MEMBERS, st.dictionaries(TEXT, TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=3),
    st.lists(st.fixed_dictionaries({"id": TEXT, "headword": TEXT}), max_size=2),
)  # fmt: skip
def test_links_are_those_of_a_parsed_article(
    headword: str, members: list[tuple[str, str | None]], old: dict[str, str], new: dict[str, str], near: list[Any]
) -> None:
    """Whatever the texts contain, whether or not the article was linked before; an article is not linked to itself."""
    key = "四上"
    before = _body(
        headword, members, {text: find_term_id(other) for text, other in old.items()}, [{"id": "t0"}] if old else []
    )
    links = {text: find_term_id(other) for text, other in new.items() if other and other != key}
    targets = {orjson.dumps(text): other for text, other in new.items()}

    assert link_body(before, key, targets, near) == _body(headword, members, links, near)

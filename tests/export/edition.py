"""An edition without a store: articles made by hand, hostile text included."""

from collections.abc import Iterator
from typing import Any

from glossary.chinese.pinyin import read

HOSTILE = '=HYPERLINK("http://x.example","三“区”,\n两线")\x00\x0b<b>&|'


def article(headword: str = "三区三线", definition: str = "指城镇空间等。", **changes: Any) -> dict[str, Any]:
    """An article with one sense and two groups, as docs/model.md describes it."""
    wording = {
        "text": definition, "head": headword, "source": "s1", "kind": "entry", "start": 5, "end": 9, "page": 3,
        "year": 2023, "issuer": "某县人民政府", "level": "county", "rule": "numbered-colon", "supports": ["s2"],
    }  # fmt: skip
    groups = [
        {"numeral": 3, "shared": "区", "members": [{"text": "甲区", "term": None}], "status": "partial"},
        {"numeral": 3, "shared": "线", "members": [{"text": "乙线", "term": "tb"}], "status": "complete"},
    ]
    sense = {
        "id": "ta.1", "definition": definition, "definitions": [wording], "groups": groups, "status": "primary",
        "qualifier": "", "tail": "工程", "years": {"first": 2023, "last": 2023}, "merged": [],
        "scope": {"level": "county", "region": "某县", "region_code": None, "issuer": "某县人民政府"},
    }  # fmt: skip
    reading = read(headword)
    made: dict[str, Any] = {
        "id": "ta", "headword": headword, "kind": "numeral_slogan", "shape": "NXNX", "numerals": [3, None],
        "pinyin": {name: getattr(reading, name) for name in ("marks", "numbers", "plain", "initials")},
        "explained": True, "variants": [], "senses": [sense], "attestations": 2, "sources": 1,
        "first": {"year": 2023, "source": "s1"}, "last": {"year": 2023, "source": "s1"}, "near": [],
    }  # fmt: skip
    return made | changes


class FakeEdition:
    """An edition of given articles and one source that uses the first of them once."""

    revision, converter = "abc123def456", "1.4.2"

    def __init__(self, *articles: dict[str, Any], origin: str = "https://x.example/a") -> None:
        """Keep the articles."""
        self._articles, self._origin = articles, origin

    def articles(self) -> Iterator[dict[str, Any]]:
        """The articles as given."""
        return iter(self._articles)

    def sources(self) -> Iterator[dict[str, Any]]:
        """One source."""
        names = ("title", "issuer", "publisher", "kind", "level", "province", "city", "county", "region_code", "date")
        source: dict[str, Any] = dict.fromkeys(names)
        yield source | {
            "id": "s1", "sha256": "00", "origin": self._origin, "year": 2023, "script": "zh-Hans", "length": 12,
            "url": None,
        }  # fmt: skip

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
        """One mention."""
        source = next(self.sources())
        row = {"term": "ta", "headword": "三区三线", "sense": "ta.1", "kind": "mention", "start": 4, "end": 8}
        yield source, "甲。守牢三区三线，好。乙", [row]

    def decisions(self) -> Iterator[dict[str, str]]:
        """One decision."""
        yield {"kind": "same", "form": "三区三线", "other": "三区叁线", "reason": "同一说法"}

    def totals(self) -> tuple[int, int]:
        """One source, and what the articles say."""
        return 1, sum(each["attestations"] for each in self._articles)

"""What every format is written from: one read of the dictionary, and how the edition calls itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from glossary.han.pinyin import Reading, read
from glossary.han.script import to_script

TRADITIONAL = ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK")

Article = dict[str, Any]
"""An article as docs/model.md describes it."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What an edition says of itself; a part of its bytes.

    Attributes:
        base_url: Where the API and its pages are reached, with a slash at the end; ids become links below it.
        title: What the dictionary is called; never with a date, because readers' tools know it by its title.
        license_url: The terms for the compilation. The wording itself is that of official documents.
    """

    base_url: str = "http://127.0.0.1:8000/"
    title: str = "政府工作报告词典"
    license_url: str = "https://creativecommons.org/licenses/by/4.0/"

    def term_url(self, term: str) -> str:
        """The page of an article."""
        return f"{self.base_url}terms/{term}"

    def source_url(self, source: str) -> str:
        """The page of a source."""
        return f"{self.base_url}sources/{source}"


class Edition(Protocol):
    """One consistent read of the dictionary; :class:`glossary.store.snapshot.Snapshot` is one.

    Attributes:
        revision: The revision of the data set, the same for the same sources.
        converter: Which script converter wrote the converted forms.
    """

    revision: str
    converter: str

    def articles(self) -> Iterator[Article]:
        """Every article, in the order of the term keys."""
        ...

    def sources(self) -> Iterator[dict[str, Any]]:
        """Every source without its text, in the order of the ids."""
        ...

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
        """Source by source: its row, its text, its attestations in printed order."""
        ...


def form_in(article: Article, script: str) -> str:
    """The headword in ``script``: as reports print it where one does, else converted.

    >>> form_in({"headword": "三区三线", "variants": []}, "zh-Hant")
    '三區三線'
    """
    attested = (
        variant["form"]
        for variant in article["variants"]
        if variant["script"] == script and variant["kind"] == "headword" and variant["origin"] == "attested"
    )
    return next(attested, None) or to_script(article["headword"], script)


@lru_cache(maxsize=1 << 16)
def reading_of(headword: str) -> Reading:
    """The pinyin of a headword; kept, because every format of an edition asks for it and it is the slowest to find."""
    return read(headword)


def members_of(sense: dict[str, Any]) -> list[str]:
    """The members of a sense in printed order, all groups one after the other."""
    return [member["text"] for group in sense["groups"] for member in group["members"]]

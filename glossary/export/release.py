"""Under which written forms a reader's tool must know an article, because it folds nothing itself.

What every format is written from: one read of the dictionary, and how the edition calls itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from glossary.chinese.normalize import QUOTES, digit_key
from glossary.chinese.numerals import Numeral, find_numerals, number_forms
from glossary.chinese.pinyin import Reading, read
from glossary.chinese.script import to_script

TRADITIONAL = ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK")

Article = dict[str, Any]
"""An article as docs/model.md describes it."""


@dataclass(frozen=True, slots=True)
class ExportMetadata:
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
    """One consistent read of the dictionary; :class:`glossary.store.read.snapshot.Snapshot` is one.

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
def pinyin_of(headword: str) -> Reading:
    """The pinyin of a headword; kept, because every format of an edition asks for it and it is the slowest to find."""
    return read(headword)


def members_of(sense: dict[str, Any]) -> list[str]:
    """The members of a sense in printed order, all groups one after the other."""
    return [member["text"] for group in sense["groups"] for member in group["members"]]


_NOT_SHOWN = {"damaged", "misspelling"}
_NO_DIGITS = {"双", "雙", "多"}
_BARE = str.maketrans(dict.fromkeys(QUOTES, ""))


def written_forms(article: Article) -> list[str]:
    """Every form under which a reader may meet the article, headword first; no damaged ones.

    The headword in all scripts and the printed variants. Each stands without its quotation marks, too, and with its
    numerals as digits; a form that is nothing but quoted (“两新”) stands without them alone.

    >>> written_forms({"headword": "三区三线", "variants": []})
    ['三区三线', '三區三線', '3区3线', '3區3線']
    """
    printed = [article["headword"], *(form_in(article, script) for script in TRADITIONAL)]
    printed += [variant["form"] for variant in article["variants"] if variant["kind"] not in _NOT_SHOWN]
    bare = list(dict.fromkeys(form.translate(_BARE) for form in printed))
    kept = [form.translate(_BARE) if _is_wholly_quoted(form) else form for form in printed]
    counted = [other for form in bare for other in numeral_variants(form)]
    return [form for form in dict.fromkeys([*kept, *bare, *counted]) if form]


def _is_wholly_quoted(form: str) -> bool:
    return form[:1] in QUOTES and form[-1:] in QUOTES and not set(form[1:-1]) & set(QUOTES)


def numeral_variants(form: str) -> list[str]:
    """``form`` with its counts as digits, and as characters; nothing where it counts nothing. 双 is never a digit.

    >>> [numeral_variants(form) for form in ("三区三线", "两个维护", "4个意识", "双碳")]
    [['3区3线'], ['2个维护'], ['四个意识'], []]
    """
    numerals = find_numerals(form)
    if {numeral.value for numeral in numerals} <= {1, None} or "+" in form:
        return []
    others = (_replaced(form, numerals, str), _replaced(form, numerals, spell_out_numerals))
    return [other for other in others if other != form and find_numerals(other)]


def _replaced(form: str, numerals: tuple[Numeral, ...], write: Callable[[int], str]) -> str:
    for numeral in reversed(numerals):
        printed = form[numeral.start : numeral.end]
        if numeral.value is not None and printed not in _NO_DIGITS:
            written = write(numeral.value) if printed.isdecimal() != (write is str) else printed
            form = form[: numeral.start] + written + form[numeral.end :]
    return form


def spell_out_numerals(value: int) -> str:
    """How a count is written before what it counts.

    >>> spell_out_numerals(2), spell_out_numerals(12), spell_out_numerals(100)
    ('两', '十二', '100')
    """
    return "两" if value == 2 else next((form for form in number_forms(value) if not form.isascii()), str(value))


def group_label(group: dict[str, object]) -> str:
    """What a group of members counts: ``三区``; empty where the article does not say.

    >>> group_label({"numeral": 3, "shared": "区"}), group_label({"numeral": None, "shared": ""})
    ('三区', '')
    """
    numeral = group["numeral"]
    return f"{spell_out_numerals(numeral) if isinstance(numeral, int) else ''}{group['shared'] or ''}"


def form_reading(article: Article, form: str) -> str:
    """The pinyin of one of :func:`written_forms`: of a longer form its own, of all others the headword's."""
    if digit_key(form) == digit_key(article["headword"]):
        return pinyin_of(article["headword"]).marks
    bare = form.translate(_BARE)
    worded = bare if "+" in bare else _replaced(bare, find_numerals(bare), spell_out_numerals)
    return pinyin_of(worded).marks

"""What every format is written from: one read of the dictionary, how the edition describes itself, written forms.

Pop-up readers normalize nothing, so they get every form under which a reader may find a term. Text is reduced to the
characters that XML and line formats can hold, and zip archives get the same bytes for the same contents.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from glossary.chinese.normalize import NO_QUOTES, QUOTES, digit_key
from glossary.chinese.numerals import Numeral, find_numerals, number_forms
from glossary.chinese.pinyin import read
from glossary.chinese.script import to_script
from glossary.model import MembersStatus, member_text, roll_up_statuses

TRADITIONAL = ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK")

Article = dict[str, Any]
"""An article as docs/model.md describes it."""


LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""The terms for the compilation. The wording itself is that of official documents."""


@dataclass(frozen=True, slots=True)
class ExportMetadata:
    """The metadata of an edition; a part of its bytes.

    Attributes:
        base_url: Where the API and its pages are reached, with a slash at the end; ids become links below it.
        title: What the dictionary is called; never with a date, because readers' tools know it by its title.
        license_url: The terms for the compilation. The wording itself is that of official documents.
    """

    base_url: str = "http://127.0.0.1:8000/"
    title: str = "政府工作报告词典"
    license_url: str = LICENSE_URL

    def term_url(self, term: str) -> str:
        """The page of an article."""
        return f"{self.base_url}terms/{term}"


class Edition(Protocol):
    """One consistent read of the dictionary; :class:`glossary.store.read.reader.Snapshot` is one.

    Attributes:
        revision: The revision of the data set, the same for the same sources.
        converter: Which script converter wrote the converted forms.
    """

    revision: str
    converter: str

    def articles(self) -> Iterator[Article]:
        """Every article, most used first."""
        ...

    def sources(self) -> Iterator[dict[str, Any]]:
        """Every source without its text, in the order of the ids."""
        ...

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[Any]]]:
        """Source by source: its row, its text, its attestations in printed order."""
        ...

    def decisions(self) -> Iterator[dict[str, str]]:
        """Every editorial decision: kind, form, other, reason."""
        ...

    def totals(self) -> tuple[int, int]:
        """The number of sources, and of the attestations of all articles."""
        ...


LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
"""Hosts that only the machine itself reaches: links to them in files are of no use to anyone else."""


def is_loopback(base_url: str) -> bool:
    """Whether an address leads to the machine that opens it.

    >>> is_loopback("http://127.0.0.1:8000/"), is_loopback("https://example.org/")
    (True, False)
    """
    return urlsplit(base_url).hostname in LOOPBACK


def source_address(source: Mapping[str, Any]) -> str | None:
    """Where a source can be read: the address that it was fetched from, else the one that its file names.

    >>> source_address({"origin": "a.md", "url": "https://example.org/1"}), source_address({"origin": "/srv/a.txt"})
    ('https://example.org/1', None)
    """
    for address in (source.get("origin"), source.get("url")):
        if address and address.startswith(("http://", "https://")):
            return str(address)
    return None


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
    return next(attested, None) or _converted(article["headword"], script)


@lru_cache(maxsize=1 << 12)
def _converted(headword: str, script: str) -> str:
    """Kept, because a dozen formats of one edition ask for the same."""
    return to_script(headword, script)


def members_of(sense: dict[str, Any]) -> list[str]:
    """The members of a sense in printed order, all groups one after the other."""
    return [member["text"] for group in sense["groups"] for member in group["members"]]


def labelled_groups(sense: Mapping[str, Any]) -> str:
    """The members of a sense in one line, group by group: ``三区：城镇空间、农业空间；三线：…``; empty without members.

    >>> labelled_groups({"groups": [{"numeral": 3, "shared": "区", "members": [{"text": "甲区"}, {"text": "乙区"}]}]})
    '三区：甲区、乙区'
    """
    groups = [group for group in sense["groups"] if group["members"]]
    return "；".join(f"{group_label(group)}：{'、'.join(map(member_text, group['members']))}" for group in groups)


def unnamed_groups(sense: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups with a member that the definition does not name: only they need a list of their own below it."""
    definition = sense["definition"] or ""
    groups: list[dict[str, Any]] = sense["groups"]
    return [group for group in groups if any(each["text"] not in definition for each in group["members"])]


def members_status(sense: Mapping[str, Any] | None) -> str | None:
    """Whether the members of a sense are all there: the roll-up of its groups; ``None`` where nothing is counted.

    One list that conflicts with its number makes the whole doubtful; some groups with members and some without are
    partial.

    >>> members_status({"groups": [{"status": "complete"}, {"status": "unknown"}]})
    'partial'
    """
    statuses = [MembersStatus(group["status"]) for group in sense["groups"]] if sense else []
    return roll_up_statuses(statuses).value if statuses else None


def issuer_and_year(wording: Mapping[str, Any]) -> str:
    """Returns issuer and year, as far as known: ``株洲市人民政府 2023``."""
    return " ".join(str(part) for part in (wording["issuer"], wording["year"]) if part)


def explained_by(sense: Mapping[str, Any]) -> str:
    """Returns whose words a sense is explained in: issuer and year of the wording shown, then how many others and when.

    >>> wording = {"issuer": "株洲市人民政府", "year": 2023}
    >>> explained_by({"definitions": [wording]})
    '株洲市人民政府 2023'
    >>> issuers = [{"issuer": "株洲市人民政府"}, {"issuer": "湖南省人民政府"}]
    >>> explained_by({"definitions": [wording], "issuers": issuers, "explained_years": {"first": 2019, "last": 2023}})
    '株洲市人民政府 2023；共2家解释，2019–2023年'
    """
    first = issuer_and_year(sense["definitions"][0])
    issuers, years = len(sense.get("issuers", ())), sense.get("explained_years") or {}
    span = "–".join(dict.fromkeys(str(year) for year in (years.get("first"), years.get("last")) if year))
    others = [f"共{issuers}家解释"] * (issuers > 1) + [f"{span}年"] * ("–" in span or (issuers > 1 and bool(span)))
    return "；".join(part for part in (first, "，".join(others)) if part)


def shown_definition(sense: Mapping[str, Any]) -> str:
    """Returns the definition for readers: without blank lines around it, which a span in a text may include."""
    return (sense["definition"] or "").strip()


_NOT_SHOWN = {"damaged", "misspelling"}
_NO_DIGITS = {"双", "雙", "多"}


def written_forms(article: Article, *, simplified_only: bool = False) -> list[str]:
    """Every form under which a reader may meet the article, headword first; no damaged ones.

    The headword in all scripts and the printed variants. Each also without its quotation marks, and with its
    numerals as digits; a form that is nothing but quoted (“两新”) only without them.

    Args:
        article: Whose.
        simplified_only: Leave out the traditional forms, printed or converted.

    >>> written_forms({"headword": "三区三线", "variants": []})
    ['三区三线', '三區三線', '3区3线', '3區3線']
    >>> written_forms({"headword": "三区三线", "variants": []}, simplified_only=True)
    ['三区三线', '3区3线']
    """
    scripts = () if simplified_only else TRADITIONAL
    printed = [article["headword"], *(form_in(article, script) for script in scripts)]
    printed += [
        variant["form"]
        for variant in article["variants"]
        if variant["kind"] not in _NOT_SHOWN and not (simplified_only and variant["script"] in TRADITIONAL)
    ]
    return list(_forms(tuple(printed)))


@lru_cache(maxsize=1 << 12)
def _forms(printed: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, because a dozen formats of one edition ask for the same."""
    bare = list(dict.fromkeys(form.translate(NO_QUOTES) for form in printed))
    kept = [form.translate(NO_QUOTES) if _is_wholly_quoted(form) else form for form in printed]
    counted = [other for form in bare for other in numeral_variants(form)]
    return tuple(form for form in dict.fromkeys([*kept, *bare, *counted]) if form)


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
    if form == article["headword"] or _is_same_word(form, article["headword"]):
        return str(article["pinyin"]["marks"])
    return _reading(form)


@lru_cache(maxsize=1 << 12)
def _is_same_word(form: str, headword: str) -> bool:
    return digit_key(form) == digit_key(headword)


@lru_cache(maxsize=1 << 12)
def _reading(form: str) -> str:
    bare = form.translate(NO_QUOTES)
    worded = bare if "+" in bare else _replaced(bare, find_numerals(bare), spell_out_numerals)
    return read(worded).marks


# XML 1.0, production [2] Char: no C0 controls but tab, newline, carriage return; no surrogates, no FFFE and FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile(f"[&<>]|{_FORBIDDEN.pattern}")


def element(name: str, content: str, **attributes: str) -> str:
    """``<name …>content</name>`` with ``content`` as text; ``xml_lang`` becomes ``xml:lang``.

    >>> element("term", "A&B", xml_lang="zh-Hans")
    '<term xml:lang="zh-Hans">A&amp;B</term>'
    """
    return f"{start_tag(name, **attributes)}{_escaped(content)}</{name}>"


def _escaped(text: str) -> str:
    return escape(xml_safe(text)) if _NOT_PLAIN.search(text) else text


@lru_cache(maxsize=1 << 10)
def start_tag(name: str, **attributes: str) -> str:
    """``<name …>`` with its attributes escaped."""
    given = "".join(f" {key.replace('_', ':', 1)}={quoteattr(xml_safe(value))}" for key, value in attributes.items())
    return f"<{name}{given}>"


def xml_safe(text: str) -> str:
    """``text`` with U+FFFD for each character that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def add_member(archive: zipfile.ZipFile, name: str, body: bytes | bytearray) -> None:
    """Add a file with a fixed date, fixed permissions and the best compression."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, body, compresslevel=9)

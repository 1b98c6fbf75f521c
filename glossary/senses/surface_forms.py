"""The written forms of an article: those printed by sources, and those converted to other scripts. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from glossary.chinese.normalize import NO_QUOTES, plain_form
from glossary.chinese.numerals import unify_twos
from glossary.chinese.script import CONFIGURATIONS, detect_script, to_script
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import wording_key

_MAX_SHOWN = 40
_MAX_CONVERTED = 4
_CONVERTED_KINDS = frozenset(("headword", "full_form"))
_BLANKS = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """One written form; ``sense`` is set if all sources that print it mean the same sense."""

    key: str
    form: str
    kind: str
    script: str
    origin: str
    count: int
    sense: str | None = None
    configuration: str | None = None
    is_shown: bool = True

    def record(self) -> dict[str, Any]:
        """Returns the form as it appears in the article."""
        return {
            "form": self.form,
            "script": self.script,
            "origin": self.origin,
            "kind": self.kind,
            "count": self.count,
            **({"configuration": self.configuration} if self.configuration else {}),
        }


@dataclass(slots=True)
class _Printed:
    """One printed form: its key, the key of its evidence, its places, and the senses of its key."""

    key: str
    key_of_form: str
    places: set[tuple[str, int]]
    senses: set[str | None]


def find_forms(
    key: str,
    headword: str,
    rows: Sequence[Evidence],
    senses: Mapping[Evidence, str | None],
    rejected: frozenset[str] = frozenset(),
) -> tuple[SurfaceForm, ...]:
    """Returns the forms of an article: the headword, printed forms (most frequent first), converted forms."""
    printed = _find_printed(rows, senses, rejected)
    forms = [_attested(key, headword, form, found) for form, found in printed.items()]
    if headword not in printed:
        forms.append(SurfaceForm(wording_key(headword), headword, "headword", "zh-Hans", "converted", 0, None, "t2s"))
    forms.sort(key=lambda each: (each.form != headword, -each.count, each.form))
    hidden = [replace(each, is_shown=False) for each in forms[_MAX_SHOWN:]]
    return (*forms[:_MAX_SHOWN], *hidden, *_converted(forms))


def _find_printed(
    rows: Sequence[Evidence], senses: Mapping[Evidence, str | None], rejected: frozenset[str]
) -> dict[str, _Printed]:
    printed: dict[str, _Printed] = {}
    meanings: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        for form, form_key in _printed_forms(row.core, row.head):
            if not form_key or form_key in rejected:
                continue
            meanings[form_key].add(senses.get(row))
            found = printed.setdefault(form, _Printed(form_key, row.core_key, set(), meanings[form_key]))
            found.places.add((row.facts.source, row.head_start))
    return printed


@lru_cache(maxsize=1 << 13)
def _printed_forms(core: str, head: str) -> tuple[tuple[str, str], ...]:
    """Returns the forms that a row of evidence prints, each with its key; many rows print the same."""
    forms = sorted({_tidy(core.translate(NO_QUOTES)), _tidy(head)})
    return tuple((form, wording_key(form)) for form in forms)


def _tidy(printed: str) -> str:
    """Normalizes a printed form and removes blanks of the layout; those between Latin words stay."""
    return " ".join(_BLANKS.sub("", plain_form(printed).strip()).split())


def _attested(key: str, headword: str, form: str, found: _Printed) -> SurfaceForm:
    senses = found.senses - {None} if found.key != key else set()
    sense = next(iter(senses)) if len(senses) == 1 else None
    kind = "headword" if form == headword else _kind(key, found)
    return SurfaceForm(found.key, form, kind, detect_script(form), "attested", len(found.places), sense)


def _kind(key: str, found: _Printed) -> str:
    if found.key == key:
        return "spelling"
    if found.key_of_form != key and found.key_of_form.startswith(key):
        return "full_form"
    if found.key_of_form != key:
        is_misspelt = len(found.key_of_form) == len(key) and _numerals(found.key_of_form) != _numerals(key)
        return "misspelling" if is_misspelt else "spelling"
    return "full_form" if len(found.key) > len(key) else "short_form"


def _numerals(key: str) -> str:
    return "".join(each for each in unify_twos(key) if each in "一三四五六七八九十两0123456789")


def _converted(forms: Sequence[SurfaceForm]) -> Iterator[SurfaceForm]:
    """Yields the headword and the most frequent full forms in the other scripts, unless a source prints them."""
    seen = {each.form for each in forms}
    full = {each.form.translate(NO_QUOTES): each for each in reversed(forms) if each.kind in _CONVERTED_KINDS}
    bases = sorted(full.items(), key=lambda pair: (pair[1].kind != "headword", -pair[1].count, pair[0]))
    for bare, base in bases[:_MAX_CONVERTED]:
        for script, configuration in CONFIGURATIONS.items():
            form = to_script(bare, script)
            if form != bare and form not in seen:
                seen.add(form)
                yield SurfaceForm(base.key, form, base.kind, script, "converted", 0, base.sense, configuration)

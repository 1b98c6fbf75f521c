"""The records of the lexicon download: what a client that matches locally gets for each term. Cut into shards.

Shards and forms are those of :mod:`.lexicon_download`, which also versions, compresses and caches them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import orjson

from glossary.annotation.patterns import Pattern
from glossary.chinese.script import CONFIGURATIONS, to_script
from glossary.lookup.annotation_index import AnnotationIndex, annotation_index
from glossary.lookup.results import convert_value, prefer_attested_headwords
from glossary.lookup.sense_choice import local_senses
from glossary.lookup.sense_context import view_article
from glossary.lookup.session import Session
from glossary.model import member_text
from glossary.store.read.reader import Reader

SHARDS = 256
FORMS = ("all", "folded")
"""``all`` scripts, for clients that do not normalize characters; ``folded`` forms only, for clients that do."""
Forms = Literal["all", "folded"]
_MAX_BRIEF_LENGTH = 120
"""Maximum code points of a definition in the lexicon; the article has the whole definition."""
_MAX_NEAR = 3
_MIN_RUN_LENGTH = 4
"""Minimum code points of a label that consists of several labels: 六稳六保."""
_MAX_SENSES = 12
_MAX_ISSUERS = 6
"""Maximum number of further governments that share a local meaning."""
_BATCH_SIZE = 500
"""How many terms are looked up in one SQL statement for their attested headwords."""


class LexiconVariant(NamedTuple):
    """A variant of the lexicon: its forms and the script of its texts."""

    forms: Forms = "all"
    script: str = "zh-Hans"

    @property
    def name(self) -> str:
        """The prefix of its versions."""
        return f"{self.forms}-{self.script}"


def make_shards(
    session: Session, reader: Reader, variants: Sequence[LexiconVariant], wanted: Collection[int] = range(SHARDS)
) -> list[list[bytes]]:
    """Returns, for each variant, the terms of the wanted shards as JSON; all variants are of one script."""
    index = annotation_index(session, reader)
    numbers, homes, records = _make_records(reader, wanted)
    for number, record in zip(numbers, records, strict=True):
        if index.is_general_run(reader, number):
            _make_general(record)
    records = _in_script(session, reader, records, variants[0].script)
    ids = [row[1] for row in reader.heads()]
    parts = [_explained_parts(index, reader, number, ids) for number in numbers]
    return [
        _share_out(zip(homes, _of_variant(variant, index, numbers, records, parts), strict=True), wanted)
        for variant in variants
    ]


def _make_records(reader: Reader, wanted: Collection[int]) -> tuple[list[int], list[int], list[dict[str, Any]]]:
    """Returns the number of each term in the wanted shards, the number of its shard, and its record."""
    near: dict[str, list[list[str]]] = defaultdict(list)
    for own, other, headword in reader.similar_pairs():
        if len(near[own]) < _MAX_NEAR:
            near[own].append([other, headword])
    numbers, homes, records = [], [], []
    for number, (key, article) in enumerate(reader.articles()):
        home = hashlib.sha256(key.encode()).digest()[0]
        if home in wanted:
            numbers.append(number)
            homes.append(home)
            records.append(_term_record(orjson.loads(article), near))
    return numbers, homes, records


def _of_variant(
    variant: LexiconVariant,
    index: AnnotationIndex,
    numbers: Sequence[int],
    records: Sequence[dict[str, Any]],
    parts: Sequence[list[list[str]]],
) -> Iterator[dict[str, Any]]:
    """Yields the records as a variant has them, with its forms."""
    forms = (_all_forms if variant.forms == "all" else _folded_forms)(index.lexicon.patterns)
    for number, record, part in zip(numbers, records, parts, strict=True):
        own = sorted((form, trim, sense) for form, (trim, sense) in forms[number].items())
        yield {**record, "forms": own, "parts": part} if part else {**record, "forms": own}


def _share_out(records: Iterable[tuple[int, dict[str, Any]]], wanted: Collection[int]) -> list[bytes]:
    shards: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for home, record in records:
        shards[home].append(record)
    return [orjson.dumps(shards[at]) for at in wanted]


def _explained_parts(index: AnnotationIndex, reader: Reader, number: int, ids: Sequence[str]) -> list[list[str]]:
    """Returns the explained parts of an unexplained label, each with the id of its term."""
    headword = index.lexicon.heads[number].headword
    parts = index.explained_parts(reader, number) if len(headword) >= _MIN_RUN_LENGTH else []
    return [[headword[start:end], ids[term]] for start, end, term in parts]


def _term_record(article: dict[str, Any], near: Mapping[str, list[list[str]]]) -> dict[str, Any]:
    """Returns the record of a term in the lexicon, without what would be empty: most terms have no explanation.

    Args:
        article: The article of the term in zh-Hans.
        near: Ids and headwords of similar terms, by id.
    """
    view = view_article(article)
    local = local_senses(view)
    senses = [_sense_record(sense, is_local=sense["id"] in local) for sense in article["senses"][:_MAX_SENSES]]
    record = {"id": article["id"], "headword": article["headword"]}
    if local and view.is_counted:
        record["counted"] = True
    pinyin = article["pinyin"]["marks"] if "pinyin" in article else ""
    record["pinyin"] = pinyin if pinyin != article["headword"] else ""
    return _without_empty({**record, "senses": senses, "near": near.get(article["id"])})


def _make_general(record: dict[str, Any]) -> None:
    """Removes from a record what limits its senses to their governments."""
    record.pop("counted", None)
    for sense in record.get("senses", ()):
        sense.pop("local", None)
        sense.pop("others", None)


def _without_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}


def _sense_record(sense: dict[str, Any], *, is_local: bool) -> dict[str, Any]:
    definition, years = sense["definition"], sense.get("explained_years") or sense["years"]
    if years.get("first") is None:
        years = sense["years"]
    brief = definition if len(definition) <= _MAX_BRIEF_LENGTH else definition[: _MAX_BRIEF_LENGTH - 1] + "…"
    record: dict[str, Any] = {
        "issuer": next(iter(_issuers(sense)), ""),
        "years": [years["first"], years["last"]] if years.get("first") is not None else None,
        "groups": [
            [group["numeral"], group["shared"], [*map(member_text, group["members"])]]
            for group in sense["groups"]
            if group["members"]
        ],
    }
    if is_local:
        record |= {"local": True, "others": _issuers(sense)[1 : _MAX_ISSUERS + 1]}
    return {"id": sense["id"], "brief": brief, **_without_empty(record)}


def _issuers(sense: dict[str, Any]) -> list[str]:
    """Returns the issuers of the explanation, that of the wording shown first; empty if no source names one."""
    holders = [*sense.get("definitions", ())[:1], sense["scope"], *sense.get("issuers", ())]
    return list(dict.fromkeys(name for one in holders if (name := one.get("issuer") or one.get("region"))))


def _in_script(session: Session, reader: Reader, records: list[dict[str, Any]], script: str) -> list[dict[str, Any]]:
    """Converts the texts of the records to a script."""
    if not records or (script == "zh-Hans" and not session.is_mixed):
        return records
    if session.is_mixed:
        converted = [convert_value(record, script) for record in records]
    else:
        # Converted in one call, because the conversion keeps JSON intact and calls for each term are slow.
        joined = b"\n".join(map(orjson.dumps, records)).decode()
        converted = [orjson.loads(line) for line in to_script(joined, script).split("\n")]
    if script != "zh-Hans":
        for start in range(0, len(converted), _BATCH_SIZE):
            prefer_attested_headwords(converted[start : start + _BATCH_SIZE], script, reader.attested_forms)
    return converted


FormsOfTerm = dict[str, tuple[int, str | None]]
"""Form → (code points to trim at both ends, id of the sense that the form implies)."""


def _folded_forms(patterns: Sequence[Pattern]) -> dict[int, FormsOfTerm]:
    """Returns the normalized forms of each term."""
    forms: dict[int, FormsOfTerm] = defaultdict(dict)
    for pattern in patterns:
        forms[pattern.term][pattern.folded] = (pattern.trim, pattern.sense)
    return forms


def _all_forms(patterns: Sequence[Pattern]) -> dict[int, FormsOfTerm]:
    """Returns the forms of each term in all scripts; an attested form wins over a converted one."""
    forms = _folded_forms(patterns)
    folded = [pattern.folded for pattern in patterns]
    # Converted in one call: three calls instead of three hundred thousand. No phrase crosses a line end.
    for script in CONFIGURATIONS if folded else ():
        spelled = to_script("\n".join(folded), script, quotes=False).split("\n")
        for form, pattern in zip(spelled, patterns, strict=True):
            forms[pattern.term].setdefault(form, (pattern.trim, pattern.sense))
    return forms

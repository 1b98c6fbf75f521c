"""Which sense of a term a text of a certain year and place means, and why. Pure."""

from typing import Any, NamedTuple

from glossary.chinese.regions import full_names


class Context(NamedTuple):
    """What is known of the text that is read.

    Attributes:
        year: When it was written.
        region: Where: a GB/T 2260 code (``4302``, ``430202``) or a name (``株洲``, ``株洲市``, ``湖南省株洲市荷塘区``).
    """

    year: int | None = None
    region: str | None = None


class Choice(NamedTuple):
    """A sense (an element of the article's ``senses``) and the reason it was chosen."""

    sense: dict[str, Any] | None
    why: str


def choose(senses: list[dict[str, Any]], form_sense: str | None, context: Context) -> Choice:
    """The sense to show first.

    In order: the sense that the form itself names; the only one; of those whose place fits the text's the most local;
    of these the one whose years hold the text's year, else the nearest; else the article's first.

    >>> national = {"id": "a", "scope": {"level": "national"}, "years": {"first": 2019, "last": 2021}}
    >>> local = {"id": "b", "scope": {"level": "county", "region": "甲市乙区"}, "years": {"first": 2023, "last": 2023}}
    >>> choose([national, local], None, Context(region="甲市乙区")).why
    'place: 甲市乙区'
    """
    if form_sense is not None:
        named = next((sense for sense in senses if sense["id"] == form_sense), None)
        if named:
            return Choice(named, "form: this written form has one meaning")
    if not senses:
        return Choice(None, "no source explains it")
    if len(senses) == 1:
        return Choice(senses[0], "only: there is one meaning")
    fitting, reasons = _by_place(senses, context.region)
    fitting, year_reason = _by_year(fitting, context.year)
    reasons += year_reason
    return Choice(fitting[0], "; ".join(reasons) or f"first: of {len(senses)} meanings the most widely used")


def _by_place(senses: list[dict[str, Any]], region: str | None) -> tuple[list[dict[str, Any]], list[str]]:
    if not region:
        return senses, []
    scored = [(_closeness(sense["scope"], region), sense) for sense in senses]
    best = max(score for score, _ in scored)
    if best == 0:
        return senses, []
    fitting = [sense for score, sense in scored if score == best]
    scope = fitting[0]["scope"]
    return fitting, [f"place: {scope.get('region') or scope.get('region_code') or 'national'}"]


def _closeness(scope: dict[str, Any], region: str) -> int:
    """How well a scope fits a place: 0 not at all, 1 national, 2 a part of it; then those that hold it, the deeper."""
    if scope.get("level") == "national":
        return 1
    asked = full_names(region)
    said = [full_names(each) for each in (scope.get("region"), scope.get("region_code")) if each]
    return max((_overlap(name, place) for names in said for name in names for place in asked), default=0)


def _overlap(scope: str, place: str) -> int:
    if scope in place:
        return 2 + len(scope)
    return 2 if place in scope else 0


def _by_year(senses: list[dict[str, Any]], year: int | None) -> tuple[list[dict[str, Any]], list[str]]:
    if year is None or len(senses) == 1:
        return senses, []
    distances = [(_distance(sense["years"], year), sense) for sense in senses]
    known = [distance for distance, _ in distances if distance is not None]
    if not known:
        return senses, []
    nearest = min(known)
    fitting = [sense for distance, sense in distances if distance == nearest]
    years = fitting[0]["years"]
    if len(fitting) == len(senses):
        return senses, []
    how = "within" if nearest == 0 else "nearest to"
    return fitting, [f"year: {year} is {how} {years['first']}–{years['last']}"]


def _distance(years: dict[str, Any], year: int) -> int | None:
    first, last = years.get("first"), years.get("last")
    return None if first is None or last is None else max(int(first) - year, year - int(last), 0)

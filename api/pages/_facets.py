"""The filters of the search page as links that put one on or take it off, each with the rows it would leave."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from api.pages._rendering import FILTERS, name_value

FEW = 8
"""Values of a facet that stand there at once; the others open."""


class Choice(NamedTuple):
    """One value of a facet.

    Attributes:
        label: As readers call it.
        rows: How many rows have it.
        link: This page with the value chosen, or without it where it is chosen.
        is_chosen: Whether it is.
    """

    label: str
    rows: int
    link: str
    is_chosen: bool


class Facet(NamedTuple):
    """A filter with its values: those to show at once, and the rest."""

    name: str
    label: str
    first: list[Choice]
    rest: list[Choice]


def list_facets(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, str], choose: Callable[..., str]
) -> list[Facet]:
    """The facets that have values, in the order of ``FILTERS``; years and numerals go by size, all else by frequency.

    Args:
        counts: ``Page.facets``.
        chosen: The filters of this page, as text.
        choose: Gives the address of this page with other filters; an empty one takes it off.
    """
    facets = []
    for name, label in FILTERS.items():
        rows = [
            Choice(name_value(name, value), count, choose(**{name: "" if is_on else value}), is_on)
            for value, count in _ordered(name, counts.get(name, {}))
            for is_on in [chosen.get(name) == value]
        ]
        if rows:
            facets.append(Facet(name, label, rows[:FEW], rows[FEW:]))
    return facets


def list_chosen(chosen: Mapping[str, str], choose: Callable[..., str]) -> list[dict[str, Any]]:
    """The filters that are on, each with the page without it."""
    return [
        {
            "name": name,
            "raw": chosen[name],
            "label": FILTERS[name],
            "value": name_value(name, chosen[name]),
            "link": choose(**{name: ""}),
        }
        for name in FILTERS
        if name in chosen
    ]


def _ordered(name: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    if name == "number":
        return sorted(counts.items(), key=lambda pair: (pair[0] == "0", int(pair[0])))
    return list(counts.items())

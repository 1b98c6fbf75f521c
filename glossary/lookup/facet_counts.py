"""How many of any set of terms have each value of each facet.

A set of terms is one long integer with a bit a term, and so is each value of each facet: counting is an AND and a count
of bits, 10 µs for 100,000 terms, however many of them a question finds. The integers are made once a revision.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from glossary.store.search import queries

FACETS = ("kind", "explained", "number", "shape", "level", "year", "region")
"""What a page counts its rows by; each is the filter of that name."""
MAX_VALUES = 20


class FacetCounts:
    """The terms of one revision by facet and value.

    Attributes:
        values: Facet → value → the terms that have it.
        everything: All terms.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        told = queries.term_facets(connection)
        self._bits = {row: bit for bit, (row, *_) in enumerate(told)}
        self.everything = (1 << len(told)) - 1
        bits: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in FACETS}
        for bit, (_, kind, explained, shape, numerals) in enumerate(told):
            bits["kind"][kind].append(bit)
            bits["explained"]["true" if explained else "false"].append(bit)
            if shape:
                bits["shape"][shape].append(bit)
            for number in set(filter(None, numerals.split(","))):
                bits["number"]["0" if number == "X" else number].append(bit)
        for province, row in queries.province_facets(connection):
            bits["region"][province].append(self._bits[row])
        self._uses = self._used_together(connection)
        self.values = {
            name: {value: _integer(found, len(told)) for value, found in values.items()}
            for name, values in bits.items()
        } | {"level": self._levels(None), "year": self._years(None)}

    def _used_together(self, connection: sqlite3.Connection) -> dict[tuple[str | None, int | None], int]:
        """The terms that sources of one level and one year use, by both."""
        bits: dict[tuple[str | None, int | None], list[int]] = defaultdict(list)
        for level, year, row in queries.level_year_facets(connection):
            bits[level, year].append(self._bits[row])
        return {both: _integer(found, len(self._bits)) for both, found in bits.items()}

    def _levels(self, year: int | None) -> dict[str, int]:
        """Level → the terms that sources of that level use, in that year if one is given."""
        found: dict[str, int] = defaultdict(int)
        for (level, used), terms in self._uses.items():
            if level is not None and year in (None, used):
                found[level] |= terms
        return found

    def _years(self, level: str | None) -> dict[str, int]:
        """Year → the terms that sources of that year use, at that level if one is given."""
        found: dict[str, int] = defaultdict(int)
        for (used, year), terms in self._uses.items():
            if year is not None and level in (None, used):
                found[str(year)] |= terms
        return found

    def terms(self, rows: Iterable[int]) -> int:
        """The terms of rows of the search index."""
        bits = self._bits
        return _integer((bits[row] for row in rows), len(bits))

    def facets(self, terms: int, level: str | None = None, year: int | None = None) -> dict[str, dict[str, int]]:
        """For each facet its most frequent values among ``terms``, at most 20, the most frequent first.

        Args:
            terms: What a question found.
            level: The level that was asked for: one source must have it and the year, so years are counted within it.
            year: The year that was asked for; likewise.
        """
        together: dict[str, dict[str, int]] = {}
        if level is not None:
            together["year"] = self._years(level)
        if year is not None:
            together["level"] = self._levels(year)
        return {name: self._counted(together.get(name, values), terms) for name, values in self.values.items()}

    @staticmethod
    def _counted(values: dict[str, int], terms: int) -> dict[str, int]:
        counts = ((value, (having & terms).bit_count()) for value, having in values.items())
        most = sorted((-count, value) for value, count in counts if count)[:MAX_VALUES]
        return {value: -count for count, value in most}


def _integer(bits: Iterable[int], length: int) -> int:
    """The integer with these bits; a shift for each would copy it as often."""
    packed = bytearray(length // 8 + 1)
    for bit in bits:
        packed[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(packed, "little")

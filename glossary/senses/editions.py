"""One formula, two meanings in time: 四个全面 had another first member before October 2020. Pure.

Two lists that differ in one member are one meaning to the match rules, and mostly they are: two wordings of it. They
are two editions where one list follows the other in time, every member but one is the same word for word, and the one
that was exchanged is another.
"""

from collections.abc import Iterator, Sequence

from glossary.model import MembersStatus
from glossary.senses.clusters import Cluster
from glossary.senses.evidence import Evidence
from glossary.senses.overrides import Overrides
from glossary.senses.similarity import fold, share_characters

_FEWEST_MEMBERS = 3
_FEWEST_SOURCES = 3
"""Sources of both editions together."""
_SHARE_OF_LISTS = 0.75
"""Share of all lists that the two editions must make up: a formula is quoted word for word, a description is not."""
_SAME_MEMBER = 0.8
"""Share of characters from which an exchanged member is the same in other words."""

Members = tuple[str, ...]


def split_editions(clusters: Sequence[Cluster], pins: Overrides) -> list[Cluster]:
    """The clusters, each formula that changed with time as two: its newer edition, then its older one.

    Args:
        clusters: Of one article, mentions included.
        pins: A curator's word that two wordings are the same keeps a cluster whole.
    """
    return [edition for cluster in clusters for edition in _split(cluster, pins)]


def _split(cluster: Cluster, pins: Overrides) -> Iterator[Cluster]:
    if any(pair <= {fold(row.definition or "") for row in cluster.explanations} for pair in pins.same):
        yield cluster
        return
    lists: dict[Members, list[Evidence]] = {}
    for row in cluster.explanations:
        if row.status is MembersStatus.COMPLETE and len(row.members) >= _FEWEST_MEMBERS:
            lists.setdefault(tuple(map(fold, row.members)), []).append(row)
    listed = sum(map(len, lists.values()))
    for old, new in _pairs(lists):
        border = _first_year(lists[new])
        if border and (len(lists[old]) + len(lists[new])) >= _SHARE_OF_LISTS * listed:
            yield from _parted(cluster, lists[new], border)
            return
    yield cluster


def _pairs(lists: dict[Members, list[Evidence]]) -> Iterator[tuple[Members, Members]]:
    """An older and a newer edition, the most explained ones first."""
    ordered = sorted(lists, key=lambda members: (-len(lists[members]), members))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            old, new = sorted((one, other), key=lambda members: _first_year(lists[members]) or 0)
            if _are_editions(old, new) and _follow(lists[old], lists[new]):
                yield old, new


def _are_editions(old: Members, new: Members) -> bool:
    """Whether two lists differ in one member at one place, and that one is not the same in other words."""
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(changed) == 1 and share_characters(*changed[0]) < _SAME_MEMBER


def _follow(old: Sequence[Evidence], new: Sequence[Evidence]) -> bool:
    """Whether the newer list was printed first when the older one was printed last, or later."""
    last = max((row.facts.year for row in old if row.facts.year), default=None)
    first = _first_year(new)
    sources = {row.facts.source for row in (*old, *new)}
    return last is not None and first is not None and last < first and len(sources) >= _FEWEST_SOURCES


def _first_year(rows: Sequence[Evidence]) -> int | None:
    return min((row.facts.year for row in rows if row.facts.year), default=None)


def _parted(cluster: Cluster, newest: Sequence[Evidence], border: int) -> Iterator[Cluster]:
    """The cluster as two: what is explained and used since the newer edition was printed, and before."""
    newer = [row for row in cluster.explanations if row in newest or (row.facts.year or 0) >= border]
    older = [row for row in cluster.explanations if row not in newer]
    for rows, is_new in ((newer, True), (older, False)):
        mentions = [row for row in cluster.mentions if ((row.facts.year or 0) >= border) is is_new]
        yield Cluster(rows, list(cluster.merged), mentions)

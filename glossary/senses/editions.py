"""Splits slogans whose members changed over time: 四个全面 had another first member before October 2020. Pure.

The same-sense rules merge two lists that differ in one member, and mostly they are two wordings of one sense. They are
two editions if one list follows the other in time, all members but one are equal word for word, and the member that
was exchanged is not a paraphrase.
"""

from collections.abc import Iterator, Sequence

from glossary.model import MembersStatus
from glossary.senses.clusters import Cluster
from glossary.senses.evidence import Evidence
from glossary.senses.overrides import Overrides
from glossary.senses.similarity import fold, share_characters

_MIN_MEMBERS = 3
_MIN_SOURCES = 3
"""Sources of both editions together."""
_MIN_SHARE_OF_LISTS = 0.75
"""Share of all lists that the two editions must make up: a slogan is quoted word for word, a description is not."""
_PARAPHRASE_SHARE = 0.8
"""Share of common characters from which an exchanged member counts as a paraphrase."""

Members = tuple[str, ...]


def split_editions(clusters: Sequence[Cluster], overrides: Overrides) -> list[Cluster]:
    """Returns the clusters with each slogan that changed over time split in two: the newer edition, then the older.

    Args:
        clusters: The clusters of one article, mentions included.
        overrides: Editorial decisions; a cluster is not split if an editor marked two of its wordings as the same.
    """
    return [edition for cluster in clusters for edition in _split(cluster, overrides)]


def _split(cluster: Cluster, overrides: Overrides) -> Iterator[Cluster]:
    if any(pair <= {fold(row.definition or "") for row in cluster.explanations} for pair in overrides.same):
        yield cluster
        return
    lists: dict[Members, list[Evidence]] = {}
    for row in cluster.explanations:
        if row.status is MembersStatus.COMPLETE and len(row.members) >= _MIN_MEMBERS:
            lists.setdefault(tuple(map(fold, row.members)), []).append(row)
    listed = sum(map(len, lists.values()))
    for old, new in _pairs(lists):
        border = _first_year(lists[new])
        if border and (len(lists[old]) + len(lists[new])) >= _MIN_SHARE_OF_LISTS * listed:
            yield from _split_at(cluster, lists[new], border)
            return
    yield cluster


def _pairs(lists: dict[Members, list[Evidence]]) -> Iterator[tuple[Members, Members]]:
    """Yields pairs of an older and a newer edition, the most explained ones first."""
    ordered = sorted(lists, key=lambda members: (-len(lists[members]), members))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            old, new = sorted((one, other), key=lambda members: _first_year(lists[members]) or 0)
            if _are_editions(old, new) and _follow(lists[old], lists[new]):
                yield old, new


def _are_editions(old: Members, new: Members) -> bool:
    """Whether two lists differ in one member at one position, and that member is not a paraphrase."""
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(changed) == 1 and share_characters(*changed[0]) < _PARAPHRASE_SHARE


def _follow(old: Sequence[Evidence], new: Sequence[Evidence]) -> bool:
    """Whether the newer list was first printed after the older one was last printed."""
    last = max((row.facts.year for row in old if row.facts.year), default=None)
    first = _first_year(new)
    sources = {row.facts.source for row in (*old, *new)}
    return last is not None and first is not None and last < first and len(sources) >= _MIN_SOURCES


def _first_year(rows: Sequence[Evidence]) -> int | None:
    return min((row.facts.year for row in rows if row.facts.year), default=None)


def _split_at(cluster: Cluster, newest: Sequence[Evidence], border: int) -> Iterator[Cluster]:
    """Splits the cluster: explanations and mentions since the newer edition was printed, and those before."""
    newer = [row for row in cluster.explanations if row in newest or (row.facts.year or 0) >= border]
    older = [row for row in cluster.explanations if row not in newer]
    for rows, others, is_new in ((newer, older, True), (older, newer, False)):
        mentions = [row for row in cluster.mentions if ((row.facts.year or 0) >= border) is is_new]
        rest = [row for row in cluster.mentions if row not in mentions]
        yield Cluster(rows, list(cluster.merged), mentions, [*others, *rest])

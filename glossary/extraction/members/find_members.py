"""The members that a definition enumerates for the numerals of its head. Pure.

The count of the head is the one hard condition. Every strategy proposes whole analyses, named features times the
weights of ``weights.json`` score them, and nothing is the answer where no analysis scores better: a wrong list is worse
than none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from glossary.chinese.headword import Counted
from glossary.extraction.members.groups import PARTIAL_STRATEGIES, Analysis, Reading, analysis_score, find_analyses
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition
from glossary.extraction.members.readings import read_head
from glossary.extraction.members.score_candidates import ScoredList, Weights, find_lists, load_weights
from glossary.model import Group, MembersStatus, roll_up_statuses

# 和其他改革 closes a list; 其他垃圾 is the fourth kind of 四分类, 其他需要特殊保护的功能区 is described.
_OTHER = re.compile("(?:其他|其它|若干|等等)(?!.*(?:垃圾|.的.))")


def find_members(
    head: str, definition: str, weights: Mapping[str, Weights] | None = None
) -> tuple[tuple[Group, ...], MembersStatus]:
    """The groups of ``head`` with the members that ``definition`` enumerates, and the count check over all.

    Args:
        head: As printed; its numerals say how many groups there are and how large each is.
        definition: As printed, in either script; only its first ``MAX_LENGTH`` code points are read.
        weights: Other weights than those of the package, for fitting.

    Returns:
        The groups in the order of the head, members as printed without line ends and emphasis marks, none where
        nothing convinces; and one status for all. A head that counts nothing has no groups and status ``unknown``.

    >>> groups, status = find_members("“五小”水利", "小水窖、小水池、小泵站、小塘坝、小水渠。")
    >>> groups[0].members, status.value
    (('小水窖', '小水池', '小泵站', '小塘坝', '小水渠'), 'complete')
    """
    weights = weights or load_weights()
    readings = read_head(head)
    if not readings:
        return (), MembersStatus.UNKNOWN
    normalized = normalize_definition(definition)
    counted, reading, analysis = choose(normalized, readings, weights)
    if analysis is None:
        if reading.kind != "as_parsed":
            return (), MembersStatus.UNKNOWN
        conflicting = _with_other_count(normalized, reading, weights)
        lists: Sequence[ScoredList | None] = (conflicting,) if conflicting else (None,) * len(counted)
    else:
        lists = analysis.lists
        if analysis.strategy == "one_for_both":
            (numeral, first), (_, second) = counted
            counted, lists = ((numeral, f"{first}{head_form(head, second)}"),), lists[:1]
    groups = tuple(
        _group(definition, numeral, shared, found.members if found else ())
        for (numeral, shared), found in zip(counted, lists, strict=True)
    )
    return groups, roll_up_statuses(group.status for group in groups)


def head_form(head: str, shared: str) -> str:
    """How a head prints its last group: 四定 of 四水四定."""
    bare = re.sub(r"[\s“”‘’「」『』\"]", "", head)
    at = bare.rfind(shared)
    return bare[at - 1 : at + len(shared)] if at > 0 else shared


def choose(
    definition: NormalizedDefinition,
    readings: Sequence[tuple[tuple[Counted, ...], Reading]],
    weights: Mapping[str, Weights],
) -> tuple[tuple[Counted, ...], Reading, Analysis | None]:
    """The reading and the analysis with the best score; no analysis where nothing is better."""
    best: tuple[float, tuple[Counted, ...], Reading, Analysis | None] = (0.0, *readings[0], None)
    partly = best
    for counted, reading in readings:
        bias = weights["groups"].get(f"reading_{reading.kind}", 0.0)
        for analysis in find_analyses(definition, (0, len(definition.text)), reading, weights):
            if analysis.strategy in PARTIAL_STRATEGIES:
                clear = min(found.score for found in analysis.lists if found)
                partly = (clear, counted, reading, analysis) if clear > max(partly[0], LEAST_OF_PART) else partly
                continue
            value = analysis_score(definition.text, reading, analysis, weights) + bias
            best = (value, counted, reading, analysis) if value > best[0] else best
    return best[1:] if best[3] else partly[1:]


LEAST_OF_PART = 1.5
"""What the list of an explained group must score where another group is only named."""
MAX_COUNTED = 12
CONFLICT_THRESHOLD = 3.0
"""What a list with another count than the head's must score."""


def _with_other_count(
    definition: NormalizedDefinition, reading: Reading, weights: Mapping[str, Weights]
) -> ScoredList | None:
    """A list that clearly answers the head and has another number of members: 四上 explained with six kinds."""
    group = reading.groups[0]
    if len(reading.groups) != 1 or not group or not 2 < group.count <= MAX_COUNTED:
        return None
    best: ScoredList | None = None
    stretch = definition.strip(0, len(definition.text))
    for other in {*range(max(group.count - 2, 3), 2 * group.count + 1)} - {group.count}:
        expected = replace(group, count=other)
        for found in find_lists(definition, stretch, [expected], weights=weights)[:1]:
            clear = found.score >= CONFLICT_THRESHOLD
            whole = found.bounded is not None and "whole_run" in found.bounded.row.kinds
            between = definition.text[found.members[0][1] : found.members[-1][0]]
            if clear and whole and not {",", ";"} & set(between) and (best is None or found.score > best.score):
                best = found
    return best


def _group(definition: str, numeral: int | None, shared: str, pieces: Sequence[Piece]) -> Group:
    members = tuple(re.sub(r"\s*\n\s*|\*\*", "", definition[slice(*piece)]) for piece in pieces)
    known = tuple(member for member in members if not _OTHER.match(member))
    if known and len(known) < len(members):
        return Group(numeral, shared, known, MembersStatus.PARTIAL)
    counted = len("".join(known)) if shared.startswith("字") else len(known)
    return Group(numeral, shared, known, _status(numeral, counted))


def _status(numeral: int | None, found: int) -> MembersStatus:
    if numeral is None:
        return MembersStatus.OPEN
    if not found:
        return MembersStatus.UNKNOWN
    return MembersStatus.COMPLETE if found == numeral else MembersStatus.CONFLICTING

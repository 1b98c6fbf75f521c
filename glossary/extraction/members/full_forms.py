"""Members with the part that is said once for all: 农业、生态、城镇空间 are 农业空间、生态空间、城镇空间. Pure."""

from collections.abc import Sequence

from glossary.extraction.members.normalized_definition import Piece
from glossary.extraction.members.score_candidates import ScoredList
from glossary.extraction.members.words import load_words

MAX_SHARED = 6
"""Code points of what members share."""
_NOTHING: Piece = (0, 0)


def find_full_forms(text: str, found: ScoredList) -> tuple[tuple[Piece, ...], ...]:
    """The full form of each member as the pieces to join, none where every member is printed whole.

    A class noun behind the last member belongs to all of them (农业、生态、城镇空间), and so does a word before the
    first that says of whom they are (农村垃圾、污水、厕所革命). What is no noun (融合, 联动, 一体) belongs to none.

    Args:
        text: The normalized definition.
        found: The list.
    """
    if len(found.members) < 2 or not found.bounded:
        return ()
    prefix = _said_before(text, found)
    suffix, last = _said_behind(text, found.members)
    if prefix == suffix == _NOTHING:
        return ()
    return tuple((prefix, member, suffix) for member in (*found.members[:-1], last))


def _said_before(text: str, found: ScoredList) -> Piece:
    """What stands between the beginning of the row and its first member, where it says of whom all members are."""
    bounded = found.bounded
    kind = bounded.lefts[0].kind if bounded else ""
    if not bounded or kind not in {"scope", "modifier"}:
        return _NOTHING
    start, begin = bounded.row.pieces[0][0], found.members[0][0]
    is_scope = kind == "modifier" or text[start:begin] in load_words("scope")
    return (start, begin) if is_scope and begin - start <= MAX_SHARED else _NOTHING


def _said_behind(text: str, members: Sequence[Piece]) -> tuple[Piece, Piece]:
    """The class noun that all members share, and the last member without it."""
    nouns = load_words("class_noun")
    texts = [text[slice(*member)] for member in members]
    start, stop = members[-1]
    size = next((size for size in range(MAX_SHARED, 1, -1) if text[stop : stop + size] in nouns), 0)
    if size and _are_without_noun(text[stop : stop + size], texts):
        return (stop, stop + size), members[-1]
    length = stop - start
    size = next((size for size in range(min(MAX_SHARED, length - 1), 1, -1) if text[stop - size : stop] in nouns), 0)
    lengths = [len(each) for each in texts[:-1]]
    is_alike = min(lengths) <= 2 * (length - size) and length - size <= 1.5 * sum(lengths) / len(lengths) + 1
    if size and is_alike and _are_without_noun(text[stop - size : stop], texts[:-1]):
        return (stop - size, stop), (start, stop - size)
    return _NOTHING, members[-1]


def _are_without_noun(noun: str, members: Sequence[str]) -> bool:
    """Whether the members may bear the noun: none does, and none ends in another class noun."""
    nouns = load_words("class_noun")
    ends = (member[-size:] for member in members for size in range(2, min(5, len(member))))
    return not any(noun in member for member in members) and nouns.isdisjoint(ends)

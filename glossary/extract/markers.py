"""Where the notes of a section are marked in the running text: [1], ①, 〔1〕, [^1]. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from glossary.extract.drafts import Draft
from glossary.extract.numbering import value_of_sign

Stretch = tuple[int, int]

MARKER_STYLES = ("circled", "square", "caret")
# The leading class lets the engine skip what is no marker.
_MARKER = re.compile(
    r"[①-⑳㉑-㉟㊱-㊿\[［〔﹝](?:"
    r"(?P<circled>(?<=[①-⑳㉑-㉟㊱-㊿]))"
    r"|(?<=\[)\^(?P<caret>\d{1,3})\](?!:)"
    r"|(?<=[\[［〔﹝])(?P<square>\d{1,3})[\]］〕﹞])"
)
# A list in a sentence (包括：①…；②…) stands behind punctuation, a note's marker behind the words it explains.
_LIST_LEAD = frozenset("：:；;，,、\n \t\u3000")
_ENOUGH = 0.6


def find_markers(text: str, start: int, end: int) -> dict[str, dict[int, list[Stretch]]]:
    """What may mark a note between ``start`` and ``end``: by style, then by number, in printed order."""
    found: dict[str, dict[int, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for marker in _MARKER.finditer(text, start, end):
        if not marker.start() or text[marker.start() - 1] in _LIST_LEAD:
            continue
        style = str(marker.lastgroup)
        value = value_of_sign(marker[0]) if style == "circled" else int(marker[style])
        found[style][value].append(marker.span())
    return found


def bind_markers(drafts: Sequence[Draft], markers: Mapping[str, Mapping[int, Sequence[Stretch]]]) -> list[Draft]:
    """``drafts`` with their markers.

    The style of the section's own numbers goes first; another style counts where it marks most of the entries.
    """
    values = {draft.value for draft in drafts if draft.value}
    own = next((draft.style for draft in drafts if draft.value), "")
    for style in sorted(markers, key=lambda name: name != own):
        if values and len(values & markers[style].keys()) >= _ENOUGH * len(values):
            return [replace(draft, markers=tuple(markers[style].get(draft.value, ()))) for draft in drafts]
    return list(drafts)

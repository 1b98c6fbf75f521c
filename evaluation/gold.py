"""Hand-made gold from any kind of file: what a careful reader finds in a text.

In marked texts, the annotations are in the text itself, so that offsets cannot go out of date. ``⟦x …⟧`` annotates a
range with the tag ``x``; marks nest. ``⟦i2 …⟧`` is an item of the second group, and ``⟦e label|…⟧`` has a label.
evaluation/README.md describes the tags.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Ignored if found: doubtful cases, plan periods (十四五) and ordinary abbreviations (两会).
_NEUTRAL_CLASSES = {"period", "abbr", "tolerated"}

_TOKEN = re.compile(r"⟦([a-z])(\d?) (?:([^|⟦⟧\n]{0,40})\|)?|⟧")
Items = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GoldMark:
    """A marked range ``[start, end)`` of the text without marks, in code points."""

    tag: str
    start: int
    end: int
    group: str = ""
    label: str = ""


def parse_marked(marked: str) -> tuple[str, tuple[GoldMark, ...]]:
    """Returns the text without its marks, and the marks in the order of their starts.

    Raises:
        ValueError: A mark is not closed, or closed twice.

    >>> parse_marked("1.⟦h 两库⟧：⟦d ⟦i 甲库⟧和⟦i 乙库⟧⟧")[0]
    '1.两库：甲库和乙库'
    """
    pieces: list[str] = []
    open_marks: list[GoldMark] = []
    closed: list[GoldMark] = []
    position, length = 0, 0
    for token in _TOKEN.finditer(marked):
        pieces.append(marked[position : token.start()])
        length += token.start() - position
        position = token.end()
        if token[1]:
            open_marks.append(GoldMark(token[1], length, length, token[2], token[3] or ""))
        elif open_marks:
            mark = open_marks.pop()
            closed.append(GoldMark(mark.tag, mark.start, length, mark.group, mark.label))
        else:
            raise ValueError(f"closed without being opened, at {token.start()}")
    if open_marks:
        raise ValueError(f"{len(open_marks)} marks are not closed")
    return "".join([*pieces, marked[position:]]), tuple(sorted(closed, key=lambda mark: (mark.start, -mark.end)))


@dataclass(frozen=True, slots=True)
class GoldEntry:
    """An entry as a careful reader copies it.

    Attributes:
        head: As printed.
        definition: As printed, from the first to the last character of the explanation.
        items: The enumerated members by group; empty if nothing is enumerated.
        heads: The single headwords if one entry explains several, otherwise empty.
        page: The page reference; ``None`` if none is printed.
        is_interrupted: Whether a page number or the like interrupts the definition, which allows only a near match.
        is_optional: Whether the entry is ignored in the figures.
    """

    head: str
    definition: str
    items: Items = ()
    heads: tuple[str, ...] = ()
    page: int | None = None
    is_interrupted: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldSlogan:
    """A slogan in running text; offsets in code points."""

    start: int
    end: int
    surface: str
    core: str


@dataclass(frozen=True, slots=True)
class GoldGloss:
    """A definition in running text; offsets of the defining words, in code points."""

    core: str
    start: int
    end: int
    items: Items = ()


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with all its annotations.

    Attributes:
        name: The document's name, for the list of misses.
        text: The text without marks.
        entries: The entries; ``None`` if the text was not annotated for entries.
        slogans: The slogans; ``None`` if the text was not annotated for slogans.
        neutral: Spans in which a found slogan is ignored.
        glosses: The definitions in running text; ``None`` if the text was not annotated for them.
    """

    name: str
    text: str
    entries: tuple[GoldEntry, ...] | None = None
    slogans: tuple[GoldSlogan, ...] | None = None
    neutral: tuple[tuple[int, int], ...] = ()
    glosses: tuple[GoldGloss, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Texts that are measured together; ``house`` is our own, ``seeds`` and ``reports`` are real documents."""

    name: str
    texts: tuple[GoldText, ...] = field(default=())


def load_synthetic(folder: Path) -> GoldSet:
    """Reads the project's own gold: marked texts under ``entries/`` and ``slogans/`` of ``folder``."""
    entries = [_marked_entries(path) for path in sorted((folder / "entries").glob("*.txt"))]
    slogans = [_marked_slogans(path) for path in sorted((folder / "slogans").glob("*.txt"))]
    return GoldSet("house", (*entries, *slogans))


def load_kinds(folder: Path) -> list[GoldSet]:
    """Reads a set for each kind of document under ``folder``: ``statute-01-….txt`` belongs to ``kind-statute``."""
    kinds: dict[str, list[GoldText]] = {}
    for path in sorted(folder.glob("*.txt")):
        kinds.setdefault(path.name.split("-")[0], []).append(_marked_entries(path))
    return [GoldSet(f"kind-{kind}", tuple(texts)) for kind, texts in kinds.items()]


def load_real(shared: Path, name: str, entries: str, slogans: str, texts: str) -> GoldSet:
    """Reads annotations of real documents from JSON files, if ``shared`` has them; see evaluation/README.md.

    Args:
        shared: The folder next to the checkout; may be missing.
        name: The name of the set in tables and floors.
        entries: Its folder of entry gold, below ``eval/gold``.
        slogans: Its folder of slogan gold, below ``eval/gold``.
        texts: The folder of the annotated texts, below ``shared``.

    Returns:
        The set; empty if the folder is missing.

    Raises:
        ValueError: A text differs from the annotated one.
    """
    gold = shared / "eval" / "gold"
    found = [_json_entries(path, shared / texts) for path in sorted((gold / entries).glob("*.json"))]
    found += [_json_slogans(path, shared / texts) for path in sorted((gold / slogans).glob("*.json"))]
    return GoldSet(name, tuple(found))


def _marked_entries(path: Path) -> GoldText:
    text, marks = parse_marked(path.read_text("utf-8"))
    heads = [mark for mark in marks if mark.tag == "h"]
    definitions = [mark for mark in marks if mark.tag == "d"]
    if len(heads) != len(definitions):
        raise ValueError(f"{path.name}: {len(heads)} heads, {len(definitions)} definitions")
    pairs = zip(heads, definitions, strict=True)
    entries = tuple(_marked_entry(text, h, d, marks) for h, d in pairs)
    explained = tuple(_marked_gloss(text, mark, marks) for mark in marks if mark.tag == "e")
    return GoldText(path.stem, text, entries=entries, glosses=explained or None)


def _marked_entry(text: str, head: GoldMark, definition: GoldMark, marks: tuple[GoldMark, ...]) -> GoldEntry:
    inside = [mark for mark in marks if definition.start <= mark.start and mark.end <= definition.end]
    kept = text[definition.start : definition.end]
    for artefact in (mark for mark in inside if mark.tag == "j"):
        kept = kept.replace(text[artefact.start : artefact.end], "")
    return GoldEntry(
        text[head.start : head.end],
        kept,
        _items(text, inside),
        heads=tuple(text[m.start : m.end] for m in marks if m.tag == "a" and head.start <= m.start < head.end),
        page=next((int(text[m.start : m.end]) for m in marks if m.tag == "p" and _follows(m, head, definition)), None),
        is_interrupted=any(mark.tag == "j" for mark in inside),
    )


def _follows(page: GoldMark, head: GoldMark, definition: GoldMark) -> bool:
    return head.end <= page.start < definition.start


def _items(text: str, marks: list[GoldMark]) -> Items:
    groups: dict[str, list[str]] = {}
    for mark in marks:
        if mark.tag == "i":
            groups.setdefault(mark.group, []).append(text[mark.start : mark.end])
    return tuple(tuple(groups[key]) for key in sorted(groups))


def _marked_slogans(path: Path) -> GoldText:
    text, marks = parse_marked(path.read_text("utf-8"))
    return GoldText(
        path.stem,
        text,
        slogans=tuple(_marked_slogan(text, mark) for mark in marks if mark.tag == "s"),
        neutral=tuple((mark.start, mark.end) for mark in marks if mark.tag == "n"),
        glosses=tuple(_marked_gloss(text, mark, marks) for mark in marks if mark.tag == "e"),
    )


def _marked_slogan(text: str, mark: GoldMark) -> GoldSlogan:
    surface = text[mark.start : mark.end]
    return GoldSlogan(mark.start, mark.end, surface, mark.label or surface)


def _marked_gloss(text: str, mark: GoldMark, marks: tuple[GoldMark, ...]) -> GoldGloss:
    inside = [each for each in marks if mark.start <= each.start and each.end <= mark.end]
    return GoldGloss(mark.label, mark.start, mark.end, _items(text, inside))


def _annotated(path: Path, texts: Path) -> tuple[dict[str, Any], str]:
    gold: dict[str, Any] = json.loads(path.read_text("utf-8"))
    raw = (texts / f"{gold['id']}.txt").read_bytes()
    if hashlib.sha256(raw).hexdigest() != gold["sha256"]:
        raise ValueError(f"{path.name}: the text is not the one that was annotated")
    return gold, raw.decode("utf-8")


def _json_entries(path: Path, texts: Path) -> GoldText:
    gold, text = _annotated(path, texts)
    return GoldText(gold["id"], text, entries=tuple(_json_entry(text, entry) for entry in gold["entries"]))


def _json_entry(text: str, entry: dict[str, Any]) -> GoldEntry:
    return GoldEntry(
        entry["head"],
        text[entry["start"] : entry["end"]],
        _json_items(entry.get("items")),
        heads=tuple(entry.get("heads") or ()),
        page=entry.get("page"),
        is_interrupted=bool(entry.get("junk_inside")) or "junk_inside" in str(entry.get("note", "")),
        is_optional=bool(entry.get("optional") or entry.get("borderline")),
    )


def _json_items(items: list[Any] | None) -> Items:
    if not items:
        return ()
    groups = items if isinstance(items[0], list) else [items]
    return tuple(tuple(group) for group in groups)


def _json_slogans(path: Path, texts: Path) -> GoldText:
    gold, text = _annotated(path, texts)
    start = gold["start"]
    doubtful = [each for each in gold["slogans"] if str(each.get("note") or "").startswith("borderline")]
    doubtful += [each for each in gold.get("others", []) if each.get("class") in _NEUTRAL_CLASSES]
    return GoldText(
        gold["id"],
        text[start : gold["end"]].replace("\r", " "),
        slogans=tuple(
            GoldSlogan(each["start"] - start, each["end"] - start, each["surface"], each["core"])
            for each in gold["slogans"]
            if each not in doubtful
        ),
        neutral=tuple((each["start"] - start, each["end"] - start) for each in doubtful),
    )

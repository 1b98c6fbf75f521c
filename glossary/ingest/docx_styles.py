"""Styles and automatic list numbers of a Word document.

Word prints list numbers that are not in the text of any run. A style inherits each property that it does not set from
the style that it is based on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from glossary.ingest.docx_xml import Element, Event, attribute, parent_name
from glossary.ingest.text_layout import printed_number

_MAX_DEPTH = 32
"""Maximum length of a chain of styles; it also ends cycles."""
OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class Style:
    """The properties of one style; ``None`` or empty if they are inherited from the style it is based on."""

    based_on: str = ""
    list_id: str = ""
    depth: int | None = None
    is_hidden: bool | None = None
    is_raised: bool | None = None


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: its start, number format and the text around the number (``%1、``).

    Attributes:
        restart: The highest level, from 1, whose numbers begin the count again; 0 for none, ``None`` for all above.
        is_legal: Whether the numbers of the levels above are printed in Arabic digits.
    """

    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    behind: str = "tab"
    restart: int | None = None
    is_legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of one document with their current counters.

    Attributes:
        lists: The abstract list of each list in use.
        levels: The levels of each abstract list.
        own_levels: Levels that a list in use overrides: (list, depth) to level.
        starts: First numbers that a list in use overrides.
        linked: The style that defines the levels of an abstract list.
        style_depths: The level that an abstract list assigns to a paragraph style.
        styles: Paragraph and character styles.
        default_style: The style of paragraphs that do not name one.
    """

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], ListLevel] = field(default_factory=dict)
    own_levels: dict[tuple[str, int], ListLevel] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    style_depths: dict[tuple[str, str], int] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)
    default_style: str = ""
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def chain(self, style: str) -> Iterator[tuple[str, Style]]:
        """Yields a style and the styles that it is based on, nearest first."""
        for _ in range(_MAX_DEPTH):
            if style not in self.styles:
                return
            yield style, self.styles[style]
            style = self.styles[style].based_on

    def is_hidden(self, style: str) -> bool | None:
        """Whether a style hides text; ``None`` if neither it nor its base styles set this."""
        return next((each.is_hidden for _, each in self.chain(style) if each.is_hidden is not None), None)

    def is_raised(self, style: str) -> bool | None:
        """Whether a style raises text above the line."""
        return next((each.is_raised for _, each in self.chain(style) if each.is_raised is not None), None)

    def list_of(self, style: str) -> tuple[str, int]:
        """The list and level of paragraphs of a style; most styles have no list."""
        depth = next((each.depth for _, each in self.chain(style) if each.depth is not None), None)
        for name, each in self.chain(style):
            if each.list_id:
                abstract = self._abstract(each.list_id)
                own = next((self.style_depths.get((abstract, one)) for one, _ in self.chain(style)), None)
                return each.list_id, next(
                    at for at in (depth, own, self.style_depths.get((abstract, name)), 0) if at is not None
                )
        return "", 0

    def label(self, list_id: str, depth: int) -> str:
        """The printed number of the next paragraph of a list; ``""`` for bullets and unknown lists."""
        abstract = self._abstract(list_id)
        level = self._level(list_id, depth)
        if level is None:
            return ""
        self._count(abstract, list_id, depth, level)
        if level.form in {"bullet", "none"}:
            return ""
        label = level.text
        for each in range(depth + 1):
            above = self._level(list_id, each) or level
            count = self._counts.get((abstract, each), above.start)
            form = "decimal" if level.is_legal else above.form
            label = label.replace(f"%{each + 1}", printed_number(count, form))
        return label if level.behind == "nothing" or label[-1:] in "、．.)）】:：" else f"{label} "

    def _abstract(self, list_id: str) -> str:
        """The abstract list of a list; if a style defines its levels, that of the style's list."""
        abstract = self.lists.get(list_id, "")
        style = self.styles.get(self.linked.get(abstract, ""))
        return self.lists.get(style.list_id, abstract) if style and style.list_id else abstract

    def _level(self, list_id: str, depth: int) -> ListLevel | None:
        own = self.own_levels.get((list_id, depth))
        return own or self.levels.get((self._abstract(list_id), depth))

    def _count(self, abstract: str, list_id: str, depth: int, level: ListLevel) -> None:
        key = (abstract, depth)
        own_start = self.starts.get((list_id, depth))
        if own_start is None and (list_id, depth) in self.own_levels:
            own_start = level.start
        if own_start is not None and (list_id, depth) not in self._started:
            self._counts[key] = own_start
        else:
            self._counts[key] = self._counts.get(key, level.start - 1) + 1
        self._started.add((list_id, depth))
        for deeper in [each for each in self._counts if each[0] == abstract and each[1] > depth]:
            below = self._level(list_id, deeper[1])
            if below is None or below.restart is None or depth < below.restart:
                del self._counts[deeper]


def read_lists(events: Iterator[Event], numbering: Numbering) -> None:
    """Read the elements abstractNum (levels with formats) and num (lists in use, with overrides)."""
    abstract = list_id = ""
    depth = 0
    level: dict[str, str] = {}
    for event, tag, element in events:
        value = attribute(element, "val")
        if event == "start":
            if tag == "abstractNum":
                abstract = attribute(element, "abstractNumId")
            elif tag == "num":
                list_id = attribute(element, "numId")
            elif tag in {"lvl", "lvlOverride"}:
                depth, level = _number(attribute(element, "ilvl"), depth if tag == "lvl" and list_id else 0), {}
            elif tag in {"start", "numFmt", "lvlText", "suff", "lvlRestart", "isLgl"}:
                level[tag] = value
            elif tag == "pStyle" and not list_id:
                numbering.style_depths[abstract, value] = depth
        elif tag == "lvl":
            levels, key = (numbering.own_levels, list_id) if list_id else (numbering.levels, abstract)
            levels[key, depth] = _list_level(level)
        elif tag == "abstractNumId" and list_id:
            numbering.lists[list_id] = value
        elif tag == "startOverride" and list_id:
            numbering.starts[list_id, depth] = _number(value, 1)
        elif tag == "numStyleLink":
            numbering.linked[abstract] = value


def _list_level(values: Mapping[str, str]) -> ListLevel:
    """The level with these values of its elements."""
    restart = values.get("lvlRestart")
    return ListLevel(
        _number(values.get("start", ""), 1),
        values.get("numFmt", "decimal"),
        values.get("lvlText", ""),
        values.get("suff", "tab"),
        None if restart is None else _number(restart, 0),
        is_legal="isLgl" in values and values["isLgl"] not in OFF,
    )


def read_styles(events: Iterator[Event], numbering: Numbering) -> None:
    """Read the styles with their lists, and whether they hide or raise text."""
    style = Style()
    for event, tag, element in events:
        if event == "start" and tag == "style":
            style = numbering.styles.setdefault(attribute(element, "styleId"), Style())
            is_default = attribute(element, "default") not in {"", *OFF}
            if is_default and attribute(element, "type") in {"", "paragraph"}:
                numbering.default_style = attribute(element, "styleId")
        elif event == "end":
            _READ.get(tag, _pass)(style, element)


def _pass(_style: Style, _element: Element) -> None:
    return


def _read_depth(style: Style, element: Element) -> None:
    style.depth = _number(attribute(element, "val"), 0)


def _read_list(style: Style, element: Element) -> None:
    style.list_id = attribute(element, "val")


def _read_base(style: Style, element: Element) -> None:
    style.based_on = attribute(element, "val")


def _read_hidden(style: Style, element: Element) -> None:
    """Read whether a style hides text; ignores the properties of parts of a table, such as its first row."""
    properties = element.getparent()
    if properties is not None and parent_name(properties) == "style":
        style.is_hidden = attribute(element, "val") not in OFF


def _read_struck(style: Style, element: Element) -> None:
    if attribute(element, "val") not in OFF:
        _read_hidden(style, element)


def _read_raised(style: Style, element: Element) -> None:
    style.is_raised = attribute(element, "val") == "superscript"


_READ: dict[str, Callable[[Style, Element], None]] = {
    "ilvl": _read_depth,
    "numId": _read_list,
    "basedOn": _read_base,
    "vanish": _read_hidden,
    "strike": _read_struck,
    "dstrike": _read_struck,
    "vertAlign": _read_raised,
}


def _number(digits: str, otherwise: int) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else otherwise

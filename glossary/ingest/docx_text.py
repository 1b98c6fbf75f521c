"""The events of a Word document's body to lines of text: one object that is told what begins and ends.

The automatic numbers of a Word document: printed on paper, but in no run of the text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from glossary.ingest.docx_xml import Element, attribute
from glossary.ingest.note_marks import note_marker

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts and what stands around the number (``%1、``)."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted.

    Attributes:
        lists: The abstract list of each list in use.
        levels: The levels of each abstract list.
        starts: What a list in use says instead of its abstract list: (list, level) to start.
        styles: List and level of each paragraph style that numbers.
    """

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of that list, as printed; nothing for bullets and unknown lists."""
        abstract = self.lists.get(list_id)
        level = self.levels.get((abstract or "", depth))
        if abstract is None or level is None:
            return ""
        self._count(abstract, list_id, depth, level)
        if level.form in {"bullet", "none"}:
            return ""
        label = level.text
        for each in range(depth + 1):
            above = self.levels.get((abstract, each), level)
            count = self._counts.get((abstract, each), above.start)
            label = label.replace(f"%{each + 1}", printed_number(count, above.form))
        return label if label[-1:] in "、．.)）】]:：" else f"{label} "

    def _count(self, abstract: str, list_id: str, depth: int, level: Level) -> None:
        key = (abstract, depth)
        own_start = self.starts.get((list_id, depth))
        if own_start is not None and (list_id, depth) not in self._started:
            self._counts[key] = own_start
        else:
            self._counts[key] = self._counts.get(key, level.start - 1) + 1
        self._started.add((list_id, depth))
        for deeper in [each for each in self._counts if each[0] == abstract and each[1] > depth]:
            del self._counts[deeper]


def printed_number(number: int, form: str) -> str:
    """``number`` in one of Word's number forms, decimal for those that reports do not use.

    >>> [printed_number(12, form) for form in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "ordinal")]
    ['十二', '⑫', 'XII', '12']
    """
    printer = _FORMS.get(form)
    return printer(number) if printer and 0 < number < 100 else str(number)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens[number // 10] + ones[number % 10]


def _wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        _han,
    ),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _wide,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}


# Deleted and moved text, the second form of drawings, readings beside characters: not what the page shows.
_UNSHOWN = frozenset({"del", "moveFrom", "Fallback", "rt", "pPrChange", "rPrChange"})
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as it grows: runs with their raised ones marked, and the list it is an item of."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    style: str = ""
    list_id: str = ""
    depth: int = 0
    is_raised: bool = False
    is_hidden: bool = False

    def add(self, text: str) -> None:
        """Text of the present run."""
        if not self.is_hidden:
            self.runs.append((text, self.is_raised))

    def text(self) -> str:
        """The runs in a row; raised ones that touch are one marker."""
        written: list[str] = []
        raised = ""
        for run, is_raised in [*self.runs, ("", False)]:
            if is_raised:
                raised += run
                continue
            if raised:
                before = next((each[-1] for each in reversed(written) if each), "")
                written.append(note_marker(raised, before))
                raised = ""
            written.append(run)
        return "".join(written)


class DocxText:
    """Collects the lines of one part.

    Attributes:
        lines: The paragraphs outside tables, and table rows with their cells joined by tabs.
        notes: The notes of a notes part: id to lines.
        references: The notes that the text refers to, in order: (kind, id).
    """

    def __init__(self, numbering: Numbering, references: list[tuple[str, str]] | None = None) -> None:
        self.lines: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self.references = references if references is not None else []
        self.characters = 0
        self._numbering = numbering
        self._paragraphs: list[_Paragraph] = []
        self._containers: list[list[str]] = [self.lines]  # the body or a note, then rows and cells
        self._unshown = 0

    def start(self, name: str, element: Element) -> None:
        """An element begins."""
        if name in _UNSHOWN:
            self._unshown += 1
        if self._unshown:
            return
        if name == "p":
            self._paragraphs.append(_Paragraph())
        elif name in {"tr", "tc"}:
            self._containers.append([])
        elif name in {"footnote", "endnote"}:
            self._open_note(element)
        elif name in {"footnoteReference", "endnoteReference"} and self._paragraphs:
            self._refer(name.removesuffix("Reference"), element)

    def end(self, name: str, element: Element) -> None:
        """An element ends; its text and children are complete."""
        if name in _UNSHOWN:
            self._unshown -= 1
        elif self._unshown:
            return
        elif name in _ENDS:
            _ENDS[name](self)
        elif self._paragraphs and name in _RUN_ENDS:
            _RUN_ENDS[name](self._paragraphs[-1], element)

    def end_paragraph(self) -> None:
        """The innermost paragraph goes to the cell or the body it stands in, with its automatic number."""
        if not self._paragraphs:
            return
        paragraph = self._paragraphs.pop()
        style_list = self._numbering.styles.get(paragraph.style, ("", 0))
        list_id, depth = (paragraph.list_id, paragraph.depth) if paragraph.list_id else style_list
        text = paragraph.text()
        if not text.strip():
            return
        label = self._numbering.label(list_id, depth) if list_id else ""
        self.characters += len(text)
        self._containers[-1].append(label + text)

    def end_cell(self) -> None:
        """A cell's paragraphs are one item of its row."""
        if len(self._containers) > 1:
            paragraphs = self._containers.pop()
            self._containers[-1].append("\n".join(paragraphs))

    def end_row(self) -> None:
        """A row is a line of cells; where a cell holds several paragraphs, the table lays out text: lines."""
        if len(self._containers) > 1:
            cells = [cell for cell in self._containers.pop() if cell]
            if cells:
                self._containers[-1].append(("\n" if any("\n" in cell for cell in cells) else "\t").join(cells))

    def _open_note(self, element: Element) -> None:
        if attribute(element, "type") in {"", "normal"}:
            self._containers[:] = [self.notes.setdefault(attribute(element, "id"), [])]
        else:
            self._containers[:] = [[]]  # the line between text and notes

    def _refer(self, kind: str, element: Element) -> None:
        key = (kind, attribute(element, "id"))
        if key not in self.references:
            self.references.append(key)
        paragraph = self._paragraphs[-1]
        if not attribute(element, "customMarkFollows"):
            paragraph.runs.append((f"[{self.references.index(key) + 1}]", False))


def _set_raised(paragraph: _Paragraph, element: Element) -> None:
    paragraph.is_raised = attribute(element, "val") == "superscript"


def _set_hidden(paragraph: _Paragraph, element: Element) -> None:
    paragraph.is_hidden = attribute(element, "val") not in _OFF


def _end_run(paragraph: _Paragraph, _element: Element) -> None:
    paragraph.is_raised = paragraph.is_hidden = False


def _set_depth(paragraph: _Paragraph, element: Element) -> None:
    value = attribute(element, "val")
    paragraph.depth = int(value) if value in set("012345678") else 0


def _set_list(paragraph: _Paragraph, element: Element) -> None:
    paragraph.list_id = attribute(element, "val")


def _set_style(paragraph: _Paragraph, element: Element) -> None:
    paragraph.style = attribute(element, "val")


_ENDS: dict[str, Callable[[DocxText], None]] = {
    "p": DocxText.end_paragraph,
    "tc": DocxText.end_cell,
    "tr": DocxText.end_row,
}
_RUN_ENDS: dict[str, Callable[[_Paragraph, Element], None]] = {
    "t": lambda paragraph, element: paragraph.add(element.text or ""),
    "tab": lambda paragraph, element: paragraph.add("" if attribute(element, "val") else "\t"),  # not a tab stop
    "br": lambda paragraph, _: paragraph.add("\n"),
    "cr": lambda paragraph, _: paragraph.add("\n"),
    "noBreakHyphen": lambda paragraph, _: paragraph.add("-"),
    "vertAlign": _set_raised,
    "vanish": _set_hidden,
    "r": _end_run,
    "pPr": _end_run,  # what it says of raised or hidden is said of the paragraph's mark alone
    "ilvl": _set_depth,
    "numId": _set_list,
    "pStyle": _set_style,
}

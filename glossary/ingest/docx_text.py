"""Converts the XML events of a Word document's body to lines of text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from glossary.ingest.docx_styles import OFF, Numbering
from glossary.ingest.docx_xml import Element, attribute, parent_name
from glossary.ingest.text_layout import Cell, circled, note_marker, table_lines

_MIN_RAISE = 4
"""Half points from which text is raised; less corrects the height of a line."""
# Fields that print a number and hold none.
_NUMBERING_FIELDS = frozenset({"autonum", "autonumlgl", "autonumout", "listnum"})
# A page break after one of these marks is in the middle of a sentence, and so is one after a word of such a sentence.
_UNFINISHED = frozenset("，、；—,")
_WITHIN_WORD = re.compile("[，、；—,][^。！？：:\n]*[\u4e00-\u9fff]$")
_MAX_CLAUSE = 80
_SENTENCE_LENGTH = 15
"""Code points; a shorter paragraph before a page break is a heading or a name."""
# Objects that are formulas or buttons, not documents.
_NO_DOCUMENTS = ("equation", "mathtype", "forms.", "control")
# Not part of the visible text: deleted and moved text, fallback drawings, ruby annotations.
_UNSHOWN = frozenset({"del", "moveFrom", "Fallback", "rt", "pPrChange", "rPrChange"})
# An enclosed number, made with 带圈字符: eq \o\ac(○,12).
_ENCLOSED = re.compile(r"\\o(?:\\[a-z]+)*\s*\(\s*[○〇◯□△◇]\s*[,，;；]\s*(\d{1,3}|[^\s()]{1,4})\s*\)", re.IGNORECASE)
_FRACTION = re.compile(r"\\f\s*\(\s*([^(),，]{1,20})[,，]([^(),，]{1,20})\)", re.IGNORECASE)
# Numbers of the font Wingdings: ⓪ to ⑩ on white, then on black.
_WINGDINGS = dict(zip(range(0xF080, 0xF096), "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", strict=True))


@dataclass(slots=True)
class _Paragraph:
    """A paragraph under construction: its runs, which of them are raised, and its list."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    style: str = ""
    run_style: str = ""
    list_id: str = ""
    depth: int | None = None
    is_raised: bool | None = None
    is_hidden: bool | None = None
    is_open: bool = False
    field_code: str | None = None

    def text(self) -> str:
        """The runs joined; adjacent raised runs form one marker."""
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

    def is_unfinished(self) -> bool:
        """Whether its text so far ends in the middle of a sentence."""
        end = ""
        for run, _ in reversed(self.runs):
            end = run + end
            if len(end) >= _MAX_CLAUSE:
                break
        is_within_word = len(end) >= _SENTENCE_LENGTH and _WITHIN_WORD.search(end[-_MAX_CLAUSE:]) is not None
        return end[-1:] in _UNFINISHED or is_within_word


@dataclass(slots=True)
class _Row:
    cells: list[Cell] = field(default_factory=list)
    is_deleted: bool = False


class DocxText:
    """Collects the lines of one part.

    Attributes:
        lines: The paragraphs outside tables, and table rows with their cells joined by tabs.
        notes: The notes of a notes part: id to lines.
        references: The notes that the text refers to, in order: (kind, id).
        typed_marks: Those whose marks are typed, in the text and in the note (``customMarkFollows``).
        characters: Code points so far.
        chunks: Where in ``lines`` an embedded document (altChunk, object) belongs, and its relationship.
        unread_fields: Instructions of unsupported fields that have no text.
    """

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self.references: list[tuple[str, str]] = []
        self.typed_marks: set[tuple[str, str]] = set()
        self.characters = 0
        self.chunks: list[tuple[int, str]] = []
        self.unread_fields: list[str] = []
        self._numbering = numbering
        self._paragraphs: list[_Paragraph] = []
        self._containers: list[list[str]] = [self.lines]  # the body or a note, then the cells around
        self._tables: list[list[_Row]] = []
        self._spans: list[bool] = []
        self._joined = ""
        self._unshown = 0

    def start(self, name: str, element: Element) -> None:
        """Handle the start of an element."""
        if name in _UNSHOWN:
            self._unshown += 1
        if self._unshown:
            return
        if name == "p":
            self._paragraphs.append(_Paragraph(style=self._numbering.default_style))
        elif name == "tbl":
            self._tables.append([])
        elif name == "tr" and self._tables:
            self._tables[-1].append(_Row())
        elif name == "tc":
            self._containers.append([])
            self._spans.append(False)
        elif name in {"footnote", "endnote"}:
            self._open_note(element)
        elif name in {"footnoteReference", "endnoteReference"} and self._paragraphs:
            self._refer(name.removesuffix("Reference"), element)

    def end(self, name: str, element: Element) -> None:
        """Handle the end of an element, whose text and children are complete."""
        if name in _UNSHOWN:
            self._unshown -= 1
            if not self._unshown:
                self._end_deletion(name, element)
        elif self._unshown:
            return
        elif name in _ENDS:
            _ENDS[name](self, element)
        elif self._paragraphs and name in _RUN_ENDS:
            _RUN_ENDS[name](self._paragraphs[-1], element)

    def end_paragraph(self, _element: Element) -> None:
        """Add the innermost paragraph, with its automatic number, to its cell or to the body."""
        if not self._paragraphs:
            return
        paragraph = self._paragraphs.pop()
        list_id, depth = self._numbering.list_of(paragraph.style)
        list_id = paragraph.list_id or list_id
        depth = depth if paragraph.depth is None else paragraph.depth
        text = self._joined + paragraph.text()
        self._joined = ""
        if not text.strip():
            return
        label = self._numbering.label(list_id, depth) if list_id else ""
        if paragraph.is_open:
            self._joined = label + text
            return
        self.characters += len(text)
        self._containers[-1].append(label + text)

    def end_text(self, element: Element) -> None:
        """Add the text of a run, unless the run or its style is hidden."""
        self._add(element.text or "")

    def end_symbol(self, element: Element) -> None:
        """Add a character that is given by its code in a font, such as an enclosed number."""
        code = attribute(element, "char")
        number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else 0
        if number < 0x100 and attribute(element, "font").startswith("Wingdings"):
            number += 0xF000
        known = _WINGDINGS.get(number) or (chr(number) if 0x20 < number < 0xD800 else "")
        self._add(known)

    def end_field(self, element: Element) -> None:
        """Handle the end of a field. Its result is in separate runs, except for fields that draw characters."""
        if not self._paragraphs:
            return
        paragraph = self._paragraphs[-1]
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            paragraph.field_code = ""
        elif paragraph.field_code is not None:
            self._draw(paragraph.field_code if kind == "end" else "")
            paragraph.field_code = None

    def end_simple_field(self, element: Element) -> None:
        """Handle the end of a field in one element, which contains its runs."""
        if self._paragraphs and not len(element):
            self._draw(attribute(element, "instr"))

    def end_cell(self, _element: Element) -> None:
        """Add a cell with its paragraphs to its row."""
        if len(self._containers) > 1:
            cell = Cell(tuple(self._containers.pop()), spans_rows=self._spans.pop())
            if self._tables and self._tables[-1]:
                self._tables[-1][-1].cells.append(cell)
            else:
                self._containers[-1].extend(cell.paragraphs)

    def end_merge(self, element: Element) -> None:
        """Mark a cell that spans the rows below, whose cells are empty."""
        if self._spans and attribute(element, "val") == "restart":
            self._spans[-1] = True

    def end_table(self, _element: Element) -> None:
        """Add the rows of a table that are not deleted, as lines."""
        if self._tables:
            rows = [row.cells for row in self._tables.pop() if not row.is_deleted]
            self._containers[-1].extend(table_lines(rows))

    def end_chunk(self, element: Element) -> None:
        """Record the place of an embedded document, which the package reader inserts later."""
        if len(self._containers) == 1:
            self.chunks.append((len(self.lines), attribute(element, "id")))

    def end_object(self, element: Element) -> None:
        """Record the place of an embedded object that is a document, as that of an embedded document."""
        kind = attribute(element, "ProgID").lower()
        if len(self._containers) == 1 and kind and not kind.startswith(_NO_DOCUMENTS):
            self.chunks.append((len(self.lines), attribute(element, "id")))

    def end_hidden(self, element: Element) -> None:
        """Leave out a hidden row."""
        is_row = parent_name(element) == "trPr" and attribute(element, "val") not in OFF
        if is_row and self._tables and self._tables[-1]:
            self._tables[-1][-1].is_deleted = True

    def end_break(self, element: Element) -> None:
        """Add a line break; a page break within a sentence is none."""
        is_page = attribute(element, "type") in {"page", "column"}
        if not (is_page and self._paragraphs and self._paragraphs[-1].is_unfinished()):
            self._add("\n")

    def _end_deletion(self, name: str, element: Element) -> None:
        """``del`` in the properties of a row deletes the row; in those of a paragraph mark, the paragraph break."""
        parent = parent_name(element)
        if name == "del" and parent == "trPr" and self._tables and self._tables[-1]:
            self._tables[-1][-1].is_deleted = True
        elif name in {"del", "moveFrom"} and parent == "rPr" and self._paragraphs:
            grandparent = element.getparent()
            if grandparent is not None and parent_name(grandparent) == "pPr":
                self._paragraphs[-1].is_open = True

    def _add(self, text: str) -> None:
        if self._paragraphs and not self._is("hidden", self._paragraphs[-1]):
            paragraph = self._paragraphs[-1]
            paragraph.runs.append((text, self._is("raised", paragraph)))

    def _is(self, what: str, paragraph: _Paragraph) -> bool:
        """Whether a run is hidden or raised: by its own property, else its style, else the paragraph's style."""
        own = paragraph.is_hidden if what == "hidden" else paragraph.is_raised
        of_style = self._numbering.is_hidden if what == "hidden" else self._numbering.is_raised
        settings = (own, *(of_style(style) for style in (paragraph.run_style, paragraph.style) if style))
        return next((each for each in settings if each is not None), False)

    def _draw(self, code: str) -> None:
        """Add the character that an EQ field composes, or a fraction as 1/2."""
        words = code.split(None, 1)
        if words and words[0].lower() in _NUMBERING_FIELDS:
            self.unread_fields.append(code.strip())
        if not words or words[0].lower() != "eq":
            return
        if match := _ENCLOSED.search(code):
            self._add(circled(int(match[1])) if match[1].isascii() and match[1].isdigit() else f"({match[1]})")
        elif match := _FRACTION.search(code):
            self._add(f"{match[1].strip()}/{match[2].strip()}")
        else:
            self.unread_fields.append(code.strip())

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
        if attribute(element, "customMarkFollows") in OFF | {""}:
            paragraph.runs.append((f"[{self.references.index(key) + 1}]", False))
        else:
            self.typed_marks.add(key)


def _set_raised(paragraph: _Paragraph, element: Element) -> None:
    paragraph.is_raised = attribute(element, "val") == "superscript"


def _set_position(paragraph: _Paragraph, element: Element) -> None:
    value = attribute(element, "val")
    if value.isascii() and value.isdigit() and int(value) >= _MIN_RAISE:
        paragraph.is_raised = True


def _set_struck(paragraph: _Paragraph, element: Element) -> None:
    if attribute(element, "val") not in OFF:
        paragraph.is_hidden = True


def _set_hidden(paragraph: _Paragraph, element: Element) -> None:
    paragraph.is_hidden = attribute(element, "val") not in OFF


def _set_run_style(paragraph: _Paragraph, element: Element) -> None:
    paragraph.run_style = attribute(element, "val")


def _end_run(paragraph: _Paragraph, _element: Element) -> None:
    paragraph.is_raised = paragraph.is_hidden = None
    paragraph.run_style = ""


def _set_depth(paragraph: _Paragraph, element: Element) -> None:
    value = attribute(element, "val")
    paragraph.depth = int(value) if value in set("012345678") else 0


def _set_list(paragraph: _Paragraph, element: Element) -> None:
    paragraph.list_id = attribute(element, "val")


def _set_style(paragraph: _Paragraph, element: Element) -> None:
    paragraph.style = attribute(element, "val")


def _read_code(paragraph: _Paragraph, element: Element) -> None:
    if paragraph.field_code is not None:
        paragraph.field_code += element.text or ""


def _writes(text: str) -> Callable[[DocxText, Element], None]:
    return lambda document, _: document._add(text)  # noqa: SLF001 (a method of the same class)


def _end_tab(document: DocxText, element: Element) -> None:
    document._add("" if attribute(element, "val") else "\t")  # noqa: SLF001 (a tab stop has a value)


_ENDS: dict[str, Callable[[DocxText, Element], None]] = {
    "p": DocxText.end_paragraph,
    "tc": DocxText.end_cell,
    "tbl": DocxText.end_table,
    "vMerge": DocxText.end_merge,
    "altChunk": DocxText.end_chunk,
    "OLEObject": DocxText.end_object,
    "hidden": DocxText.end_hidden,
    "t": DocxText.end_text,
    "sym": DocxText.end_symbol,
    "fldChar": DocxText.end_field,
    "fldSimple": DocxText.end_simple_field,
    "tab": _end_tab,
    "ptab": _writes("\t"),
    "br": DocxText.end_break,
    "cr": _writes("\n"),
    "noBreakHyphen": _writes("-"),
}
_RUN_ENDS: dict[str, Callable[[_Paragraph, Element], None]] = {
    "instrText": _read_code,
    "vertAlign": _set_raised,
    "position": _set_position,
    "vanish": _set_hidden,
    "strike": _set_struck,
    "dstrike": _set_struck,
    "rStyle": _set_run_style,
    "r": _end_run,
    "pPr": _end_run,  # its run properties apply to the paragraph mark only
    "ilvl": _set_depth,
    "numId": _set_list,
    "pStyle": _set_style,
}

"""``/read``: any text that is pasted, with its terms explained; the page of a source shows its text in the same way."""

import re
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, request
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from api.dictionary_provider import current_dictionary
from api.negotiation import HTML, LICENSE
from api.pages._errors import error_lines, wants_page
from api.pages._interface_text import Sentence
from api.pages._rendering import render
from api.request_limits import check_text_length, heavy_work
from api.request_parsing import require_type
from api.responses import endpoint, negotiate_script, read_snapshot
from api.schemas.fields import describe, year_field
from api.schemas.searches import ScriptQuery
from glossary.annotation.kwic import LAYOUT_MARKS, front_matter_end
from glossary.chinese.script import detect_script
from glossary.errors import UnreadableSourceError
from glossary.findings import make_error
from glossary.ingest.reader import read_content
from glossary.lookup import Dictionary
from glossary.lookup.annotate_text import attribution
from glossary.model import Source

bp = Blueprint("reading_pages", __name__)

FORM = "application/x-www-form-urlencoded"


class ReadForm(Schema):
    """The form of the page; a field left empty is not given."""

    text = fields.String(load_default="", metadata=describe("The text."))
    year = year_field("When it was written; chooses among the senses of a term.")
    region = fields.String(
        validate=validate.Length(max=64), metadata=describe("Where it was written, a name or a GB/T 2260 code.")
    )

    take = fields.String(
        validate=validate.OneOf(("footnotes", "inline", "html")),
        metadata=describe("Send the annotated text as a file: with footnotes, with slogans opened, or as a page."),
    )

    @pre_load
    def leave_out_empty(self, sent: dict[str, str], **_: Any) -> dict[str, str]:
        """Drops empty fields: browsers send fields that were not filled in as empty."""
        kept = {name: value.strip() for name, value in sent.items() if name in ("year", "region")}
        text = sent.get("text", "").replace("\r\n", "\n")
        kept |= {"take": sent["take"]} if sent.get("take") else {}
        return {"text": text, **{name: value for name, value in kept.items() if value}}


@bp.get("/read")
@endpoint(ScriptQuery, produces=(HTML,))
def show_read_page(params: dict[str, Any]) -> Response:
    """A form for any text."""
    with read_snapshot() as dictionary:
        return _read_page(dictionary, params, {})


@bp.post("/read")
@endpoint(ScriptQuery, produces=(HTML, "text/plain"))
def read_text(params: dict[str, Any]) -> Response:
    """The pasted text with its terms explained; nothing of it is kept, and what is refused stays in the field."""
    require_type(FORM, "multipart/form-data")
    sent, dictionary = request.form.to_dict(), current_dictionary()
    try:
        sent["text"] = _uploaded() or sent.get("text", "")
        form = ReadForm().load(sent)
    except UnreadableSourceError as error:
        if not wants_page():
            raise
        lines = [Sentence("这个文件读不了：{name}。", {"name": error.origin})]
        return _read_page(dictionary, params, sent, problem=lines, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except ValidationError as error:
        if not wants_page():
            raise
        lines = error_lines(HTTPStatus.UNPROCESSABLE_ENTITY, {"code": "invalid-request", "errors": error.messages})
        return _read_page(dictionary, params, sent, problem=lines, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if len(form["text"]) > _most() and wants_page():
        lengths = {"n": len(form["text"]), "most": _most()}
        lines = [Sentence("文字有 {n} 字，一次最多 {most} 字；请删短一些，或分几段来读。", lengths)]
        return _read_page(dictionary, params, sent, problem=lines, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    check_text_length(form["text"])
    context = {"year": form.get("year"), "region": form.get("region")}
    with heavy_work():
        if form.get("take") in {"footnotes", "inline"}:
            return _taken(dictionary.unpack(form["text"], style=form["take"], **context), "text/plain", "annotated.txt")
        reading = explain(dictionary, form["text"], form["text"], negotiate_script(params), **context)
    if form.get("take") == "html":
        page = render("taken.html", params, **reading).get_data(as_text=True)
        return _taken(page, HTML, "annotated.html")
    return _read_page(dictionary, params, sent, **reading)


def _taken(text: str, media_type: str, name: str) -> Response:
    """The annotated text as a file to keep."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "Content-Language": detect_script(text),
        "Link": LICENSE,
    }
    return Response(text, headers=headers, content_type=f"{media_type}; charset=utf-8")


def _uploaded() -> str:
    """The text of the file that was sent, empty without one.

    Raises:
        UnreadableSourceError: It holds no document that can be read.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    name = file.filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
    with heavy_work():
        for found in read_content(file.read(), name):
            if isinstance(found, Source):
                return found.text
            if found.is_error:
                raise UnreadableSourceError(name, found.finding.code, found.finding.message)
    raise make_error("E101-upload", name)


def _read_page(
    dictionary: Dictionary, params: dict[str, Any], sent: dict[str, str], *, status: int = 200, **more: Any
) -> Response:
    """The page with its field; what was sent stays in it, in the script links, too."""
    values = {
        "segments": (),
        "terms": (),
        "unknown": (),
        "problem": (),
        "found_year": None,
        "found_region": None,
        **more,
    }
    return render(
        "read.html",
        params,
        status=status,
        here="read",
        revision=dictionary.revision,
        most=_most(),
        sent=sent,
        is_read="segments" in more,
        resubmit="annotate-form" if sent else "",
        **values,
    )


def _most() -> int:
    most: int = current_app.extensions["settings"].max_text
    return most


_BLANK_LINES = re.compile(r"(?:[^\S\n]*+(?:<!--[^\n>]*-->)?[^\S\n]*+\n)*")
"""Blank lines and lines with only a comment (``<!-- 第1页 -->``); possessive, so that long blanks take linear time."""

_SENTENCE = re.compile(r"[^。；！？\n]{0,80}[。；！？]?")


class Segment(NamedTuple):
    """A stretch of a text.

    Attributes:
        text: The stretch.
        term: Index into the table of terms, ``None`` between terms.
        start: Where it starts, code points.
        is_marked: Whether it belongs to the place that the reader was sent to.
        is_front: Whether it belongs to the front matter (``---``, ``title: …``) or the blank lines before the text.
    """

    text: str
    term: int | None
    start: int
    is_marked: bool = False
    is_front: bool = False

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The stretch in pieces, each with whether it is a mark of layout (``**``, ``#``) that readers pass over.

        >>> list(Segment("**四上**：", None, 0).parts())
        [('**', True), ('四上', False), ('**', True), ('：', False)]
        """
        last = 0
        for mark in LAYOUT_MARKS.finditer(self.text):
            if last < mark.start():
                yield self.text[last : mark.start()], False
            yield mark[0], True
            last = mark.end()
        if last < len(self.text):
            yield self.text[last:], False


def split_at_matches(
    text: str, matches: Iterable[Sequence[int]], at: int | None = None, end: int | None = None
) -> list[Segment]:
    """The stretches of ``text``, in order; joined they are the text again.

    Args:
        text: The text.
        matches: Rows as of ``/v1/annotations``; they must not overlap.
        at: A place to be marked.
        end: Where it ends; by default, the term at ``start`` is marked, otherwise the rest of the sentence.

    >>> [(each.text, each.term) for each in split_at_matches("划定三区三线。", [(2, 6, 2, 6, 0)])]
    [('划定', None), ('三区三线', 0), ('。', None)]
    >>> [each.text for each in split_at_matches("一。二三。四", [], at=2) if each.is_marked]
    ['二三。']
    """
    front_end = _body_start(text)
    terms = [(start, stop, term) for start, stop, *_, term in matches]
    place = _place(text, terms, at, end)
    borders = sorted({front_end, place.start, place.stop})
    return [
        Segment(text[start:stop], term, start, start < place.stop and stop > place.start, start < front_end)
        for start, stop, term in _pieces(terms, borders, len(text))
    ]


def _body_start(text: str) -> int:
    r"""Where the first line with text starts, after the front matter and the blank lines that follow it.

    >>> _body_start("---\ntitle: 报告\n---\n\n<!-- 1 -->\n　报告"), _body_start("报告")
    (30, 0)
    """
    front_end = front_matter_end(text)
    blank = _BLANK_LINES.match(text, front_end)
    return blank.end() if blank else front_end


def _place(text: str, terms: list[tuple[int, int, int]], at: int | None, end: int | None) -> range:
    """The stretch to be marked; empty at 0 where there is none."""
    if at is None or at >= len(text):
        return range(0)
    if end is not None and end > at:
        return range(at, min(end, len(text)))
    standing = next((stop for start, stop, _ in terms if start <= at < stop), None)
    sentence = _SENTENCE.match(text, at)
    return range(at, standing or (max(at + 1, sentence.end()) if sentence else at + 1))


def _pieces(
    terms: list[tuple[int, int, int]], borders: list[int], length: int
) -> Iterator[tuple[int, int, int | None]]:
    """Terms whole, and what is between them cut at the borders."""
    last = 0
    for start, stop, term in [*terms, (length, length, -1)]:
        for border in [*(each for each in borders if last < each < start), start]:
            if last < border:
                yield last, border, None
                last = border
        if start < stop:
            yield start, stop, term
        last = stop


def explain(
    dictionary: Dictionary,
    text: str,
    shown: str,
    script: str,
    *,
    at: int | None = None,
    end: int | None = None,
    year: int | None = None,
    region: str | None = None,
) -> dict[str, Any]:
    """Segments of the text as ``shown``, which is as long, and its terms in ``script``.

    Args:
        dictionary: The dictionary.
        text: As it is.
        shown: In the script of the page.
        script: Of the explanations.
        at: A place to be marked.
        end: Where it ends.
        year: Of the text; chooses among the senses of a term.
        region: The region of the text, or ``None``.
    """
    found = dictionary.annotate(text, unknown=True, script=script, year=year, region=region)
    return {
        "segments": split_at_matches(shown, found.matches, at, end),
        "terms": found.terms(),
        "whose": attribution,
        "found_year": found.year if year is None else None,
        "found_region": found.region if region is None else None,
        "unknown": [shown[each["start"] : each["end"]] for each in found.unknown],
    }

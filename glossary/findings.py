"""The codes of findings, and findings, failures and errors made from their messages.

``data/finding_codes.tsv`` is the one place of the texts, and the source of docs/findings.md. A message is named by its
id: the code of the finding, and a name if the code has several messages (``W201``, ``W205-footnotes``). It has the
placeholders of :meth:`str.format`; to change a text, change its row. A code is never used again for another meaning.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from glossary.errors import UnreadableSourceError
from glossary.model import Failure, Finding, Span

STAGES = {
    "reading": "Reading",
    "entries": "Glossary sections and entries",
    "document": "Documents as a whole",
    "merging": "Merging",
    "dictionary": "The dictionary",
}
"""The stages that produce findings, in order, with their headings."""


@dataclass(frozen=True, slots=True)
class FindingMessage:
    """One message of a finding code.

    Attributes:
        id: The code; if the code has several messages, followed by ``-`` and a name.
        code: The code.
        template: The message, with placeholders of :meth:`str.format`.
        values: An example of a value for each placeholder.
    """

    id: str
    code: str
    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FindingCode:
    """The meaning of a finding code; the messages of its findings describe one place each.

    Attributes:
        code: ``E…`` a source or a part of it is lost, ``W…`` a result is doubtful, ``I…`` is for information.
        stage: One of ``STAGES``.
        meaning: The meaning of the code, in one sentence without a full stop.
        example: An input that produces the finding.
        remedy: What the user can do.
    """

    code: str
    stage: str
    meaning: str
    example: str
    remedy: str


@cache
def finding_codes() -> dict[str, FindingCode]:
    """All codes, in the order of the table.

    >>> finding_codes()["W203"].meaning
    'a glossary heading without entries'
    """
    first = (row for row in _finding_rows() if row["stage"])
    codes = (FindingCode(row["id"][:4], row["stage"], row["meaning"], row["example"], row["remedy"]) for row in first)
    return {each.code: each for each in codes}


@cache
def finding_messages() -> dict[str, FindingMessage]:
    """All messages by their ids, in the order of the table.

    >>> finding_messages()["W201"].template
    'the entry number goes from {before} to {after}; an entry may be missing'
    """
    return {
        row["id"]: FindingMessage(row["id"], row["id"][:4], row["message"], orjson.loads(row["values"] or "{}"))
        for row in _finding_rows()
    }


def _finding_rows() -> Iterator[dict[str, str]]:
    """One row for each message; only the first row of a code has its stage, meaning, example and remedy."""
    lines = (files("glossary") / "data" / "finding_codes.tsv").read_text("utf-8").splitlines()
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def make_finding(message_id: str, span: Span | None = None, /, **values: object) -> Finding:
    """Returns the finding with that message.

    Args:
        message_id: The id of a row of the table.
        span: The place in the text, ``None`` if the finding concerns the whole source.
        values: A value for each placeholder of the message.

    Raises:
        KeyError: No row has this id, or a placeholder has no value.

    >>> make_finding("W202", Span(3, 5), before=12, after=9)
    Finding(code='W202', message='the page goes back from 12 to 9', span=Span(start=3, end=5))
    """
    message = finding_messages()[message_id]
    return Finding(message.code, message.template.format(**values), span)


def make_failure(message_id: str, origin: str, /, **values: object) -> Failure:
    """Returns the failure of the source at ``origin``; the other arguments and errors are those of `make_finding`.

    >>> make_failure("E102", "reports").finding.message
    'there is no such file or folder; check the path'
    """
    return Failure(origin, make_finding(message_id, **values))


def make_error(message_id: str, origin: str, /, **values: object) -> UnreadableSourceError:
    """Returns the error for the source at ``origin``; the other arguments and errors are those of `make_finding`.

    >>> str(make_error("E106-size", "a.pdf", mebibytes=64))
    'a.pdf: is larger than 64 MiB; split it or check what it is [E106]'
    """
    finding = make_finding(message_id, **values)
    return UnreadableSourceError(origin, finding.code, finding.message)

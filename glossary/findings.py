"""Makes findings, failures and errors from the messages in ``data/finding_codes.tsv``, the one place of their texts.

A message is named by its id: the code of the finding, and a name if the code has several messages (``W201``,
``W205-footnotes``). It has the placeholders of :meth:`str.format`; to change a text, change its row.
"""

from glossary.errors import UnreadableSourceError
from glossary.model import Failure, Finding, Span
from glossary.package_data import finding_messages


def make_finding(message_id: str, span: Span | None = None, /, **values: object) -> Finding:
    """Returns the finding with that message.

    Args:
        message_id: The id of a row of the table.
        span: The place in the text, ``None`` if the finding concerns the whole source.
        values: A value for each placeholder of the message.

    Raises:
        KeyError: No row has this id, or a placeholder has no value.

    >>> make_finding("W201", Span(3, 5), before="4", after="6")
    Finding(code='W201', message='the entry number goes from 4 to 6', span=Span(start=3, end=5))
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

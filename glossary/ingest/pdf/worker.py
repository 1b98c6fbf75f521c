"""The other process: PDFs come in on standard input, their texts go out on standard output, until the input ends.

A request is a line of JSON (``bytes``, ``pages``, ``characters``, ``seconds``, pages to be ``skipped``) and then that
many bytes. The answer is a line of JSON for each page begun and one at the end, only data and no code: whoever
took this process over by a hostile PDF could send text, which is what a PDF may do anyway.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error
from glossary.ingest.pdf.text_layer import read_pdf_text
from glossary.processes import limit_memory, set_alarm

_OUT_OF_MEMORY = make_error("E122-pdf-memory", "")  # made here because no memory is left when it is needed
_GRACE_SECONDS = 5.0  # the other side stops a slow PDF first; the alarm is for a process that was left alone


def main(memory_bytes: int) -> None:
    """Serve until standard input ends."""
    limit_memory(memory_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the other side decides
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until they end; first reports that it is ready."""
    _send(answers, {"ready": True})
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["bytes"])
        set_alarm(request["seconds"] + _GRACE_SECONDS)
        _send(answers, _answer(content, request, answers))
        set_alarm(0)


def _answer(content: bytes, request: Mapping[str, Any], answers: BinaryIO) -> dict[str, Any]:
    try:
        found = read_pdf_text(
            content,
            most_pages=request["pages"],
            most_characters=request["characters"],
            skipped=request.get("skipped", ()),
            begun=lambda page: _send(answers, {"page": page}),
        )
    except UnreadableSourceError as error:
        return _refusal(error)
    except MemoryError:
        return _refusal(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 (hostile bytes raise what they like)
        return _refusal(make_error("E116-parser", "", error=type(error).__name__))
    return {"text": found.text, "findings": [(each.code, each.message) for each in found.findings]}


def _refusal(error: UnreadableSourceError) -> dict[str, Any]:
    return {"code": error.finding_code, "problem": error.problem}


def _send(answers: BinaryIO, message: Mapping[str, Any]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[answers.write(data) :]

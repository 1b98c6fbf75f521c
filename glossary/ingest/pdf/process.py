"""This side of the process that parses PDFs: one is kept for many documents, and stopped when it takes too long.

A PDF with a text layer to its source; another process parses it, so that a hang or a crash costs one document.
"""

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from threading import Timer
from typing import Any, NoReturn

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error
from glossary.ingest.blob import Blob, Format
from glossary.ingest.source_metadata import make_source
from glossary.limits import MIB, Limits
from glossary.model import Finding, Source

_START = """import json, sys
sys.path[:] = json.loads(sys.argv[1])
from glossary.ingest.pdf.text_layer import main
main(int(sys.argv[2]))"""
_START_SECONDS = 60.0
_DOCUMENTS = 500  # then a new one: what a library leaks goes with the process
_ESCAPED = 12  # bytes of JSON a character at most


def parse_pdf(content: bytes, limits: Limits) -> tuple[str, tuple[Finding, ...]]:
    """Text and findings of a PDF, parsed in another process.

    Raises:
        UnreadableSourceError: As :func:`glossary.ingest.pdf.text_layer.read_pdf_text`, E106 beyond
            ``limits.pdf_seconds``, E117 where no process can be started, E122 where the process died of it.
    """
    end = time.monotonic() + limits.pdf_seconds
    bad: dict[int, UnreadableSourceError] = {}
    while True:
        process = _take(limits.pdf_memory_bytes)
        try:
            answer = process.call(content, limits, end, list(bad))
        except BaseException as error:
            process.stop()
            if not isinstance(error, UnreadableSourceError) or not _may_go_on(process.page, bad, limits, end):
                raise
            bad[process.page] = error
            continue
        _give_back(process)
        if "code" in answer:
            raise next(iter(bad.values()), UnreadableSourceError("", answer["code"], answer["problem"]))
        return answer["text"], tuple(Finding(code, message) for code, message in answer["findings"])


def _may_go_on(page: int, bad: Collection[int], limits: Limits, end: float) -> bool:
    """Whether the rest of the document is to be read without the page that ended the process."""
    return page > 0 and page not in bad and len(bad) < limits.pdf_bad_pages and time.monotonic() < end


class PdfProcess:
    """One process that parses PDFs, for one thread at a time.

    Attributes:
        memory_bytes: What it may take.
        left: PDFs until it is to be replaced.
        page: The page that it was at last, from 1.
    """

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self.left = _DOCUMENTS
        self.page = 0
        self._in_time = True
        self._timer: Timer | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and words)
                start_command(memory_bytes), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            _no_process(error.strerror or str(error))
        self._stop_after(_START_SECONDS)
        is_ready = self._heard(1000).get("ready")
        self._stop_after(None)
        if not is_ready:
            self.stop()
            _no_process("it ended at once")

    def call(self, content: bytes, limits: Limits, end: float, skipped: Sequence[int] = ()) -> dict[str, Any]:
        """The answer for a PDF; without one the process has ended, and the reason is raised.

        Args:
            content: The PDF.
            limits: What it may cost.
            end: When the time for the whole document is over, on the monotonic clock.
            skipped: Pages that are left out.
        """
        self.left -= 1
        self.page = 0
        request = {
            "bytes": len(content),
            "pages": limits.pdf_pages,
            "characters": limits.text_characters,
            "seconds": limits.pdf_seconds,
            "skipped": list(skipped),
        }
        self._stop_after(max(0.0, end - time.monotonic()))
        try:
            self._send(json.dumps(request).encode() + b"\n", content)
            answer = self._hear(limits, end)
        finally:
            self._stop_after(None)
        if answer is None or not self._in_time:
            self._fail(limits)
        return answer

    def is_alive(self) -> bool:
        """Whether it still runs; the system may have ended it at rest."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close() if stream else None
        self._process.wait()

    def _stop_after(self, seconds: float | None) -> None:
        """Kill the process when this time is over and not the one set before: it works for pipes on every platform."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = Timer(seconds, self._time_out) if seconds is not None else None
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def _time_out(self) -> None:
        self._in_time = False
        self._process.kill()

    def _send(self, *parts: bytes) -> None:
        stream = self._process.stdin
        with suppress(OSError):  # it has ended, which the missing response shows
            for part in parts:
                stream.write(part) if stream else None
            stream.flush() if stream else None

    def _hear(self, limits: Limits, end: float) -> dict[str, Any] | None:
        """What it answers; each page that it begins has its own time, within that of the document."""
        most = _ESCAPED * limits.text_characters + MIB
        while message := self._heard(most):
            if "page" not in message:
                return message
            self.page = message["page"]
            self._stop_after(max(0.0, min(limits.pdf_page_seconds, end - time.monotonic())))
        return None

    def _heard(self, most: int) -> dict[str, Any]:
        """Returns the next line of the process, empty if it has ended."""
        stream = self._process.stdout
        line = stream.readline(most) if stream else b""
        return json.loads(line) if line.endswith(b"\n") else {}

    def _fail(self, limits: Limits) -> NoReturn:
        place = f" (page {self.page})" if self.page else ""
        if not self._in_time:
            raise make_error("E106-pdf-seconds", "", seconds=limits.pdf_seconds, place=place)
        raise make_error("E122-pdf", "", place=place)


_idle: list[PdfProcess] = []
"""Processes at rest: one, unless several threads read at once."""


def _take(memory_bytes: int) -> PdfProcess:
    with suppress(IndexError):
        process = _idle.pop()
        if process.memory_bytes == memory_bytes and process.is_alive():
            return process
        process.stop()
    return PdfProcess(memory_bytes)


def _give_back(process: PdfProcess) -> None:
    if process.left > 0 and not _idle:
        _idle.append(process)
    else:
        process.stop()


@atexit.register
def stop_idle() -> None:
    """End the processes at rest; the next PDF starts a new one."""
    while _idle:
        _idle.pop().stop()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a fork shares its parent's pipes and must not use them


def start_command(memory_bytes: int) -> list[str]:
    """The command of the other process: this interpreter and the same modules, nothing from the environment."""
    return [sys.executable, "-I", "-c", _START, json.dumps(list(map(str, sys.path))), str(memory_bytes)]


def _no_process(reason: str) -> NoReturn:
    raise make_error("E117-pdf-process", "", reason=reason)


def read_pdf(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The one source of a PDF.

    Raises:
        UnreadableSourceError: E106 too large or slow, E109 no text layer, E115 protected, E116 damaged, E117 no
            process to be had, E122 the parser crashed.
    """
    content = blob.read(limits.document_bytes)
    try:
        text, findings = parse_pdf(content, limits)
    except UnreadableSourceError as error:
        raise UnreadableSourceError(blob.origin, error.finding_code, error.problem) from error
    yield make_source(blob, content, text, Format.PDF, limits, findings=findings)

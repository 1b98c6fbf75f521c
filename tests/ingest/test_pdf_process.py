"""PDFs are parsed in a process of their own: whatever it does there costs that one document and a bounded time."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.ingest.pdf import process as pdf_process
from glossary.ingest.reader import read_content, read_sources
from glossary.limits import LIMITS, MIB, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import pdf_of

WORKER = """import ctypes, json, sys, time
sys.path[:] = json.loads(sys.argv[1])
from glossary.ingest.pdf import text_layer

def misbehave(content, *, begun, **bounds):
    begun(1)
    begun(2)
    if b"hang" in content:
        time.sleep(3600)
    if b"crash" in content:
        ctypes.string_at(0)
    if b"gorge" in content:
        bytearray(1 << 40)
    if b"babble" in content:
        text_layer.os.write(3, b"no json\\n" * 100)
        text_layer.os._exit(0)
    return real(content, begun=begun, **bounds)

real, text_layer.read_pdf_text = text_layer.read_pdf_text, misbehave
text_layer.main(int(sys.argv[2]))"""

GOOD = pdf_of([(90, 700, 16, "三区三线")])


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No process of one test serves another."""
    pdf_process.stop_idle()
    yield
    pdf_process.stop_idle()


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that hangs, crashes or gorges itself on the PDFs that say so."""
    command = [sys.executable, "-I", "-c", WORKER, json.dumps(sys.path)]
    monkeypatch.setattr(pdf_process, "start_command", lambda memory: [*command, str(memory)])


def outcome(content: bytes, limits: Limits = LIMITS) -> tuple[str, str]:
    """Code and message of the failure that these bytes are; nothing and the text where they are read."""
    (found,) = read_content(content, "report.pdf", limits=limits)
    return (found.finding.code, found.finding.message) if isinstance(found, Failure) else ("", found.text)


@pytest.mark.slow
@pytest.mark.usefixtures("misbehaving")
@pytest.mark.parametrize(
    ("trouble", "code", "actual"),
    [
        ("hang", "E106", "1 seconds (page 2)"),
        ("crash", "E122", "crash"),
        ("gorge", "E122", "memory"),
        ("babble", "E116", ""),
    ],
)
def test_a_document_that_harms_the_parser_costs_itself_alone(
    tmp_path: Path, trouble: str, code: str, actual: str
) -> None:
    """Its finding names the cause and the place; the documents next to it are read."""
    for name, content in {"1.pdf": GOOD, "2.pdf": GOOD + f"%{trouble}".encode(), "3.pdf": GOOD}.items():
        (tmp_path / name).write_bytes(content)
    first, bad, last = read_sources(str(tmp_path), limits=Limits(pdf_seconds=1.0))
    assert [each.text for each in (first, last) if isinstance(each, Source)] == ["三区三线"] * 2
    assert isinstance(bad, Failure)
    assert bad.finding.code == code
    assert actual in bad.finding.message


def test_one_process_serves_many_documents() -> None:
    """Starting it costs more than most documents."""
    assert outcome(GOOD) == ("", "三区三线")
    (process,) = pdf_process._idle
    assert outcome(GOOD + b"%") == ("", "三区三线")
    assert pdf_process._idle == [process]


def test_a_process_that_died_at_rest_costs_no_document() -> None:
    """A user, or the system if memory is short, may have killed it."""
    outcome(GOOD)
    (process,) = pdf_process._idle
    os.kill(process._process.pid, signal.SIGTERM)
    while process.is_alive():
        time.sleep(0.01)
    assert outcome(GOOD) == ("", "三区三线")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")
def test_the_memory_of_the_process_is_bounded() -> None:
    """Its own limit holds and not that of the machine."""
    assert outcome(GOOD + b"%" * 200 * MIB, Limits(document_bytes=300 * MIB, pdf_memory_bytes=150 * MIB))[0] == "E122"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_fork_starts_a_process_of_its_own() -> None:
    """Two processes that speak through the same pipes would read each other's answers."""
    outcome(GOOD)
    child = os.fork()
    if child == 0:
        os._exit(0 if not pdf_process._idle and outcome(GOOD) == ("", "三区三线") else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_without_processes_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are not read in this process instead: the bound would be gone in silence."""
    monkeypatch.setattr(pdf_process, "start_command", lambda _: ["/nonexistent"])
    code, message = outcome(GOOD)
    assert code == "E117"
    assert "process" in message


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no alarm on this platform")
@pytest.mark.usefixtures("misbehaving")
def test_a_process_left_alone_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parent may be killed while it hangs."""
    process = pdf_process.PdfProcess(LIMITS.pdf_memory_bytes)
    reply = {"bytes": 4, "pages": 1, "characters": 1, "seconds": -4.5}
    process._send(json.dumps(reply).encode() + b"\nhang")
    end = time.monotonic() + 30
    while process._process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert process._process.returncode not in (None, 0)
    process.stop()

"""Attacks by documents and servers: dripping servers, damaged files, hostile archives, mutated texts."""

import io
import random
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.serving import GLOSSARY
from benchmarks.torture_case import Case, Outcome, seeds
from glossary.chinese.headword import parse_headword
from glossary.chinese.normalize import term_key
from glossary.chinese.script import SCRIPTS, render_in_script
from glossary.errors import UnreadableSourceError
from glossary.extraction.extract import extract
from glossary.ingest.fetcher import Fetcher
from glossary.ingest.reader import read_content
from glossary.limits import Limits
from glossary.lookup import open_dictionary
from glossary.model import Failure
from glossary.package_data import seed_files
from tests.ingest.documents import docx_of, paragraph, pdf_of

MB = 2**20
DAMAGED = 300
"""Damaged files of each format."""

FUZZED = 40_000
"""Mutated texts, each given to five functions."""

MOST_SECONDS, MOST_BYTES = 20.0, 300 * MB


_BEGIN = {
    "/header": b"HTTP/1.1 200 OK\r\nX-",
    "/body": b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n",
    "/chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
}
_MORE = {"/interim": b"HTTP/1.1 100 Continue\r\n\r\n", "/chunk": b"1\r\na\r\n"}


class _Dripping(BaseHTTPRequestHandler):
    """Sends a byte or an interim response every tenth of a second, for ever."""

    def do_GET(self) -> None:
        """Drip."""
        with suppress(OSError):  # the client has left
            self.wfile.write(_BEGIN.get(self.path, b""))
            for _ in range(1000):
                self.wfile.write(_MORE.get(self.path, b"a"))
                self.wfile.flush()
                time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Say nothing."""


def drips(folder: Path) -> Outcome:
    """F9: with three seconds instead of sixty for an address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dripping)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fetcher = Fetcher(Limits(web_delay_seconds=0.0, web_seconds=3.0), allows_private=True)
    seconds, codes = [], []
    for path in ("/header", "/interim", "/body", "/chunk"):
        began = time.monotonic()
        try:
            fetcher.fetch(f"http://127.0.0.1:{server.server_port}{path}")
        except UnreadableSourceError as error:
            codes.append(error.finding_code)
        seconds.append(time.monotonic() - began)
    server.shutdown()
    now = f"headers, interim responses, body, chunks: {' '.join(codes)}, given up after {max(seconds):.1f} s at most"
    return Outcome(codes == ["E112"] * 4 and max(seconds) < 6, f"{now} (3 s are allowed)")


def _report() -> list[str]:
    return seed_files()[0].read_text("utf-8").splitlines()[:400]


def _pdf() -> bytes:
    lines = [line[:40] for line in _report() if line.strip()]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    return pdf_of(*([(50.0, 800 - 18.0 * row, 12.0, line) for row, line in enumerate(page)] for page in pages))


def damaged_files(folder: Path) -> Outcome:
    """Flip 1 to 200 bytes of a PDF and of a Word document, 300 times each."""
    rng, counts, slowest = random.Random(5), {}, 0.0
    whole = {"pdf": _pdf(), "docx": docx_of(*map(paragraph, _report()))}
    for suffix, content in whole.items():
        read = 0
        for _ in range(DAMAGED):
            damaged = bytearray(content)
            for _ in range(rng.choice((1, 5, 50, 200))):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            began = time.monotonic()
            found = list(read_content(bytes(damaged), f"x.{suffix}"))
            slowest = max(slowest, time.monotonic() - began)
            read += bool(found) and not isinstance(found[0], Failure)
            if not found:
                return Outcome(False, f"a damaged {suffix} gives neither a text nor a finding")
        counts[suffix] = f"{read} of {DAMAGED} {suffix} are read, {DAMAGED - read} findings"
    return Outcome(slowest < MOST_SECONDS, f"{', '.join(counts.values())}; {slowest:.1f} s at most for one")


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _tar(*infos: tarfile.TarInfo, mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for info in infos:
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    return out.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


def _nested(levels: int, content: bytes) -> bytes:
    for _ in range(levels):
        content = _zip({"inner.zip": content, "more.txt": b"x" * 1000})
    return content


_NAMES = (
    "../../x.txt", "/etc/x.txt", "C:\\x.txt", "a/../../x.txt", "a\x00.txt", "\u202etxt.exe.txt", "长" * 900 + ".txt",
)  # fmt: skip


def _hostile_archives(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    text = "\n".join(_report()).encode()
    yield "bomb.zip", _zip({"a.txt": bytes(64 * MB)})
    yield "bomb.zip", _zip({f"{number}.txt": bytes(8 * MB) for number in range(20)})
    yield "nested.zip", _nested(12, text)
    yield "members.zip", _zip({f"{number}.txt": b"" for number in range(30_000)}, zipfile.ZIP_STORED)
    yield "bomb.tar.gz", _tar(_member("a.txt", size=64 * MB), mode="w:gz")
    yield "bomb.tar.bz2", _tar(_member("a.txt", size=64 * MB), mode="w:bz2")
    yield "bomb.tar.xz", _tar(_member("a.txt", size=64 * MB), mode="w:xz")
    for name in _NAMES:
        yield "names.zip", _zip({name: text})
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        yield "kinds.tar", _tar(_member("x.txt", kind, "/etc/passwd"))
    yield "names.tar", _tar(_member("../../x.txt", size=10), _member("/etc/x.txt", size=10))
    whole = _zip({"a.txt": text, "b.html": b"<p>" + text})
    for _ in range(10):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        yield "damaged.zip", bytes(damaged)
        yield "cut.zip", whole[: rng.randrange(len(whole))]


_MARKUP = (
    ("<select>", "<option>x"), ("", "<div>"), ("", "<table><tr><td>"), ("", "<a href=x>"), ("", "<!--"), ("", "<b><i>"),
    ("<svg>", "<g>"), ("<ruby>", "三<rt>s"), ("", "<script>"), ("", "&amp;&#x41;"), ("<p ", "a=1 "), ("<ul>", "<li>x"),
)  # fmt: skip


def _hostile_pages() -> Iterator[tuple[str, bytes]]:
    for begin, unit in _MARKUP:
        yield "page.html", (begin + unit * (2 * MB // len(unit))).encode()
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "哈哈">{entities}]><w:document>&a11;</w:document>'
    outside = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
    for part in (laughs, outside):
        yield "laughs.docx", _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": part.encode()})
    yield "line.txt", ("“四上”" * (10 * MB // 12)).encode()
    yield "quotes.txt", ("“" * (3 * MB)).encode()
    yield "csv.csv", b"a" + b"," * (2 * MB)
    yield "lists.jsonl", b"[" * (2 * MB)


_LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
open(sys.argv[1], "w").write(f"{os.waitstatus_to_exitcode(status)} {usage.ru_maxrss}")
"""
"""Starts a command from a small process: the system counts a parent's memory at the start as the child's."""


def hostile_files(folder: Path) -> Outcome:
    """Archives and pages that grow, nest, lead out of their folder or are cut off: one process each."""
    count = bad = 0
    seconds, memory, worst = 0.0, 0, ""
    for name, content in (*_hostile_archives(random.Random(9)), *_hostile_pages()):
        path = folder / name
        path.write_bytes(content)
        began = time.monotonic()
        with (folder / "out").open("wb") as out, (folder / "errors").open("wb") as errors:
            command = [sys.executable, "-c", _LAUNCHER, str(folder / "usage"), *GLOSSARY, "extract", str(path)]
            subprocess.run(command, stdout=out, stderr=errors, check=True)
        returncode, most = map(int, (folder / "usage").read_text("utf-8").split())
        took, used = time.monotonic() - began, most * (1 if sys.platform == "darwin" else 1024)
        messages = (folder / "errors").read_text("utf-8", "replace")
        count += 1
        if "Traceback" in messages or returncode < 0 or b"root:" in (folder / "out").read_bytes():
            bad, worst = bad + 1, worst or name
        if took > MOST_SECONDS or used > MOST_BYTES:
            worst = worst or f"{name}: {took:.1f} s, {used / MB:.0f} MB"
        seconds, memory = max(seconds, took), max(memory, used)
    now = f"{count} files: {bad} without a text or finding; {seconds:.1f} s and {memory / MB:.0f} MB at most"
    holds = not bad and seconds <= MOST_SECONDS and memory <= MOST_BYTES
    return Outcome(holds, f"{now} ({worst})" if worst else now)


_MARKS = (
    "“”‘’（）《》「」、，。：；①②一二三四五六七八九十百千万亿0123456789\n\t \u3000\x00\u200b\u202e\ufeff"
    "<>&\"'\\{}[]|#-%𠀀İ"
)


def _mutated(texts: list[str], rng: random.Random) -> str:
    text = rng.choice(texts)
    at = rng.randrange(len(text))
    piece = list(text[at : at + rng.randrange(1, 250)])
    for _ in range(rng.randrange(1, 12)):
        place = rng.randrange(len(piece) + 1)
        change = rng.randrange(4)
        if change == 0:
            piece.insert(place, rng.choice(_MARKS))
        elif change == 1 and piece:
            del piece[place - 1]
        elif change == 2:
            piece[place:place] = piece[max(0, place - 9) : place] * rng.randrange(1, 4)
        else:
            piece.insert(place, chr(rng.choice((rng.randrange(0x20, 0x2FF), rng.randrange(0x3000, 0x9FFF)))))
    return "".join(piece)


def fuzz(folder: Path) -> Outcome:
    """Mutated pieces of real texts through extraction, annotation, conversion, keys and heads."""
    dictionary, rng = open_dictionary(seeds(folder)), random.Random(11)
    texts = [path.read_text("utf-8") for path in seed_files()]
    functions = (
        lambda text: extract(text, {}),
        dictionary.annotate,
        lambda text: render_in_script(text, rng.choice(SCRIPTS)),
        term_key,
        parse_headword,
    )
    count, slowest = 0, 0.0
    for _ in range(FUZZED):
        text = _mutated(texts, rng)
        for function in functions:
            began = time.process_time()
            try:
                found = function(text)
            except Exception as error:  # noqa: BLE001 - the first one is the result
                return Outcome(False, f"after {count:,} inputs: {type(error).__name__} for {text[:60]!r}")
            slowest = max(slowest, time.process_time() - began)
            count += 1
            if hasattr(found, "slogans") and any(each.span.end > len(text) for each in found.slogans):
                return Outcome(False, f"a span beyond the end of {text[:60]!r}")
    return Outcome(slowest < 1, f"{count:,} inputs: no exception, {slowest * 1000:.0f} ms at most")


CASES = (
    Case("F9", "servers that drip", "still waiting after 100 s", drips),
    Case("damage", "PDFs and Word documents with changed bytes", "held", damaged_files),
    Case("hostile", "archives and pages that grow, nest or lead elsewhere", "885 MB", hostile_files),
    Case("fuzz", "mutated texts", "F22, F33", fuzz),
)

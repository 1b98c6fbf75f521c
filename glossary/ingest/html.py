"""Reads web pages: one line per paragraph, cells of a row joined by tabs, without navigation.

Large pages are parsed in a separate process, because only this can stop a parser that takes quadratic time. Pages up
to half a megabyte, nearly all, are parsed in the calling process: starting a process takes longer.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from glossary.findings import make_error
from glossary.ingest.blob import Blob, Format, is_web_archive
from glossary.ingest.decoding import decode
from glossary.ingest.html_text import page_text
from glossary.ingest.source_metadata import known_hints, make_source
from glossary.limits import Limits
from glossary.model import Finding, Source


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})", re.IGNORECASE)
_HEAD_BYTES = 4096
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"\s[^\s=>\"']{1,100}\s{0,5}=")
# Elements whose end tag may be missing, and elements without content: an open one does not add a nesting level.
_OPEN_ENDED = _words("p li tr td th dt dd thead tbody tfoot br img input meta link hr area base col embed source wbr")


def read_html(blob: Blob, limits: Limits) -> Iterator[Source]:
    """The single source of a page.

    Raises:
        UnreadableSourceError: E101, E104, E105, E106 as for plain text, E106 for a large page that takes too long, E120
            for elements nested beyond reason.
    """
    content = blob.read(limits.page_bytes)
    page = _page_of(content)
    decoded = decode(page, blob.origin, blob.charset or declared_encoding(page))
    text, pairs, findings = _read_page(decoded.text, blob.origin, limits)
    yield make_source(
        blob,
        content,
        text,
        Format.HTML,
        limits,
        encoding=decoded.encoding,
        hints=known_hints(pairs),
        findings=(*(finding for finding in decoded.findings if finding.span is None), *findings),
    )


def html_text(content: bytes, origin: str, limits: Limits) -> str:
    """The text of a page that is embedded in another document.

    Raises:
        UnreadableSourceError: As for :func:`read_html`.
    """
    page = _page_of(content)
    return _read_page(decode(page, origin, declared_encoding(page)).text, origin, limits)[0]


def _read_page(page: str, origin: str, limits: Limits) -> tuple[str, list[tuple[str, str]], tuple[Finding, ...]]:
    """The text, metadata pairs and findings of a page; parses large pages in a process that can be stopped."""
    _check_nesting(page, origin, limits)
    if len(page) > LARGE_CHARACTERS:
        return read_large_page(page, origin, limits)
    tree = LexborHTMLParser(page)
    found = page_text(tree)
    return found.text, list(head_pairs(tree)), found.findings


def _page_of(content: bytes) -> bytes:
    """The page, or the first page in a web archive (MIME); in UTF-8 if only the MIME header declares its encoding."""
    if not is_web_archive(content[:_HEAD_BYTES]):
        return content
    for part in message_from_bytes(content).walk():
        if part.get_content_type() == "text/html" and isinstance(page := part.get_payload(decode=True), bytes):
            charset = part.get_content_charset()
            is_declared = not charset or b"charset" in page[:2048].lower()
            return page if is_declared else _decoded(page, charset or "")
    return b""


def _decoded(page: bytes, charset: str) -> bytes:
    try:
        return page.decode(charset, "replace").encode()
    except LookupError:
        return page


def parse_page(page: str, origin: str, limits: Limits) -> LexborHTMLParser:
    """The tree of ``page``.

    Raises:
        UnreadableSourceError: E120; the parser's time is quadratic in open elements and in attributes of one tag.
    """
    _check_nesting(page, origin, limits)
    return LexborHTMLParser(page)


def _check_nesting(page: str, origin: str, limits: Limits) -> None:
    if _deepest(page) > limits.page_depth or _most_attributes(page) > limits.page_depth:
        raise make_error("E120", origin, most=limits.page_depth)


def declared_encoding(content: bytes) -> str | None:
    """The encoding that a page declares in its head, ``None`` if there is none."""
    match = _DECLARED.search(content[:4096])
    return match[1].decode("ascii") if match else None


def _deepest(page: str) -> int:
    """An upper bound of the nesting depth; an end tag only closes elements of the same name."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for end, name in _TAG.findall(page):
        tag = name.lower()
        if tag in _OPEN_ENDED:
            continue
        if not end:
            open_tags[tag] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[tag]:
            open_tags[tag] -= 1
            depth -= 1
    return deepest


def _most_attributes(page: str) -> int:
    return max((len(_ATTRIBUTE.findall(tag)) for tag in page.split("<") if len(tag) > 10_000), default=0)


def head_pairs(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yields the metadata pairs of the head, from the tags that are mandatory on Chinese government sites."""
    for node in tree.css("meta"):
        yield node.attributes.get("name") or node.attributes.get("property") or "", node.attributes.get("content") or ""
    title = tree.css_first("title")
    yield "title", title.text() if title else ""


LARGE_CHARACTERS = 512 * 1024
_START = """import json, sys
sys.path[:] = json.loads(sys.argv[1])
from glossary.ingest.html import parse_in_child
parse_in_child()"""


def read_large_page(page: str, origin: str, limits: Limits) -> tuple[str, list[tuple[str, str]], tuple[Finding, ...]]:
    """The text, metadata pairs and findings of a page.

    Raises:
        UnreadableSourceError: E106 beyond ``limits.page_seconds``, E116 if the process failed.
    """
    command = [sys.executable, "-I", "-c", _START, json.dumps(list(map(str, sys.path)))]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and arguments)
            command,
            input=page.encode("utf-8", "replace"),
            capture_output=True,
            timeout=limits.page_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise make_error("E106-page-seconds", origin, seconds=limits.page_seconds) from error
    except OSError as error:
        raise make_error("E117-page-process", origin, error=error) from error
    if done.returncode:
        raise make_error("E116-page", origin)
    found: dict[str, Any] = json.loads(done.stdout)
    findings = tuple(Finding(code, message) for code, message in found["findings"])
    return found["text"], [(key, value) for key, value in found["pairs"]], findings


def parse_in_child() -> None:
    """The child process: reads a page from standard input, writes the result to standard output."""
    tree = LexborHTMLParser(sys.stdin.buffer.read().decode("utf-8", "replace"))
    page = page_text(tree)
    findings = [(each.code, each.message) for each in page.findings]
    answer = {"text": page.text, "pairs": list(head_pairs(tree)), "findings": findings}
    sys.stdout.buffer.write(json.dumps(answer).encode())

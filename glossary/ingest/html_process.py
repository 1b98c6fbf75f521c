"""Parses large pages in a separate process, because only this can stop a parser that takes quadratic time.

Pages up to half a megabyte, nearly all, are parsed in the calling process: starting a process takes longer.
"""

import json
import subprocess
import sys
from typing import Any

from glossary.errors import UnreadableSourceError
from glossary.ingest.resource_limits import Limits
from glossary.model import Finding

LARGE_CHARACTERS = 512 * 1024
_START = """import json, sys
sys.path[:] = json.loads(sys.argv[1])
from glossary.ingest.html_process import main
main()"""


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
        problem = f"takes longer than {limits.page_seconds:g} seconds to parse; it is no page that people read"
        raise UnreadableSourceError(origin, "E106", problem) from error
    except OSError as error:
        raise UnreadableSourceError(origin, "E117", f"no process could be started to read it: {error}") from error
    if done.returncode:
        raise UnreadableSourceError(origin, "E116", "made the reader of pages give up; save it as text")
    found: dict[str, Any] = json.loads(done.stdout)
    findings = tuple(Finding(code, message) for code, message in found["findings"])
    return found["text"], [(key, value) for key, value in found["pairs"]], findings


def main() -> None:
    """The child process: reads a page from standard input, writes the result to standard output."""
    from selectolax.lexbor import LexborHTMLParser

    from glossary.ingest.html import head_pairs
    from glossary.ingest.html_text import page_text

    tree = LexborHTMLParser(sys.stdin.buffer.read().decode("utf-8", "replace"))
    page = page_text(tree)
    findings = [(each.code, each.message) for each in page.findings]
    answer = {"text": page.text, "pairs": list(head_pairs(tree)), "findings": findings}
    sys.stdout.buffer.write(json.dumps(answer).encode())

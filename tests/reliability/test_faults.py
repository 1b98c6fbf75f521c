"""Faults that no test of their own package covers, and the list of tests in docs/reliability.md."""

import io
import re
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from api import create_app
from api.middleware.cache import CachedResponse, ResponseCache
from benchmarks.linear import measure_growth
from benchmarks.torture import CASES
from glossary.chinese.headword import parse_headword
from glossary.extraction.extract import extract
from glossary.ingest.reader import read_content
from glossary.term_store import open_term_store

ROOT = Path(__file__).parents[2]
LISTED = re.compile(r"^\| (F\d+) \| `(.+)` \|", re.MULTILINE)


@pytest.mark.slow
def test_a_small_archive_has_no_large_response(tmp_path: Path) -> None:
    """F4: 182 MB for 189 KB at first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "“四上”" * 400_000)
        archive.writestr("pad.jpg", bytes(range(256)) * 200, zipfile.ZIP_STORED)
    with open_term_store(tmp_path / "empty.db"):
        pass
    client = create_app({"db": tmp_path / "empty.db", "text_processes": 0}).test_client()
    file: Any = (io.BytesIO(packed.getvalue()), "x.zip")
    response = client.post("/v1/extractions", data={"file": file}, content_type="multipart/form-data")

    assert response.status_code in {200, 413, 422}
    assert len(response.data) < 20 * 2**20


@pytest.mark.slow
def test_options_without_end_are_read_in_linear_time() -> None:
    """F5: one list of choices, options that are not closed."""

    def read(text: str) -> object:
        return list(read_content(f"<select>{text}".encode(), "x.html"))

    assert measure_growth("options", read, "<option>x").is_linear


def test_a_kept_response_takes_the_memory_that_is_counted() -> None:
    """F21: orjson leaves 4 KB of unused memory after a short document."""
    cache = ResponseCache(64 * 2**20, lambda: b"state")
    state = cache.state()
    tracemalloc.start()
    for number in range(1000):
        body = orjson.dumps({"detail": f"{number}" * 20})
        cache.keep((number,), CachedResponse("404 NOT FOUND", [], body, "/v1/terms"), state)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(cache) == 1000
    assert used < cache.weight


@pytest.mark.parametrize("text", ["做到两个维护", "四个意识", "坚持四个自信"])
def test_a_slogan_at_the_end_of_a_text_ends_there(text: str) -> None:
    """F22: every span is within the text."""
    found = extract(text, {})

    assert all(each.span.end <= len(text) and each.span.of(text) == each.surface for each in found.slogans)


@pytest.mark.slow
def test_long_headwords_are_parsed_in_linear_time() -> None:
    """F33: 1.5 s for 10,000 characters at first."""
    assert measure_growth("headwords", parse_headword, "三区").is_linear


def test_every_fault_has_a_command_and_tests_that_exist() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    listed = dict(LISTED.findall(page[page.index("## Tests of each fault") :]))
    names = {name for case in CASES for name in case.name.split("/")}

    assert list(listed) == [f"F{number}" for number in range(1, 35)]
    assert set(listed) <= names
    for tests in listed.values():
        for test in tests.split("`, `"):
            path, _, name = test.partition("::")
            assert f"def {name}(" in (ROOT / "tests" / path).read_text("utf-8"), test

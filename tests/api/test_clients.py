"""The clients of docs/api.md, run as printed against a served instance."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from api import create_app
from glossary.package_data import packaged_path

PAGE = packaged_path("docs/api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|python|js)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def _blocks(kind: str) -> list[str]:
    return [text for each, text in BLOCKS if each == kind]


@pytest.fixture(scope="module")
def environment(seeds_db: Path) -> Iterator[dict[str, str]]:
    """A served instance, its address in ``BASE``."""
    app = create_app({"db": seeds_db})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {**os.environ, "BASE": f"http://127.0.0.1:{server.port}", "PYTHONUTF8": "1"}
    server.shutdown()
    thread.join()


def _run(command: list[str], environment: dict[str, str], text: str | None = None) -> str:
    return subprocess.run(
        command, env=environment, input=text, capture_output=True, check=True, timeout=60, encoding="utf-8"
    ).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(environment: Any) -> None:
    """An article in the characters of Taiwan, and the whole dictionary as CSV."""
    article, table = (_run(["sh", "-c", block], environment) for block in _blocks("sh"))

    assert json.loads(article)["headword"] == "三區三線"
    assert {row["term"] for row in csv.DictReader(table.splitlines())} > {"三区三线", "五小", "三微"}


def test_python(environment: Any) -> None:
    """A look-up with the standard library alone."""
    (block,) = _blocks("python")

    assert "城镇空间" in _run([sys.executable, "-c", block], environment)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_javascript(environment: Any) -> None:
    """Offsets that fit JavaScript's strings, an emoji in front."""
    (block,) = _blocks("js")

    assert _run(["node", "--input-type=module", "-"], environment, block).startswith("三区三线 = “三区”指城镇空间")

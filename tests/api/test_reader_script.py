"""/reader.js: the extension's own files as one script."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from api.pages.reader_script import reader_script
from glossary.package_data import packaged_path

NODE = shutil.which("node")


def test_the_script_is_served_and_kept(client: Any) -> None:
    answer = client.get("/reader.js")
    assert answer.content_type.startswith("text/javascript")
    assert answer.data == reader_script()
    assert client.get("/reader.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_no_import_or_export_is_left() -> None:
    text = reader_script().decode()
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)


def test_every_imported_module_is_bundled() -> None:
    text = reader_script().decode()
    there = set(re.findall(r'^modules\["(matching/[\w.]+)"\] = ', text, re.MULTILINE))
    assert set(re.findall(r'modules\["(matching/[\w.]+)"\]', text)) == there


def test_the_bundle_holds_the_files_as_they_are() -> None:
    text = reader_script().decode()
    for name in ("content/card.js", "content/scanner.js", "reader/platform_page.js"):
        assert (packaged_path("extension") / name).read_text("utf-8") in text


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
def test_it_is_a_script(tmp_path: Path) -> None:
    (tmp_path / "reader.cjs").write_bytes(reader_script())
    subprocess.run([str(NODE), "--check", str(tmp_path / "reader.cjs")], check=True, timeout=60)

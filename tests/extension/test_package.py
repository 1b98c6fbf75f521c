"""What is shipped: manifest, files, texts; the checks of its tools, and the unit tests of its pure modules under Node."""

import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from api.pages.reader_script import content_modules
from docs.pack_extension import EXTENSION, pack, packed_files
from tests.extension.conftest import NODE, run_node

TOOLS = EXTENSION / "node_modules" / ".bin"
MANIFEST: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
LOCALES = {path.parent.name: json.loads(path.read_text("utf-8")) for path in EXTENSION.glob("_locales/*/messages.json")}
SOURCES = [path for path in packed_files() if path.suffix in (".js", ".html")]


def test_no_site_permission_is_requested_at_installation() -> None:
    assert "host_permissions" not in MANIFEST
    assert "content_scripts" not in MANIFEST
    assert "web_accessible_resources" not in MANIFEST
    assert set(MANIFEST["permissions"]) == {
        "storage",
        "unlimitedStorage",
        "scripting",
        "activeTab",
        "contextMenus",
        "alarms",
    }


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r'"((?:content|background|popup|options|icons)/[\w./]+)"', json.dumps(MANIFEST)))
    named |= set(re.findall(r'"(content/[\w.]+)"', (EXTENSION / "background/pages.js").read_text("utf-8")))
    assert named
    assert not [name for name in named if not (EXTENSION / name).is_file()]


def test_the_script_of_pages_runs_the_modules_of_the_extension_on_its_own_platform() -> None:
    """A module that it lacked would be missed late."""
    modules = content_modules(EXTENSION)

    assert modules[0] == "content/listeners.js"
    assert modules[-3:] == ["reader/platform_page.js", "content/explainer.js", "content/main.js"]
    assert not [name for name in modules if not (EXTENSION / name).is_file()]


def test_all_languages_have_the_same_messages() -> None:
    assert set(LOCALES) == {"zh_CN", "zh_TW", "en"}
    keys = {
        name: {key: sorted(text.get("placeholders", {})) for key, text in texts.items()}
        for name, texts in LOCALES.items()
    }
    assert keys["zh_CN"] == keys["zh_TW"] == keys["en"]


def test_every_text_that_is_used_exists() -> None:
    used: set[str] = set()
    for path in SOURCES:
        text = path.read_text("utf-8")
        used |= set(re.findall(r'(?:message|getMessage|say)\(\s*"(\w+)"', text)) | set(
            re.findall(r'data-text="(\w+)"', text)
        )
    used |= set(re.findall(r"__MSG_(\w+)__", json.dumps(MANIFEST)))
    assert len(used) > 60
    assert not used - set(LOCALES["en"])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(EXTENSION)))
def test_no_text_becomes_markup_and_no_code_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser", text)
    assert not re.search(r"""<script[^>]+src=["']?(https?:)?//|import\(?\s*["']https?:|importScripts""", text)
    assert not re.search(r"<script(?![^>]+src=)|\son\w+=|<style|javascript:", text) or path.suffix == ".js"


def test_the_zip_is_the_same_for_the_same_files(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip")
    pack(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = set(zipfile.ZipFile(tmp_path / "a.zip").namelist())
    assert {"manifest.json", "background/worker.js", "content/main.js", "_locales/en/messages.json"} <= names
    assert not {"package.json", "tsconfig.json", "eslint.config.js", "types.d.ts"} & names


@pytest.mark.slow
@pytest.mark.skipif(not TOOLS.is_dir(), reason="the tools are not installed: npm install in extension/")
@pytest.mark.parametrize("script", ["types", "lint", "webext"])
def test_the_tools_find_nothing(script: str) -> None:
    """Types, style and Firefox's own check."""
    done = subprocess.run(
        ["npm", "run", "--silent", script], cwd=EXTENSION, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.skipif(NODE is None, reason="no Node on this machine: the extension's unit tests did not run")
def test_the_pure_modules() -> None:
    files = sorted(str(path) for path in Path("tests/extension/unit").glob("*.test.js"))
    done = run_node("--test", *files)
    assert done.returncode == 0, done.stdout[-4000:]

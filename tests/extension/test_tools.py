"""Types, style and Firefox's own check, where the extension's tools are installed (`npm install` in extension/)."""

import subprocess

import pytest

from docs.pack_extension import EXTENSION

TOOLS = EXTENSION / "node_modules" / ".bin"


@pytest.mark.slow
@pytest.mark.skipif(not TOOLS.is_dir(), reason="the tools are not installed: npm install in extension/")
@pytest.mark.parametrize("script", ["types", "lint", "webext"])
def test_the_tools_find_nothing(script: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", script], cwd=EXTENSION, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]

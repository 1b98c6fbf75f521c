"""The unit tests of the extension's pure modules, under Node's own runner."""

from pathlib import Path

import pytest

from tests.extension.conftest import NODE, run_node


@pytest.mark.skipif(NODE is None, reason="no Node on this machine: the extension's unit tests did not run")
def test_the_pure_modules() -> None:
    files = sorted(str(path) for path in Path("tests/extension/unit").glob("*.test.js"))
    done = run_node("--test", *files)
    assert done.returncode == 0, done.stdout[-4000:]

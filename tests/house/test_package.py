"""What ``pip install .`` puts on a machine: the command, the seeds and the contract, usable from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from glossary.packaged import seed_files
from tests.house.repository import ROOT, tracked_files

PACKAGES = {"glossary", "api"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("dist")
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, "-m", *build], check=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_everything_that_runs_and_nothing_else(wheel: Path) -> None:
    """Each file of the packages, the seeds byte for byte and the contract; no tests, no gold."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for path in seed_files():
            assert archive.read(f"glossary/seeds/{path.name}") == path.read_bytes()

    packages = {str(path.relative_to(ROOT)) for path in tracked_files() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert packages <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES
    if (ROOT / "openapi.yaml").exists():
        assert "glossary/openapi.yaml" in names


@pytest.mark.slow
def test_an_installed_glossary_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Harvest the packaged seeds and look a term up, with nothing of the checkout in reach."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)],
        check=True,
        timeout=120,
    )

    harvested = _glossary(site, elsewhere, "harvest", "--seeds", "--db", "terms.db")
    answer = _glossary(site, elsewhere, "lookup", "三區三線", "--db", "terms.db")

    assert harvested.returncode == 0, harvested.stderr
    assert "城镇空间" in answer.stdout


def _glossary(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"import glossary.cli as c; assert c.__file__.startswith({str(site)!r}), c.__file__; c.main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )

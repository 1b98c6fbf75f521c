"""What ``pip install .`` puts on a machine: the command, the seeds and the contract, usable from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from glossary.package_data import seed_files
from tests.repository.tracked_files import ROOT, tracked_files

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
    assert "glossary/openapi.yaml" in names


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed, its dependencies left where they are."""
    folder = tmp_path_factory.mktemp("site")
    install = ["pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run([sys.executable, "-m", *install], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def elsewhere(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another folder, where the installed command has harvested the packaged seeds."""
    folder = tmp_path_factory.mktemp("elsewhere")
    _run(site, folder, COMMAND, "harvest", "--seeds", "--workers", "1")
    return folder


COMMAND = "import glossary.cli as c; assert c.__file__.startswith(SITE), c.__file__; c.main()"
SERVICE = """
import api, os
assert api.__file__.startswith(SITE)
client = api.create_app({"db": "data/glossary.db"}).test_client()
for path in sys.argv[1:]:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True)[:300])
"""


@pytest.mark.slow
def test_an_installed_glossary_works_from_any_folder(site: Path, elsewhere: Path) -> None:
    """A term is looked up with nothing of the checkout in reach."""
    assert "城镇空间" in _run(site, elsewhere, COMMAND, "lookup", "三區三線")


@pytest.mark.slow
def test_an_installed_service_has_its_contract_pages_and_figures(site: Path, elsewhere: Path) -> None:
    """Templates, static files, openapi.yaml and gold_quality.json are found where the wheel put them."""
    paths = ["/", "/docs", "/openapi.json", "/v1/quality", "/v1/terms/三区三线", "/terms/三区三线", "/healthz"]
    _run(site, elsewhere, SERVICE, *paths)


def _run(site: Path, folder: Path, program: str, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GLOSSARY_")}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; SITE = {str(site)!r}\n{program}", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_only_pictures_are_binary() -> None:
    """A wheel, an archive or a database that a tool left in the checkout is never committed by accident."""
    binary = {path.relative_to(ROOT) for path in tracked_files() if b"\0" in path.read_bytes()}
    assert {path for path in binary if path.suffix != ".png"} == set()
    assert {str(path.parent) for path in binary} <= {"docs/pictures", "extension/icons"}

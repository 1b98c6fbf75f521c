"""The static site: the same answers as a look-up, at the same paths, whole or not at all."""

from pathlib import Path

import pytest

from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.lookup.static_site import can_be_named, write_site
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """The dictionary of the five seeds."""
    path = tmp_path_factory.mktemp("site") / "seeds.db"
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store, workers=1)
    return open_dictionary(path)


def test_every_form_and_id_is_answered_as_by_a_look_up(seeds: Dictionary, tmp_path: Path) -> None:
    """In each script, byte for byte."""
    count = write_site(seeds, tmp_path / "site")
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file() and path.name != "_headers"]
    answer = seeds.article("三區三線", "zh-Hant-TW")

    assert len(files) == count
    assert (tmp_path / "site/zh-Hant-TW/v1/terms/三區三線").read_bytes() == answer.json()
    assert (tmp_path / "site/v1/terms" / answer.term).read_bytes() == seeds.article(answer.term).json()
    assert {row[0] for row in seeds.forms()} <= {path.name for path in files}


def test_a_site_appears_whole_or_not_at_all(seeds: Dictionary, tmp_path: Path) -> None:
    """Nothing is written into a folder that is there, and nothing is left aside when writing fails."""
    (tmp_path / "mine").mkdir()
    with pytest.raises(FileExistsError):
        write_site(seeds, tmp_path / "mine")
    with pytest.raises(Exception, match="zz"):
        write_site(seeds, tmp_path / "new", ("zh-Hans", "zz"))

    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("form", ["", ".", "..", ".x", "a/b", "a\\b", "a\nb", "三" * 81, "\0"])
def test_forms_that_no_file_can_have_are_left_out(form: str) -> None:
    """No path leads out of the folder, none is too long."""
    assert not can_be_named(form)

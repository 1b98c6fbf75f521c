"""The static site: the same answers as a look-up, at the same paths, whole or not at all."""

import json
from pathlib import Path

import pytest

from glossary.chinese.script import SCRIPTS
from glossary.errors import TermNotFoundError
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


@pytest.mark.slow
def test_every_form_and_id_is_answered_as_by_a_look_up(seeds: Dictionary, tmp_path: Path) -> None:
    """In each script, byte for byte."""
    count = write_site(seeds, tmp_path / "site").files
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file() and path.parent.name == "terms"]
    answer = seeds.article("三區三線", "zh-Hant-TW")

    assert len(files) == count
    assert (tmp_path / "site/zh-Hant-TW/v1/terms/三區三線").read_bytes() == answer.json()
    assert (tmp_path / "site/v1/terms" / answer.term).read_bytes() == seeds.article(answer.term).json()
    assert {row[0] for row in seeds.forms()} <= {path.name for path in files}


@pytest.mark.slow
def test_every_form_that_a_look_up_takes_is_there(seeds: Dictionary, tmp_path: Path) -> None:
    """In quotes and without, with digits, in each script's characters; the index names them all."""
    write_site(seeds, tmp_path / "site")
    index = json.loads((tmp_path / "site/v1/index.json").read_bytes())
    manifest = json.loads((tmp_path / "site/manifest.json").read_bytes())

    for form in ("三区三线", "三區三線", "3区3线", "3區3線"):
        for script in SCRIPTS:
            base = tmp_path / "site" / ("" if script == "zh-Hans" else script) / "v1/terms"
            assert (base / form).read_bytes() == seeds.article(form, script).json()
    assert {"3区3线", "三區三線"} <= set(next(row for row in index["terms"] if row["headword"] == "三区三线")["forms"])
    assert (
        next(row for row in index["terms"] if row["headword"] == "三区三线")["attribution"]
        == "株洲市荷塘区人民政府 2023"
    )
    assert manifest["revision"] == index["revision"] == seeds.revision
    assert manifest["articles"] == len(index["terms"])
    assert "v1/index.json" in (tmp_path / "site/index.html").read_text("utf-8")


def test_a_form_without_an_article_does_not_stop_the_site(seeds: Dictionary, tmp_path: Path, monkeypatch) -> None:
    """Variants of one character may be written so that no look-up leads back."""
    real = seeds.article

    def article(form: str, script: str = "zh-Hans"):
        if form == "三區三線":
            raise TermNotFoundError(form, ())
        return real(form, script)

    monkeypatch.setattr(seeds, "article", article)
    write_site(seeds, tmp_path / "site", ("zh-Hans",))

    index = json.loads((tmp_path / "site/v1/index.json").read_bytes())
    assert (tmp_path / "site/v1/terms/三区三线").exists()
    assert not (tmp_path / "site/v1/terms/三區三線").exists()
    assert not any("三區三線" in row["forms"] for row in index["terms"])


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

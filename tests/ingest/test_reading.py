"""Files and folders to sources; a failure never ends the run."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.ingest.blob import _SUFFIXES, Format
from glossary.ingest.reader import list_origins, read_content, read_sources
from glossary.limits import Limits
from glossary.model import Failure, Source

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEXT = "名词解释\n1.三区三线：是指城镇空间、农业空间、生态空间。\n"


def codes(found: list[Source | Failure]) -> list[str]:
    """``ok`` for a source, else the code of the failure."""
    return [each.finding.code if isinstance(each, Failure) else "ok" for each in found]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_a_seed_is_read_to_the_letter(path: Path) -> None:
    """Every span of every later stage counts on this."""
    (source,) = read_sources(str(path))
    assert isinstance(source, Source)
    assert source.text == path.read_bytes().decode("utf-8")
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.id == f"s{source.sha256[:16]}"
    assert (source.origin, source.media_type, source.encoding) == (str(path), "text/plain", "utf-8")


def test_a_renamed_copy_is_the_same_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.md").write_text(TEXT, "utf-8")
    first, second = read_sources(str(tmp_path))
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.id, first.text) == (second.id, second.text)


def test_front_matter_stays_in_the_text_and_overrules_the_path(tmp_path: Path) -> None:
    path = tmp_path / "昆明市" / "2020.md"
    path.parent.mkdir()
    path.write_text("---\nyear: 2021\ntitle: 报告\n---\n正文\n", "utf-8")
    (source,) = read_sources(str(path))
    assert isinstance(source, Source)
    assert source.text.startswith("---\n")
    assert dict(source.hints) == {"region": "昆明市", "title": "报告", "year": "2021"}
    assert source.media_type == "text/markdown"


def test_a_bad_file_does_not_end_the_run(tmp_path: Path) -> None:
    """Empty, binary, missing, a folder with nothing: a failure each, and the good ones are read."""
    (tmp_path / "1.txt").write_text(TEXT, "utf-8")
    (tmp_path / "2.txt").write_bytes(b"")
    (tmp_path / "3.txt").write_bytes(os.urandom(4000))
    (tmp_path / "4.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "empty").mkdir()
    origins = [str(tmp_path), str(tmp_path / "nope.txt"), str(tmp_path / "empty"), "/dev/null", "a\0b"]
    assert codes(list(read_sources(*origins))) == ["ok", "E101", "E104", "ok", "E102", "E103", "E117", "E102"]


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.md", ".git/x.txt", "~$a.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    found = [Path(each.origin).relative_to(tmp_path).as_posix() for each in read_sources(str(tmp_path))]
    assert found == ["a.txt", "b/10.txt", "b/2.txt", "c.md"]


def test_the_listed_files_of_a_folder_give_what_the_folder_gives(tmp_path: Path) -> None:
    for name in ("a.txt", "b.jpg", "c.md"):
        (tmp_path / name).write_text(name, "utf-8")
    listed = list(list_origins(str(tmp_path)))
    paths = [each for each in listed if isinstance(each, str)]
    failures = [each for each in listed if isinstance(each, Failure)]
    whole = list(read_sources(str(tmp_path)))
    assert [each for each in whole if isinstance(each, Source)] == list(read_sources(*paths))
    assert [each for each in whole if isinstance(each, Failure)] == failures


def test_other_files_of_a_folder_are_skipped_and_reported(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about", "utf-8")
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "x.txt").write_text(TEXT, "utf-8")
    found = list(read_sources(str(tmp_path)))
    assert codes(found) == ["I101", "I101", "ok"]
    assert not any(each.is_error for each in found if isinstance(each, Failure))
    assert codes(list(read_sources(str(tmp_path / "README.md")))) == ["ok"]


def test_a_folder_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    assert codes(list(read_sources(str(tmp_path)))) == ["I102", "E117", "ok"]


def test_folders_are_bounded_in_depth_and_number(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcde")
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text(TEXT, "utf-8")
    assert codes(list(read_sources(str(tmp_path), limits=Limits(folder_depth=3)))) == ["E106", "E103"]
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(TEXT, "utf-8")
    assert codes(list(read_sources(str(tmp_path), limits=Limits(folder_files=3)))) == ["ok"] * 3 + ["E106"]


def test_a_text_beyond_the_bound_is_not_even_opened(tmp_path: Path) -> None:
    """A sparse file of 100 MB: the failure costs its size in no memory."""
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    assert codes(list(read_sources(str(path)))) == ["E106"]


def test_a_very_long_line_is_read_and_reported() -> None:
    (source,) = read_content(("三区三线" * 10).encode(), "a.txt", limits=Limits(line_characters=30))
    assert isinstance(source, Source)
    assert [finding.code for finding in source.findings] == ["W104"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    path.chmod(0)
    assert codes(list(read_sources(str(path)))) == ["E117"]


# Legacy Word is converted by another program, seconds a file: test_office.py has its cases.
_READ_HERE = sorted(suffix for suffix, kind in _SUFFIXES.items() if kind is not Format.LEGACY_WORD)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["", ".xlsx", ".tar.gz", *_READ_HERE]))
def test_any_bytes_under_any_name_give_sources_or_failures(content: bytes, suffix: str) -> None:
    """The law of this package: no content of an origin raises an exception."""
    found = list(read_content(content, f"report{suffix}"))
    assert all(isinstance(each, Source | Failure) for each in found)
    assert all(each.text.strip() for each in found if isinstance(each, Source))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A link in a folder of reports must not give access to other files of the machine."""
    outside, folder = tmp_path / "outside", tmp_path / "reports"
    (outside / "deep").mkdir(parents=True)
    folder.mkdir()
    for path in (outside / "secret.txt", outside / "deep" / "a.txt", folder / "report.txt"):
        path.write_text("三区三线。", "utf-8")
    (folder / "passwd.txt").symlink_to(outside / "secret.txt")
    (folder / "deep").symlink_to(outside / "deep")
    (folder / "copy.txt").symlink_to(folder / "report.txt")
    found = list(read_sources(str(folder)))
    assert sorted(Path(each.origin).name for each in found if isinstance(each, Source)) == ["copy.txt", "report.txt"]
    refused = [each for each in found if isinstance(each, Failure)]
    assert {(Path(each.origin).name, each.finding.code) for each in refused} == {
        ("passwd.txt", "E121"),
        ("deep", "E121"),
    }
    assert [each for each in list_origins(str(folder)) if isinstance(each, str)] == [
        str(folder / "copy.txt"),
        str(folder / "report.txt"),
    ]

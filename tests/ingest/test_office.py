"""Legacy Word documents: converted in batches by LibreOffice, a clear failure without it."""

import shutil
import stat
from pathlib import Path

import pytest

from glossary.ingest import word
from glossary.ingest.reader import read_content, read_sources
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import docx_of, paragraph, zip_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def codes(found: list[Source | Failure]) -> list[str]:
    """The text of a source, the code of a failure."""
    return [each.finding.code if isinstance(each, Failure) else each.text for each in found]


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_PROGRAMS", ())


@pytest.fixture
def pretended_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program that answers every document with the same docx, but hangs on ``hang`` and fails on ``fail``."""
    (tmp_path / "made.docx").write_bytes(docx_of(paragraph("换过的文档")))
    program = tmp_path / "soffice"
    program.write_text(
        f"""#!/bin/sh
echo call >> {tmp_path}/calls
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2
for each in "$@"; do
  if grep -q hang "$each"; then sleep 60; fi
  if ! grep -q fail "$each"; then name=$(basename "$each"); cp {tmp_path}/made.docx "$out/${{name%.*}}.docx"; fi
done
"""
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(word, "_PROGRAMS", (str(program),))
    return tmp_path / "calls"


@pytest.mark.usefixtures("without_office")
def test_without_libreoffice_a_legacy_document_is_a_failure_with_a_remedy() -> None:
    for name in ("a.doc", "a.wps", "a.docx"):
        (failure,) = read_content(OLE + b"x" * 600, name)
        assert isinstance(failure, Failure)
        assert failure.finding.code == "E111"
        assert "LibreOffice" in failure.finding.message


@pytest.mark.usefixtures("without_office")
def test_what_is_named_doc_is_read_by_its_content() -> None:
    assert codes(list(read_content(docx_of(paragraph("甲")), "a.doc"))) == ["甲"]
    assert codes(list(read_content(b"<html><body>\xe7\x94\xb2</body></html>", "a.doc"))) == ["甲"]
    assert codes(list(read_content(b"no word at all", "a.doc"))) == ["E116"]
    assert codes(list(read_content(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx"))) == ["E115"]


def test_a_folder_is_converted_in_batches_and_stays_in_order(pretended_office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.doc").write_bytes(OLE + str(number).encode())
    (folder / "1a.txt").write_text("文本", "utf-8")
    found = list(read_sources(str(folder), limits=Limits(office_batch=3)))
    assert codes(found) == ["换过的文档", "换过的文档", "文本", *["换过的文档"] * 3]
    assert [Path(each.origin).name for each in found] == ["0.doc", "1.doc", "1a.txt", "2.doc", "3.doc", "4.doc"]
    assert len({each.id for each in found if isinstance(each, Source)}) == 6
    assert pretended_office.read_text().count("call") == 2


@pytest.mark.usefixtures("pretended_office")
def test_members_of_archives_are_converted_too() -> None:
    archive = zip_of({"a.doc": OLE + b"a", "b.txt": "文本", "c.doc": OLE + b"fail"})
    assert codes(list(read_content(archive, "x.zip"))) == ["换过的文档", "文本", "E116"]


@pytest.mark.slow
@pytest.mark.usefixtures("pretended_office")
def test_a_document_that_holds_up_the_batch_is_lost_alone() -> None:
    archive = zip_of({"a.doc": OLE + b"hang", "b.doc": OLE + b"b"})
    assert codes(list(read_content(archive, "x.zip", limits=Limits(office_seconds=0.5)))) == ["E116", "换过的文档"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("lowriter"), reason="LibreOffice Writer is not installed")
def test_libreoffice_itself_reads_a_legacy_document() -> None:
    """Rich text, for a .doc cannot be written by hand; the way is the same."""
    text = "".join(f"\\u{ord(character)}?" for character in "三区三线")
    (source,) = read_content(rf"{{\rtf1\ansi {text}\par {text}{{\super 1}}}}".encode(), "a.doc", limits=LIMITS)
    assert isinstance(source, Source), source
    assert source.text == "三区三线\n三区三线[1]"
    assert source.media_type == "application/msword"


def test_no_folder_is_left_behind(pretended_office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    list(read_content(OLE, "a.doc"))
    assert list((tmp_path / "tmp").iterdir()) == []
    assert pretended_office.exists()

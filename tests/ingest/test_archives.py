"""Archives: every document in them, and none of the harm."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from glossary.ingest.blob import printable
from glossary.ingest.reader import read_content
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import docx_of, paragraph, tar_of, zip_of

TEXT = "三区三线：指……。".encode()
SMALL = Limits(archive_ratio_bytes=100_000, member_bytes=1_000_000, archive_unpacked_bytes=3_000_000)


def read(content: bytes, name: str, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Origin after the archive's name, and ``ok`` or the code."""
    found = read_content(content, name, limits=limits)
    return [
        (each.origin.removeprefix(name), each.finding.code if isinstance(each, Failure) else "ok") for each in found
    ]


@pytest.mark.parametrize("packed", ["", "gz", "bz2", "xz"])
def test_a_tar_gives_its_documents(packed: str) -> None:
    archive = tar_of({"a/2020.txt": TEXT, "b.docx": docx_of(paragraph("甲")), "c.jpg": b"\xff\xd8"}, packed)
    assert read(archive, "x.tar") == [("!a/2020.txt", "ok"), ("!b.docx", "ok"), ("!c.jpg", "I101")]


def test_a_zip_gives_its_documents_with_hints_of_their_paths() -> None:
    (source,) = read_content(zip_of({"昆明市/2020.md": TEXT, "__MACOSX/._a.md": b"x", "d/.b.txt": b"x"}), "x.zip")
    assert isinstance(source, Source)
    assert dict(source.hints) == {"region": "昆明市", "year": "2020"}
    assert source.text.encode() == TEXT


def test_names_in_gbk_are_read() -> None:
    """As old Chinese packers write them: without a flag for it."""
    archive = zip_of({"kmkm.txt": TEXT}).replace(b"kmkm.txt", "昆明.txt".encode("gbk"))
    assert read(archive, "x.zip") == [("!昆明.txt", "ok")]


def test_a_name_in_the_field_for_unicode_names_comes_first() -> None:
    """As Info-ZIP writes it; the field of another name is left from a renaming."""
    for name, read_as in ((b"kmkm.txt", "!昆明.txt"), (b"other.txt", "!kmkm.txt")):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            info = zipfile.ZipInfo("kmkm.txt")
            stated = "昆明.txt".encode()
            info.extra = struct.pack("<HHBI", 0x7075, 5 + len(stated), 1, zlib.crc32(name)) + stated
            archive.writestr(info, TEXT)
        assert read(stream.getvalue(), "x.zip") == [(read_as, "ok")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_single_packed_file_is_read(pack) -> None:
    assert read(pack(TEXT), "report.txt.gz") == [("!report.txt", "ok")]


def test_archives_in_archives_are_read_to_their_bound() -> None:
    archive = zip_of({"a.txt": TEXT})
    for depth in range(4):
        archive = zip_of({f"{depth}.zip": archive}) if depth % 2 else tar_of({f"{depth}.zip": archive}, "gz")
    assert read(archive, "x.zip", Limits(archive_depth=5)) == [("!3.zip!2.zip!1.zip!0.zip!a.txt", "ok")]
    assert read(archive, "x.zip") == [("!3.zip!2.zip!1.zip", "E107")]


def test_a_zip_bomb_is_refused_and_what_came_before_is_read() -> None:
    archive = zip_of({"a.txt": TEXT, **{f"{n}.txt": b"0" * 900_000 for n in range(9)}, "z.txt": TEXT})
    found = [code for _, code in read(archive, "x.zip", SMALL)]
    assert (found[0], found[-1]) == ("ok", "E107")
    assert len(found) < 5


def test_a_bomb_inside_an_archive_stops_the_outermost() -> None:
    inner = zip_of({f"{n}.txt": b"0" * 900_000 for n in range(9)})
    assert read(zip_of({"a.zip": inner, "b.txt": TEXT}), "x.zip", SMALL) == [("", "E107")]


@pytest.mark.parametrize("packed", ["gz", "bz2", "xz"])
def test_a_tar_bomb_is_refused(packed: str) -> None:
    assert read(tar_of({"a.txt": b"0" * 5_000_000}, packed), "x.tar", SMALL) == [("", "E107")]


def test_a_single_member_too_large_for_its_archive_is_a_bomb() -> None:
    assert read(zip_of({"a.txt": b"0" * 5_000_000, "b.txt": TEXT}), "x.zip", SMALL) == [("", "E107")]


def test_a_packed_file_without_end_is_refused() -> None:
    assert read(gzip.compress(b"0" * 5_000_000), "a.txt.gz", SMALL)[-1][1] == "E107"


def test_a_member_beyond_the_bound_is_left_out_alone() -> None:
    noise = bytes(range(256)) * 8000
    archive = zip_of({"a.txt": noise, "b.txt": TEXT})
    assert read(archive, "x.zip", Limits(member_bytes=1_000_000)) == [("!a.txt", "E106"), ("!b.txt", "ok")]


def test_too_many_members_are_refused() -> None:
    many = {f"{number}.txt": TEXT for number in range(9)}
    for archive in (zip_of(many), tar_of(many)):
        found = read(archive, "x.zip", Limits(archive_members=5))
        assert [code for _, code in found] == ["ok"] * 5 + ["E107"]


def test_a_directory_larger_than_any_archive_needs_is_not_loaded() -> None:
    assert read(zip_of({"a" * 60_000: b""}), "x.zip", Limits(archive_directory_bytes=50_000)) == [("", "E107")]


def test_links_devices_and_ways_out_are_refused() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("a.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name in ("/etc/a.txt", "../a.txt", "a/../../b.txt", "c.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(TEXT)
            archive.addfile(info, io.BytesIO(TEXT))
    assert [code for _, code in read(stream.getvalue(), "x.tar")] == ["E121"] * 7 + ["ok"]
    zipped = zip_of({"/a.txt": TEXT, "..\\a.txt": TEXT, "C:\\a.txt": TEXT, "ok.txt": TEXT})
    assert [code for _, code in read(zipped, "x.zip")] == ["E121"] * 3 + ["ok"]


def test_a_link_in_a_zip_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert read(stream.getvalue(), "x.zip") == [("!a.txt", "E121")]


def test_a_protected_member_is_named() -> None:
    archive = bytearray(zip_of({"a.txt": TEXT}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.find(magic) + offset] |= 1
    assert read(bytes(archive), "x.zip") == [("!a.txt", "E115")]


@pytest.mark.parametrize("packed", ["gz", "bz2", "xz", "zip", ""])
def test_half_an_archive_gives_its_good_half_and_a_failure(packed: str) -> None:
    noise = bytes((number * 7919 >> 5) % 251 + 4 for number in range(50_000)).hex().encode()
    members = {"a.txt": TEXT, "b.txt": noise, "c.txt": TEXT}
    archive = zip_of(dict(members)) if packed == "zip" else tar_of(members, packed)
    found = read(archive[: len(archive) // 2], "x.zip" if packed == "zip" else "x.tar")
    assert found[-1][1] == "E116"


def test_headers_made_to_fill_the_memory_are_refused() -> None:
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 900_000_000
    assert read(gzip.compress(info.tobuf() + b"0" * 5_000_000), "x.tar.gz", SMALL) == [("", "E107")]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("big5", "臺北市/2020年施政報告.txt"),
        ("big5", "新北市.txt"),
        ("big5", "高雄縣/政府工作報告名詞解釋.txt"),
        ("gbk", "昆明市/2020年政府工作报告.txt"),
        ("gbk", "毕节.txt"),
        ("utf-8", "福州市/二〇二〇.txt"),
    ],
)
def test_names_of_old_packers_are_read_in_their_encoding(encoding: str, name: str) -> None:
    raw = name.encode(encoding)
    placeholder = b"k" * (len(raw) - 4) + b".txt"
    archive = zip_of({placeholder.decode(): TEXT}).replace(placeholder, raw)
    assert read(archive, "x.zip") == [(f"!{name}", "ok")]
    assert printable(raw.decode("utf-8", "surrogateescape")) == name


def test_the_contents_of_an_archive_are_limited_with_one_finding() -> None:
    """A small archive may hold much text; the documents before the bound are read, the others left out."""
    archive = zip_of({f"{n}.txt": "三区三线。".encode() * 100 for n in range(9)})
    assert read(archive, "x.zip", Limits(archive_characters=1_200)) == [
        ("!0.txt", "ok"), ("!1.txt", "ok"), ("!2.txt", "ok"), ("", "E107"),
    ]  # fmt: skip
    found = read(archive, "x.zip", Limits(archive_seconds=0.0))
    assert found[-1] == ("", "E107")
    assert [code for _, code in found].count("E107") == 1


def test_the_bounds_of_one_archive_are_not_those_of_the_next() -> None:
    archive = zip_of({"a.txt": TEXT, "b.txt": TEXT})
    both = zip_of({"1.zip": archive, "2.txt": TEXT})
    assert [code for _, code in read(both, "x.zip", Limits(archive_characters=60))] == ["ok"] * 3

"""Unpacks archives (zip, tar and its compressed forms) into blobs in memory; never writes to disk.

Three limits bound an archive: the size of a member, the total unpacked size, and the ratio of unpacked to packed bytes.
They are enforced while unpacking. Archives inside archives count towards the outermost one. Zip files may be hostile:
the directory is bounded before it is read, and each member while it is unpacked.
"""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import SEEK_CUR, SEEK_END
from typing import IO, BinaryIO, cast

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_failure
from glossary.ingest.blob import Blob, Format, failure, has_document_name, left_out, old_encoding, printable, too_large
from glossary.limits import MIB, Limits
from glossary.model import Failure

CHUNK_BYTES = 256 * 1024
_XZ_MAGIC = b"\xfd7zXZ\x00"
_XZ_MEMORY_BYTES = 128 * MIB  # a dictionary of 64 MiB is the most that xz -9 makes


@dataclass(slots=True)
class DecompressionLimit:
    """Counts what is unpacked from one outermost archive, including the archives in it.

    Attributes:
        origin: The outermost archive, named in error messages.
        packed: Its compressed size in bytes.
        limits: The limits.
        unpacked: Unpacked bytes so far.
        members: Members so far.
    """

    origin: str
    packed: int
    limits: Limits
    unpacked: int = 0
    members: int = 0

    def spend(self, size: int) -> None:
        """Count ``size`` unpacked bytes.

        Raises:
            UnreadableSourceError: E107, against the outermost archive.
        """
        self.unpacked += size
        if self.is_dense(self.unpacked) or self.unpacked > self.limits.archive_unpacked_bytes:
            raise make_error("E107-unpacked", self.origin, mebibytes=(self.unpacked - size) // MIB)

    def is_dense(self, size: int) -> bool:
        """Whether the compression ratio up to ``size`` unpacked bytes is so high that it indicates an attack."""
        return size > max(self.limits.archive_ratio_bytes, self.limits.archive_ratio * self.packed)

    def count(self) -> None:
        """Count one member.

        Raises:
            UnreadableSourceError: E107.
        """
        self.members += 1
        if self.members > self.limits.archive_members:
            raise make_error("E107-members", self.origin, most=self.limits.archive_members)


class LimitedStream:
    """The unpacked bytes of a stream, counted; forward only, which is sufficient for :mod:`tarfile`."""

    mode = "rb"
    name = ""

    def __init__(self, packed: BinaryIO, budget: DecompressionLimit) -> None:
        self._stream = _unpacked(packed)
        self._budget, self._at, self._ahead = budget, 0, b""

    def peek(self, size: int) -> bytes:
        """The first ``size`` bytes, without consuming them; call it before any read."""
        self._ahead = self._stream.read(size)
        return self._ahead

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes.

        Raises:
            UnreadableSourceError: E107 for a very large ``size``, which only a forged header leads to.
        """
        if not 0 <= size <= 4 * CHUNK_BYTES:
            raise make_error("E107-header", self._budget.origin)
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        content = ahead + (self._stream.read(size - len(ahead)) if size > len(ahead) else b"")
        self._at += len(content)
        self._budget.spend(len(content))
        return content

    def read_whole(self, origin: str, most: int) -> bytes:
        """All remaining bytes.

        Raises:
            UnreadableSourceError: E106 for more than ``most`` bytes.
        """
        chunks = []
        while chunk := self.read(CHUNK_BYTES):
            chunks.append(chunk)
            if self._at > most:
                raise too_large(origin, most)
        return b"".join(chunks)

    def tell(self) -> int:
        """The number of bytes read so far."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Skip forward to ``offset``.

        Raises:
            EOFError: The stream ends earlier, or ``offset`` was already passed.
        """
        target = offset + (self._at if whence == SEEK_CUR else 0)
        while self._at < target and self.read(min(CHUNK_BYTES, target - self._at)):
            continue
        if self._at != target:
            raise EOFError("it is truncated")
        return self._at

    def close(self) -> None:
        """Does nothing: the caller owns the compressed stream."""


class _Xz:
    """Unpacks xz with bounded memory, which :class:`lzma.LZMAFile` cannot."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_XZ_MEMORY_BYTES)

    def read(self, size: int) -> bytes:
        content = b""
        while not content and not self._unpacker.eof and size:
            fresh = self._packed.read(CHUNK_BYTES) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not fresh:
                raise EOFError("it is truncated")
            content = self._unpacker.decompress(fresh, size)
        rest = size - len(content)
        return content + self.read(rest) if content and rest and not self._unpacker.eof else content


def _unpacked(packed: BinaryIO) -> "IO[bytes] | gzip.GzipFile | bz2.BZ2File | _Xz":
    head = packed.read(8)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(packed, "rb")
    if head.startswith(b"BZh"):
        return bz2.open(packed, "rb")
    return _Xz(packed) if head.startswith(_XZ_MAGIC) else packed


_END = struct.Struct("<4s4H2LH")  # end of central directory
_END64_LOCATOR_BYTES = 20
_END64 = struct.Struct("<4sQ2H2L4Q")
_COMMENT_BYTES = 65_535
_SAMPLED_NAMES = 500
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_EXTRA = struct.Struct("<HHBI")  # kind and size of a field; in that of a path, a version and a checksum follow
_ENCRYPTED = 0x1


def open_zip(stream: BinaryIO, origin: str, limits: Limits) -> zipfile.ZipFile:
    """Open the zip file in ``stream``.

    Raises:
        UnreadableSourceError: E107 for a directory larger than any archive of reports needs.
        zipfile.BadZipFile: ``stream`` is not a zip file.
    """
    if _directory_bytes(stream) > limits.archive_directory_bytes:
        raise make_error("E107-directory", origin)
    return zipfile.ZipFile(stream)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, origin: str, most: int) -> bytes:
    """The unpacked bytes of ``member``; holds at most ``most`` bytes and one chunk in memory.

    Raises:
        UnreadableSourceError: E106 too large, E115 encrypted, E116 damaged or compressed by an unsupported method.
    """
    if member.flag_bits & _ENCRYPTED:
        raise make_error("E115-member", origin)
    if member.file_size > most:
        raise too_large(origin, most)
    try:
        with archive.open(member) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise make_error("E116-member", origin, error=error) from error
    if len(content) > most:
        raise too_large(origin, most)
    return content


def member_name(member: zipfile.ZipInfo, encoding: str = "gb18030") -> str:
    """The name of a member, decoded correctly: old Chinese archivers write GBK without declaring it.

    >>> info = zipfile.ZipInfo("昆明市/2020.md".encode("gbk").decode("cp437"))
    >>> member_name(info)
    '昆明市/2020.md'
    """
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    if stated := _stated_name(member.extra, raw):
        return stated
    for codec in ("utf-8", encoding):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


def _stated_name(extra: bytes, raw: bytes) -> str:
    """The name in the extra field 0x7075 of Info-ZIP, which holds it in UTF-8; ``""`` if it is not that of ``raw``."""
    while len(extra) > _EXTRA.size:
        kind, size, version, checksum = _EXTRA.unpack_from(extra)
        if kind == _UNICODE_PATH and version == 1 and checksum == zlib.crc32(raw):
            return extra[_EXTRA.size : 4 + size].decode("utf-8", "ignore")
        extra = extra[4 + size :]
    return ""


def _directory_bytes(stream: BinaryIO) -> int:
    """The directory size that the end record claims; the standard library reads that many bytes at once."""
    size = stream.seek(0, SEEK_END)
    start = max(0, size - _END.size - _COMMENT_BYTES)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + _END.size:
        return 0
    claimed = int(_END.unpack_from(tail, at)[5])
    at64 = at - _END64_LOCATOR_BYTES - _END64.size
    if at64 >= 0 and tail.startswith(b"PK\x06\x06", at64):
        claimed = max(claimed, int(_END64.unpack_from(tail, at64)[8]))
    return claimed


_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
    *(OverflowError, NotImplementedError, RecursionError),
)
_FILE_TYPES = 0o170000
_REGULAR_FILE = 0o100000


@dataclass(frozen=True, slots=True)
class _Member:
    """One unread member: ``read`` takes the origin, for error messages, and the limit in bytes."""

    name: str
    size: int
    is_regular: bool
    read: Callable[[str, int], bytes]


def open_members(blob: Blob, kind: Format, budget: DecompressionLimit) -> Iterator[Blob | Failure]:
    """The members of one archive, in archive order, as blobs in memory.

    Yields:
        Blobs with origin ``archive!member``, and failures: E106, E115, E116 for single members, E121 for links,
        devices and paths that lead out of the archive, I101 for members that are not documents.

    Raises:
        UnreadableSourceError: E106, E107 or E116 for the archive itself.
    """
    if blob.size() > budget.limits.archive_bytes:
        raise too_large(blob.origin, budget.limits.archive_bytes)
    list_members = _zip_members if kind is Format.ZIP else _tar_members
    try:
        with blob.open() as stream:
            for member in list_members(blob, stream, budget):
                yield from _open_member(blob, member, budget)
    except _DAMAGE as error:
        raise make_error("E116-archive", blob.origin, error=error) from error


def _open_member(blob: Blob, member: _Member, budget: DecompressionLimit) -> Iterator[Blob | Failure]:
    """Reject, skip or read one member; only a member that is read costs memory."""
    budget.count()
    opened = Blob(f"{blob.origin}!{member.name}", is_requested=False)
    if not member.is_regular or _leads_out(member.name):
        yield make_failure("E121-member", opened.origin)
    elif _is_hidden(member.name):
        return
    elif not has_document_name(opened):
        yield left_out(opened.origin)
    else:
        yield _read_member(opened, member, budget)


def _read_member(opened: Blob, member: _Member, budget: DecompressionLimit) -> Blob | Failure:
    most = budget.limits.member_bytes
    try:
        if member.size > most:
            raise _oversized(opened.origin, member.size, budget)
        return replace(opened, content=member.read(opened.origin, most))
    except UnreadableSourceError as error:
        if error.finding_code == "E107":
            raise
        return failure(error)


def _oversized(origin: str, size: int, budget: DecompressionLimit) -> UnreadableSourceError:
    """The error for a large member: for this member alone, or for the archive if the ratio shows an attack."""
    if budget.is_dense(size):
        return make_error("E107-member-size", budget.origin, mebibytes=size // MIB)
    return too_large(origin, budget.limits.member_bytes)


def _zip_members(blob: Blob, stream: BinaryIO, budget: DecompressionLimit) -> Iterator[_Member]:
    with open_zip(stream, blob.origin, budget.limits) as archive:
        encoding = _names_encoding(archive)
        for info in archive.infolist():
            if not info.is_dir():
                is_regular = (info.external_attr >> 16) & _FILE_TYPES in {0, _REGULAR_FILE}
                yield _Member(
                    member_name(info, encoding), info.file_size, is_regular, _zip_reader(archive, info, budget)
                )


def _names_encoding(archive: zipfile.ZipFile) -> str:
    """The encoding of all names that do not declare one; a single name may be valid in two encodings."""
    old = [
        info.filename for info in archive.infolist() if not info.flag_bits & _UTF8_NAME and not info.filename.isascii()
    ]
    return old_encoding(name.encode("cp437", "ignore") for name in old[:_SAMPLED_NAMES]) if old else "gb18030"


def _zip_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: DecompressionLimit
) -> Callable[[str, int], bytes]:
    def read(origin: str, most: int) -> bytes:
        budget.spend(info.file_size)  # the library unpacks at most the size stated in the directory
        return read_member(archive, info, origin, most)

    return read


def _tar_members(blob: Blob, packed: BinaryIO, budget: DecompressionLimit) -> Iterator[_Member]:
    stream = LimitedStream(packed, budget)
    if not _is_tar(stream.peek(tarfile.BLOCKSIZE)):
        yield _Member(blob.stem, 0, True, stream.read_whole)
        return
    with tarfile.TarFile(fileobj=cast("BinaryIO", stream), encoding="utf-8", errors="surrogateescape") as archive:
        while (info := archive.next()) is not None:
            vars(archive)["members"].clear()  # the library keeps every header it has seen
            if not info.isdir():
                is_regular = info.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not info.issparse()
                yield _Member(printable(info.name), info.size, is_regular, _tar_reader(archive, info))


def _tar_reader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[str, int], bytes]:
    def read(_origin: str, _most: int) -> bytes:
        stream = archive.extractfile(info)
        return b"".join(iter(lambda: stream.read(CHUNK_BYTES), b"")) if stream else b""

    return read


def _is_tar(block: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":")


def _is_hidden(name: str) -> bool:
    parts = name.removeprefix("./").split("/")
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)

"""Zip files that may mean harm: the directory is bounded before it is read, each member while it is unpacked."""

import struct
import zipfile
import zlib
from io import SEEK_END
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.readers.blob import too_large
from glossary.readers.limits import Limits

_END = struct.Struct("<4s4H2LH")  # end of central directory
_END64_LOCATOR_BYTES = 20
_END64 = struct.Struct("<4sQ2H2L4Q")
_COMMENT_BYTES = 65_535
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def open_zip(stream: BinaryIO, origin: str, limits: Limits) -> zipfile.ZipFile:
    """The zip file in ``stream``.

    Raises:
        UnreadableSourceError: E107 for a directory larger than any archive of reports needs.
        zipfile.BadZipFile: For what is no zip file.
    """
    if _directory_bytes(stream) > limits.archive_directory_bytes:
        problem = "lists more members than any archive of reports; unpack it yourself"
        raise UnreadableSourceError(origin, "E107", problem)
    return zipfile.ZipFile(stream)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, origin: str, most: int) -> bytes:
    """The unpacked bytes of ``member``; never more than ``most`` and a chunk are held.

    Raises:
        UnreadableSourceError: E106 too large, E115 encrypted, E116 damaged or packed in a way that is not read.
    """
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableSourceError(origin, "E115", "is protected by a password; unpack it yourself")
    if member.file_size > most:
        raise too_large(origin, most)
    try:
        with archive.open(member) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnreadableSourceError(origin, "E116", f"is damaged in its archive ({error}); pack it again") from error
    if len(content) > most:
        raise too_large(origin, most)
    return content


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as the packer meant it: old Chinese packers write GBK and do not say so.

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
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _directory_bytes(stream: BinaryIO) -> int:
    """The size that the end record claims; the standard library reads that much at once."""
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

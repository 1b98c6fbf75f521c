"""The font that stands in for fonts that a PDF names and does not contain: every character is a box.

pdfium measures text by the shapes of its glyphs and skips what measures nothing: a character that is drawn by itself,
or a line at a right angle to the page. Chinese PDFs often name SimSun or FangSong and contain neither, so without that
font on the machine their text would be lost. Only the measure of a glyph matters here, so one made of boxes is enough,
and the same PDF gives the same text on every machine.
"""

import ctypes
import struct
from array import array
from functools import cache
from typing import Any

from pypdfium2 import raw

_EM, _ASCENT, _DESCENT = 1000, 880, 120
_GLYPHS = 0xFFFF
_ASCII = range(0x20, 0x7F)
"""Characters of half the width."""
_BUILT_IN = ("helvetica", "arial", "times", "courier", "symbol", "zapfdingbats", "dingbats", "wingdings")
"""Fonts that pdfium has itself, and their like."""
_HANDLE = 1


@cache
def fallback_font() -> bytes:
    """A TrueType font whose glyphs are boxes, one em wide, those of ASCII half as wide."""
    full, half = _box(_EM), _box(_EM // 2)
    glyphs = full * _ASCII.start + half * len(_ASCII) + full * (_GLYPHS - _ASCII.stop)
    tables = {
        b"cmap": _character_map(),
        b"glyf": glyphs,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, -_DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, -_DESCENT, 0, _EM, 0, 0, _EM, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hh", _EM, 0) + bytes(2 * (_GLYPHS - 1)),
        b"loca": _offsets(len(full)),
        b"maxp": struct.pack(">IHHH", 0x10000, _GLYPHS, 4, 1) + bytes(4) + struct.pack(">H", 1) + bytes(16),
    }
    return _font_file(tables)


def _box(width: int) -> bytes:
    """The outline of a box: one contour of four points, each with the difference from the one before."""
    outline = struct.pack(">hhhhhHH", 1, 0, -_DESCENT, width, _ASCENT, 3, 0) + bytes([1] * 4)
    outline += struct.pack(">hhhh", 0, width, 0, -width)
    outline += struct.pack(">hhhh", -_DESCENT, 0, _DESCENT + _ASCENT, 0)
    return outline + bytes(-len(outline) % 4)


def _offsets(size: int) -> bytes:
    offsets = array("I", range(0, size * (_GLYPHS + 1), size))
    offsets.byteswap()  # the format is big-endian
    return offsets.tobytes()


def _character_map() -> bytes:
    """Maps every character to the glyph of the same number."""
    ends, starts = (_GLYPHS - 1, 0xFFFF), (_ASCII.start, 0xFFFF)
    segments = struct.pack(">HHHHHHHHHHHH", 4, 4, 1, 0, *ends, 0, *starts, 0, 1, 0) + bytes(2)
    subtable = struct.pack(">HHH", 4, 6 + len(segments), 0) + segments
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    offset = len(directory) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, offset, len(table))
        offset += len(table) + -len(table) % 4
    return directory + b"".join(table + bytes(-len(table) % 4) for _, table in sorted(tables.items()))


@cache
def use_fallback_font() -> None:
    """Let pdfium use the font in this process, in the place of the fonts of the system.

    To be called before a document is opened.
    """
    raw.FPDF_SetSystemFontInfo(_font_source())


@cache
def _font_source() -> raw.FPDF_SYSFONTINFO:
    """The functions by which pdfium asks for fonts; cached, because pdfium keeps no reference to them."""
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    functions = {
        "Release": lambda _: None,
        "EnumFonts": lambda _, __: None,
        "MapFont": _find_font,
        "GetFont": lambda _, __: None,
        "GetFontData": _font_data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda _, __: 0,
        "DeleteFont": lambda _, __: None,
    }
    return raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](function) for name, function in functions.items()})


def _find_font(*arguments: Any) -> int | None:
    face = arguments[5]  # after this structure, weight, slant, character set and pitch
    name = ctypes.cast(face, ctypes.c_char_p).value or b""
    return None if name.decode("latin-1").lower().startswith(_BUILT_IN) else _HANDLE


def _font_data(_source: object, _font: object, table: int, buffer: Any, size: int) -> int:
    """The whole font for table 0; no other table is needed."""
    if table:
        return 0
    content = fallback_font()
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)

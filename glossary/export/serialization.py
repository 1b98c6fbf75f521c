"""Text as XML and line formats can hold it, and zip archives whose bytes depend on their contents alone.

Readers of plain text formats, which show it by way of a page, stumble over the same characters as XML 1.0.
"""

import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

# XML 1.0, production [2] Char: no C0 controls but tab, newline, carriage return; no surrogates, no FFFE and FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, content: str, **attributes: str) -> str:
    """``<name …>content</name>`` with ``content`` as text; ``xml_lang`` becomes ``xml:lang``.

    >>> element("term", "A&B", xml_lang="zh-Hans")
    '<term xml:lang="zh-Hans">A&amp;B</term>'
    """
    return f"{start_tag(name, **attributes)}{escape(clean(content))}</{name}>"


def start_tag(name: str, **attributes: str) -> str:
    """``<name …>`` with its attributes escaped."""
    given = "".join(f" {key.replace('_', ':', 1)}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{given}>"


def clean(text: str) -> str:
    """``text`` with U+FFFD for each character that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def add_member(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """Add a file with a fixed date, fixed permissions and the best compression."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, body, compresslevel=9)

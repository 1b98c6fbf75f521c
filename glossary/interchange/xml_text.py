"""Text for XML, written piece by piece: escaped, and without the characters that XML 1.0 cannot hold.

Readers of plain text formats, which show it by way of a page, stumble over the same characters.
"""

import re
from xml.sax.saxutils import escape, quoteattr

# XML 1.0, production [2] Char: no C0 controls but tab, newline, carriage return; no surrogates, no FFFE and FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, content: str, **attributes: str) -> str:
    """``<name …>content</name>`` with ``content`` as text; ``xml_lang`` becomes ``xml:lang``.

    >>> element("term", "A&B", xml_lang="zh-Hans")
    '<term xml:lang="zh-Hans">A&amp;B</term>'
    """
    return f"{opening(name, **attributes)}{escape(clean(content))}</{name}>"


def opening(name: str, **attributes: str) -> str:
    """``<name …>`` with its attributes escaped."""
    given = "".join(f" {key.replace('_', ':', 1)}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{given}>"


def clean(text: str) -> str:
    """``text`` with U+FFFD for each character that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)

"""Heads as they are filed: without stray blanks, and singly where an entry explains several. Pure."""

import re

_QUOTED = re.compile(r"[“《「][^“”《》「」]{1,30}[”》」]")
_JOINTS = re.compile(r"[、，,]|和|与|及|(?<=[”》」])(?=[“《「])")
# 三个突破, 七大行动 and BOT are heads wherever they stand; 一公开 is one only where the running text says so.
_STANDS_ALONE = re.compile(r"[一二两三四五六七八九十][个大项条类张]\w{2,}|^[A-Z]{2,8}$")
_QUOTES = str.maketrans("", "", '“”‘’《》「」『』"')


# A blank means something only next to Latin letters and digits, and never inside quotes at their edge.
_STRAY = re.compile(r"(?<![A-Za-z0-9])\s+(?![A-Za-z0-9])|\s+(?=[”’」』》）)、，])|(?<=[“‘「『《（(、，])\s+")


def tidy_head(printed: str) -> str:
    """``printed`` without the blanks that typesetting left in it.

    >>> tidy_head("“三品一标 ” 产品"), tidy_head("5G-MR  远程手术")
    ('“三品一标”产品', '5G-MR 远程手术')
    """
    return " ".join(_STRAY.sub("", printed.strip()).split())


def joined_heads(head: str, body: str = "") -> tuple[str, ...]:
    """The single heads of ``head`` where it joins several, else nothing.

    Quoted heads are told by their quotes. Unquoted ones (双随机、一公开 is one head, 四桥、三环 are two) are told by
    ``body``, the running text without quotes: it must use each of them apart from the others.

    >>> joined_heads("把握“六对关系”、做到“六个坚持”")
    ('把握“六对关系”', '做到“六个坚持”')
    >>> joined_heads("“双随机、一公开”")
    ()
    """
    parts = _parts(head)
    if len(parts) < 2 or any(len(part.translate(_QUOTES)) < 2 for part in parts):
        return ()
    if all(_QUOTED.search(part) for part in parts):
        return tuple(parts)
    if _QUOTED.search(head) or any(len(part) > 14 for part in parts):
        return ()
    if all(_STANDS_ALONE.search(part) for part in parts):
        return tuple(parts)
    whole = head.translate(_QUOTES)
    apart = body.replace(whole, "")
    return tuple(parts) if all(part in apart for part in parts) else ()


def _parts(head: str) -> list[str]:
    """``head`` cut at every joint outside quotes."""
    inside = [match.span() for match in _QUOTED.finditer(head)]
    cuts = [0]
    for joint in _JOINTS.finditer(head):
        if not any(start < joint.start() < end for start, end in inside):
            cuts += joint.span()
    cuts.append(len(head))
    return [part.strip() for part in (head[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)) if part.strip()]

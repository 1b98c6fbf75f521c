"""What search sees of a text: its folding and its tokens. Pure; the index and the questions share it.

SQLite's trigram index finds nothing for 双碳 and says nothing, and a word index cuts slogans apart. So a text is
indexed by its single characters and its pairs: one character is one token, two are one token, and more are all their
pairs, which a look at the text then confirms. That is exact for any length.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from glossary.han.keys import SEPARATORS, term_key

BREAK = "\n"
"""Stands for any run of separators in folded text, so that a match across one needs one in the question, too."""
LONGEST_START = 3
LONGEST_TYPED = 6

_SEPARATED = re.compile(rf"(?:[{re.escape(SEPARATORS)}，；：！？（）()\n\t]|(?<!\d)\.|\.(?!\d))+")
# FTS5's ascii tokenizer cuts at ASCII signs; moved into a private area they are characters like others.
_SIGNS = str.maketrans(
    {chr(code): chr(0xE000 + code) for code in range(0x80) if not chr(code).isalnum() and chr(code) != BREAK}
)


def fold(text: str) -> str:
    r"""``text`` as search compares it: every stretch between separators folded like a term's key.

    >>> fold("“三區三線”：城镇空间、农业空间。") == "三区三线\n城镇空间\n农业空间"
    True
    """
    pieces = (term_key(piece) for piece in _SEPARATED.split(text))
    return BREAK.join(piece for piece in pieces if piece)


def tokens(folded: str) -> str:
    r"""The tokens of a folded text, each once, joined by blanks: every character, every pair within a stretch.

    >>> tokens("双碳\n碳")
    '双 双碳 碳'
    """
    stretches = folded.translate(_SIGNS).split(BREAK)
    return " ".join(sorted({token for each in stretches for token in (*each, *map("".join, pairwise(each)))}))


def start_tokens(heads: str, typed: Iterable[str] = ()) -> list[str]:
    """Tokens that tell how heads start, up to three characters, and how their pinyin starts, up to six letters.

    With them, what comes first to mind for one typed character is read from the index in order of importance, however
    many heads start with it.
    """
    written = {_start(head[:length]) for head in heads.split(BREAK) for length in range(1, LONGEST_START + 1)}
    spoken = {_spoken(each[:length]) for each in typed for length in range(1, LONGEST_TYPED + 1)}
    return sorted(written | spoken)


def start_expression(start: str) -> str:
    """The FTS5 expression whose rows hold every head that begins with ``start``, a key; exact up to three."""
    pairs = map("".join, pairwise(start)) if len(start) > LONGEST_START else iter(())
    return " ".join(f'"{token}"' for token in (_start(start[:LONGEST_START]), *(p.translate(_SIGNS) for p in pairs)))


def typed_expression(typed: str) -> str:
    """The FTS5 expression whose rows hold every reading that begins with ``typed``; exact up to six letters."""
    return f'"{_spoken(typed[:LONGEST_TYPED])}"'


def _start(start: str) -> str:
    return "\ue0fe" + start.translate(_SIGNS)


def _spoken(typed: str) -> str:
    return "\ue0ff" + typed.translate(_SIGNS)


def match_expression(needle: str) -> str:
    """The FTS5 expression whose rows hold every text with ``needle`` in it (for one and two characters: only those).

    >>> match_expression("三区三线")
    '"三区" "区三" "三线"'
    """
    asked = dict.fromkeys(token for stretch in needle.split(BREAK) if stretch for token in _asked(stretch))
    return " ".join(f'"{token.translate(_SIGNS)}"' for token in asked)


def _asked(stretch: str) -> Iterator[str]:
    return map("".join, pairwise(stretch)) if len(stretch) > 1 else iter(stretch)


def is_exact(needle: str) -> bool:
    """Whether the index alone answers for ``needle``, with no look at the text."""
    return len(needle) < 3 and BREAK not in needle


def head_text(article: dict[str, Any]) -> str:
    """The folded heads of an article, one a line: headword and every variant, keys without separators."""
    forms = (article["headword"], *(variant["form"] for variant in article.get("variants", ())))
    return BREAK.join(dict.fromkeys(key for key in map(term_key, forms) if key))


def definition_text(article: dict[str, Any]) -> str:
    """The folded definitions of an article, every sense's and every wording, each once."""
    return BREAK.join(dict.fromkeys(folded for text in _definitions(article) if (folded := fold(text))))


def _definitions(article: dict[str, Any]) -> Iterable[str]:
    for sense in article.get("senses", ()):
        if sense.get("definition"):
            yield sense["definition"]
        for wording in sense.get("definitions") or ():
            yield wording["text"] if isinstance(wording, dict) else wording

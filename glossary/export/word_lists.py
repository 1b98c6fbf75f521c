"""The dictionary's words for segmenters and input methods: jieba, HanLP, Rime and Sogou.

A segmenter needs the words alone, an input method how they are typed. Every written form in simplified characters is
listed that a text may contain without blanks or punctuation; explained or not, because a word is a word.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from glossary.chinese.pinyin import read
from glossary.export.release import Article, Edition, ExportMetadata, written_forms

_WORD = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff][\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z+]*|[0-9A-Za-z+]+[\u3400-\u9fff][\u3400-\u9fff0-9A-Za-z+]*"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_TYPED = re.compile(r"[a-z]+")
_LONGEST = 16
"""Maximum characters of a word: longer ones are sentences, which are not typed at once."""
_NATURE = "nz"
"""The part of speech: other proper noun (ICTCLAS and PKU tags, which jieba and HanLP share)."""


def write_jieba(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write ``word frequency tag`` lines for ``jieba.load_userdict``; returns their number.

    The frequency is left out, so that jieba chooses the one that keeps the word whole.
    """
    count = 0
    for word, _ in _words(edition):
        out.write(f"{word} {_NATURE}\n".encode())
        count += 1
    return count


def write_hanlp(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write ``word tag frequency`` lines for HanLP's custom dictionary; returns their number."""
    count = 0
    for word, article in _words(edition):
        out.write(f"{word} {_NATURE} {max(1, article['attestations'])}\n".encode())
        count += 1
    return count


def write_rime(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write a Rime dictionary (``glossary.dict.yaml``) for a Pinyin schema to import; returns the number of words."""
    head = (
        f"# {metadata.title}\n# revision {edition.revision}, {metadata.license_url}\n"
        f'---\nname: glossary\nversion: "{edition.revision or "empty"}"\nsort: by_weight\n'
        "use_preset_vocabulary: false\n...\n\n"
    )
    out.write(head.encode())
    count = 0
    for word, syllables, article in _typed_words(edition):
        out.write(f"{word}\t{' '.join(syllables)}\t{max(1, article['attestations'])}\n".encode())
        count += 1
    return count


def write_sogou(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write custom phrases for Sogou Pinyin (``initials,position=phrase``, UTF-16 with BOM); returns their number."""
    positions: dict[str, int] = {}
    out.write(b"\xff\xfe")
    count = 0
    for word, syllables, _ in _typed_words(edition):
        code = "".join(syllable[0] for syllable in syllables)
        positions[code] = positions.get(code, 0) + 1
        if 2 <= len(code) <= _LONGEST and positions[code] <= 9:  # nine candidates: what the window shows
            out.write(f"{code},{positions[code]}={word}\r\n".encode("utf-16-le"))
            count += 1
    return count


def _words(edition: Edition) -> Iterator[tuple[str, Article]]:
    """Each word once, with the article of its first use; articles come most used first."""
    seen: set[str] = set()
    for article in edition.articles():
        for form in _simplified_forms(article):
            if form not in seen and 2 <= len(form) <= _LONGEST and _WORD.fullmatch(form):
                seen.add(form)
                yield form, article


def _simplified_forms(article: Article) -> Iterator[str]:
    printed = {variant["form"] for variant in article["variants"] if variant["script"] != "zh-Hans"}
    yield from (form for form in written_forms(article, simplified_only=True) if form not in printed)


def _typed_words(edition: Edition) -> Iterator[tuple[str, list[str], Article]]:
    """Words of Chinese characters alone with their syllables (ü as v), as one types them."""
    for word, article in _words(edition):
        if _HAN.fullmatch(word):
            numbers = article["pinyin"]["numbers"] if word == article["headword"] else read(word).numbers
            syllables = [token[:-1].replace("ü", "v") for token in numbers.lower().split(" ")]
            if len(syllables) == len(word) and all(map(_TYPED.fullmatch, syllables)):
                yield word, syllables, article

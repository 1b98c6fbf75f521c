"""Pronunciation of headwords: pinyin with tone marks and tone numbers, zhuyin, and the keys for pinyin search.

pypinyin knows 47,000 phrases but not the language of reports: it reads 三重一大 as *chóng*, 长三角 as *zhǎng* and
退耕还林 as *hái*. ``data/readings.tsv`` overrides it, leftmost longest phrase first; each row has an example.
Tone sandhi is not applied: 一 is *yī* and 不 is *bù*, as dictionaries print them, even where pypinyin applies it.

pypinyin is imported at the first use: its tables take 0.15 s to load, and a look-up of an article needs none of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from glossary.chinese.normalize import QUOTES, SEPARATORS, plain_form
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import simplified

_SILENT = frozenset(QUOTES + SEPARATORS + "，；：！？（）() \t\n\u3000")
_AS_FAR_AS = re.compile(rf"{simplified('function_words', 'modal')}(.{{1,2}})尽\1")
"""应保尽保, 能减尽减 with any verb: 尽 means “completely” here (jìn), not “as far as possible” (jǐn)."""
_WITHOUT_SANDHI = {"一": "yi1", "不": "bu4"}
"""The dictionary tones, whatever character follows: some phrases of pypinyin apply tone sandhi."""
_SYLLABLE = re.compile(r"[a-züê]+[1-5]")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """The pronunciation of one headword.

    Attributes:
        marks: With tone marks, one blank between syllables (``sān qū sān xiàn``).
        numbers: With tone numbers, 5 for the neutral tone (``san1 qu1 san1 xian4``).
        zhuyin: In bopomofo (``ㄙㄢ ㄑㄩ ㄙㄢ ㄒㄧㄢˋ``).
    """

    marks: str
    numbers: str
    zhuyin: str

    @property
    def plain(self) -> str:
        """Syllables without tones and spaces, ü as v, as users type them (``sanqusanxian``)."""
        tokens = self.numbers.lower().split(" ")
        return "".join(token[:-1].replace("ü", "v") if _SYLLABLE.fullmatch(token) else token for token in tokens)

    @property
    def initials(self) -> str:
        """First letter of each syllable (``sqsx``); keeps the headword's digits and Latin letters (``135gc``)."""
        return "".join(token[0] if _SYLLABLE.fullmatch(token) else token for token in self.numbers.split(" ")).lower()


@lru_cache(maxsize=4096)
def read(headword: str) -> Pronunciation:
    """Return the pronunciation of ``headword``, simplified or traditional; skips quotes and separators.

    Digits, Latin letters and signs are kept unchanged; a run of them is one token.

    >>> read("“五小”水利").marks, read("三重一大").numbers, read("135工程").initials
    ('wǔ xiǎo shuǐ lì', 'san1 zhong4 yi1 da4', '135gc')
    """
    tokens = list(_tokens(headword))
    return Pronunciation(
        " ".join(_with_tone_mark(token) if _SYLLABLE.fullmatch(token) else token for token in tokens),
        " ".join(tokens),
        " ".join(_zhuyin(token) if _SYLLABLE.fullmatch(token) else token for token in tokens),
    )


def normalize_pinyin(typed: str) -> str:
    """Return typed pinyin in lower case without tones, blanks and apostrophes, with ü as v.

    Syllables may be written together, and tone marks may be separate combining characters (as on macOS).

    >>> normalize_pinyin("Sānqū"), normalize_pinyin("san1'qu1"), normalize_pinyin("lüse"), normalize_pinyin("ｓ+4")
    ('sanqu', 'sanqu', 'lvse', 's+4')
    """
    letters = unicodedata.normalize("NFKC", typed).lower().replace("u:", "ü")
    kept = (_folded(token) for token in re.split(r"[\s'’·-]+", letters))
    return "".join(kept)


def toned_pattern(typed: str) -> re.Pattern[str] | None:
    """Return a pattern for readings with tone marks that begin with ``typed``; ``None`` if no tone was typed.

    A syllable typed without a tone matches any tone.

    >>> toned_pattern("san1 qu").match("sān qū sān xiàn") is not None, toned_pattern("sanqu")
    (True, None)
    """
    text = unicodedata.normalize("NFKC", typed).lower().replace("u:", "ü").replace("v", "ü")
    parts = re.findall(r"([^\W\d_]+)([1-5])?(?!\d)", text)
    if not any(tone or _without_tones(letters) != letters for letters, tone in parts):
        return None
    pieces = [re.escape(_with_tone_mark(letters + tone)) if tone else _any_tone(letters) for letters, tone in parts]
    return re.compile(r"\s?".join(pieces))


def _any_tone(letters: str) -> str:
    """A pattern for the letters, unmarked vowels with any tone; a syllable may end between two letters (sānqū)."""
    return r"\s?".join(f"[{_TONED[each]}]" if each in _TONED else re.escape(each) for each in letters)


_TONED = {"a": "aāáǎà", "e": "eēéěèê", "i": "iīíǐì", "o": "oōóǒò", "u": "uūúǔùüǖǘǚǜ", "ü": "üǖǘǚǜ"}


_TONE_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0302\u0304\u0306\u030c"))
"""Combining marks of the fourth and second tone, of ê, and of the first and third (some users type a breve)."""


def _without_tones(typed: str) -> str:
    """``typed`` without its tone marks; keeps the dots of ü."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", typed).translate(_TONE_MARKS))


def _folded(token: str) -> str:
    letters = token if token.isascii() else _without_tones(token)
    return re.sub(r"(?<=[a-zü])[1-5](?!\d)", "", letters).replace("ü", "v")


def _tokens(headword: str) -> Iterator[str]:
    """Yields one token per syllable, with its tone number, and one per run of other characters that are not silent."""
    text = to_hans(plain_form(headword))
    read_as = [one[0] for one in _syllables(text)]
    read_as = [_WITHOUT_SANDHI.get(character, token) for character, token in zip(text, read_as, strict=True)]
    for start, syllables in _overruled(text):
        read_as[start : start + len(syllables)] = syllables
    kept = ((character, token) for character, token in zip(text, read_as, strict=True) if character not in _SILENT)
    for is_syllable, run in groupby(kept, lambda pair: pair[0] != pair[1] and bool(_SYLLABLE.fullmatch(pair[1]))):
        tokens = [token for _, token in run]
        yield from tokens if is_syllable else ["".join(tokens)]


def _syllables(text: str) -> list[list[str]]:
    from pypinyin import Style

    found: list[list[str]] = _converter().pinyin(text, Style.TONE3, errors=_one_by_one)
    return found


@cache
def _converter() -> Any:
    """What ``pypinyin.pinyin`` uses, but each reading of a character is written in the style only once."""
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.converter import UltimateConverter
    from pypinyin.core import Pinyin

    _share_readings(PHRASES_DICT)
    converter: Any = UltimateConverter(v_to_u=True, neutral_tone_with_five=True)
    converter.convert_style = lru_cache(maxsize=1 << 14)(converter.convert_style)
    return Pinyin(converter)


def _share_readings(phrases: dict[str, list[list[str]]]) -> None:
    """Lets the syllables of all phrases that sound alike be one object: pypinyin's tables need 20 MB less."""
    known: dict[str, list[str]] = {}
    for readings in phrases.values():
        for at, reading in enumerate(readings):
            if len(reading) == 1:
                readings[at] = known.setdefault(reading[0], reading)


# pypinyin passes a run of characters without a reading; a returned list is one reading per character, although the type
# stubs allow only str.
_one_by_one: Any = list


def _overruled(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yields start and syllables of each phrase that the override table covers, leftmost longest first."""
    for found in _AS_FAR_AS.finditer(text):
        yield found.start(), ("ying1",) if found[0][0] == "应" else ()
        yield found.end(1), ("jin4",)
    table, longest = _overrides()
    at = 0
    while at < len(text):
        phrase = next((text[at : at + n] for n in range(longest, 0, -1) if text[at : at + n] in table), None)
        if phrase:
            yield at, table[phrase]
        at += len(phrase or " ")


@cache
def _overrides() -> tuple[dict[str, tuple[str, ...]], int]:
    lines = files("glossary.chinese").joinpath("data/readings.tsv").read_text("utf-8").splitlines()[1:]
    table = {phrase: tuple(reading.split()) for phrase, reading, _ in (line.split("\t") for line in lines)}
    return table, max(map(len, table))


@lru_cache(maxsize=4096)
def _with_tone_mark(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import to_tone

    marked: str = to_tone(syllable)
    return marked


@lru_cache(maxsize=4096)
def _zhuyin(syllable: str) -> str:
    from pypinyin import Style
    from pypinyin.style import convert

    zhuyin: str = convert(syllable, Style.BOPOMOFO, strict=False)
    return zhuyin

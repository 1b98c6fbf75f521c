"""Simplified and traditional script: the only importer of opencc.

Only the length-preserving configurations are used (t2s, s2t, s2tw, s2hk): none of their dictionary
entries changes the number of code points, so offsets survive. The ``…p`` configurations rewrite official
wording (社区 → 社群) and are never used for display or keys; ``taiwan_to_mainland_terms`` is the one second chance
of look-up that may use ``tw2sp``, and says so.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import compress
from operator import ne

import opencc

from glossary.errors import UnknownScriptError

SCRIPTS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
"""BCP 47 tags of the four scripts on offer, the stored one first."""

CONVERTER_VERSION = f"opencc-{version('opencc')}"
"""Goes into every stored key: mappings change between releases."""

CONFIGURATIONS = {"zh-Hant": "s2t", "zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
"""Which OpenCC configuration makes each traditional script from simplified text."""

_BETWEEN_TRADITIONAL = {"zh-Hant-TW": "t2tw", "zh-Hant-HK": "t2hk"}
"""Which one makes it from text that is traditional already: s2tw would turn 干預 into 幹預."""

# s2tw and friends take these wrongly apart (足额发放率 → 足額髮放率): measured on the seeds. Same length, so each is
# a fixed answer for the stretch it covers.
_OVERRIDES = {
    "足额发放": {"zh-Hant": "足額發放", "zh-Hant-TW": "足額發放", "zh-Hant-HK": "足額發放"},
    "幸福里": {"zh-Hant": "幸福里", "zh-Hant-TW": "幸福里", "zh-Hant-HK": "幸福里"},
    "大冲里": {"zh-Hant": "大沖里", "zh-Hant-TW": "大沖里", "zh-Hant-HK": "大沖里"},
    "吴家冲": {"zh-Hant": "吳家沖", "zh-Hant-TW": "吳家沖", "zh-Hant-HK": "吳家沖"},
}

_QUOTES_TO_TRADITIONAL = tuple(zip("“”‘’", "「」『』", strict=True))
_QUOTES_TO_SIMPLIFIED = str.maketrans("「」『』", "“”‘’")
_SINGLE = re.compile('[‘’"\\n]')
"""Single quotation marks, and what ends a text in which they belong together (an ASCII quote ends one in JSON)."""
_ASCII = re.compile("[A-Za-z0-9]")
_SECONDS = re.compile("(?<=[0-9]’[0-9])”|(?<=[0-9]’[0-9]{2})”")

_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def to_hans(text: str) -> str:
    """``text`` in simplified characters; the same number of code points, punctuation untouched.

    Any text will do: half a surrogate pair becomes U+FFFD.

    >>> to_hans("三區三線")
    '三区三线'
    """
    try:
        converted: str = _converter("t2s").convert(text)
    except UnicodeEncodeError:
        # Half a surrogate pair, from broken JSON or a torn UTF-16 file: the converter wants whole characters.
        return to_hans(_SURROGATE.sub("\ufffd", text))
    # A law of OpenCC's tables, held by a property test; should a release break it, offsets matter more than script.
    return converted if len(converted) == len(text) else "".join(map(_one_to_hans, text))


def _one_to_hans(character: str) -> str:
    converted: str = _converter("t2s").convert(character)
    return converted if len(converted) == 1 else character


def to_script(text: str, script: str, *, quotes: bool = True) -> str:
    """``text`` in ``script``, the same number of code points.

    Args:
        text: Text in simplified characters; traditional characters pass unchanged.
        script: One of ``SCRIPTS``; ``zh-Hans`` gives ``text`` back unchanged.
        quotes: Whether “…‘…’…” becomes 「…『…』…」 as print in Taiwan and Hong Kong has it.

    Raises:
        UnknownScriptError: ``script`` is none of ``SCRIPTS``.

    >>> to_script("“五小”水利", "zh-Hant-TW")
    '「五小」水利'
    """
    if script == "zh-Hans":
        return text
    if script not in CONFIGURATIONS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")
    converted: str = _converter(CONFIGURATIONS[script]).convert(text)
    if len(converted) != len(text):
        return text
    converted = _override(text, converted, script)
    return _with_traditional_quotes(converted) if quotes else converted


def render_in_script(text: str, script: str, *, quotes: bool = True) -> str:
    """``text`` as printed, in either script, in ``script``; the same number of code points.

    What is printed in the wanted kind of script already stays as printed; only 裏 and 裡, 台 and 臺 follow the place.

    Args:
        text: A sentence or more, in one script: fewer characters may belong to both.
        script: One of ``SCRIPTS``.
        quotes: Whether quotation marks follow the script, too: “…‘…’…” and 「…『…』…」.

    Raises:
        UnknownScriptError: ``script`` is none of ``SCRIPTS``.

    >>> render_in_script("不得「干預」", "zh-Hans"), render_in_script("不得干預", "zh-Hant-TW")
    ('不得“干预”', '不得干預')
    """
    if text.isascii() or detect_script(text) == "zh-Hans":
        return to_script(text, script, quotes=quotes)
    if script == "zh-Hans":
        simplified = to_hans(text)
        return simplified.translate(_QUOTES_TO_SIMPLIFIED) if quotes else simplified
    if script not in CONFIGURATIONS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")
    local = _BETWEEN_TRADITIONAL.get(script)
    converted: str = _converter(local).convert(text) if local else text
    kept = converted if len(converted) == len(text) else text
    return _with_traditional_quotes(kept) if quotes else kept


def _with_traditional_quotes(text: str) -> str:
    """Four replacements take 2 µs on an article, ``str.translate`` 80. What only looks like a quote (1’30”) stays."""
    kept = [*_apostrophes(text), *_SECONDS.finditer(text)] if "’" in text else []
    for simplified, traditional in _QUOTES_TO_TRADITIONAL:
        text = text.replace(simplified, traditional)
    for found in kept:
        text = text[: found.start()] + found[0] + text[found.end() :]
    return text


def _apostrophes(text: str) -> Iterator[re.Match[str]]:
    """Each ’ between Latin letters or digits (People’s, 1’30), and each before one that closes nothing (企业’s)."""
    is_open = False
    for found in _SINGLE.finditer(text):
        if found[0] != "’":
            is_open = found[0] == "‘"
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if _ASCII.match(after) and (_ASCII.match(before) or not is_open):
            yield found
        else:
            is_open = False


def _override(text: str, converted: str, script: str) -> str:
    for wrong, right in _OVERRIDES.items():
        at = text.find(wrong)
        while at >= 0:
            converted = converted[:at] + right[script] + converted[at + len(wrong) :]
            at = text.find(wrong, at + len(wrong))
    return converted


def taiwan_to_mainland_terms(text: str) -> str:
    """A second chance for look-up: Taiwan's wording as the mainland has it (網際網路 → 互联网).

    May change the length, and turns 新增 into 添加: never a key, never shown, only tried and marked as such.

    >>> taiwan_to_mainland_terms("網際網路+")
    '互联网+'
    """
    converted: str = _converter("tw2sp").convert(text)
    return converted


def detect_script(text: str) -> str:
    """``zh-Hant`` where more characters are only traditional than only simplified, else ``zh-Hans``.

    Looks at the first 8,000 code points; a text that is compatible with both counts as simplified.

    >>> detect_script("臺灣政府工作報告"), detect_script("政府工作报告"), detect_script("三三"), detect_script("干預")
    ('zh-Hant', 'zh-Hans', 'zh-Hans', 'zh-Hant')
    """
    sample = text[:8_000]
    in_hans = to_hans(sample)
    if in_hans == sample:
        return "zh-Hans"
    only_traditional = sum(map(ne, sample, in_hans))
    changed = compress(sample, map(ne, sample, _converter("s2t").convert(sample)))
    only_simplified = sum(not _is_traditional_too(character) for character in changed)
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


@lru_cache(4096)
def _is_traditional_too(character: str) -> bool:
    """Whether traditional print has the character as well (台, 干, 里, 后): then it tells nothing."""
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True

"""Simplified and traditional script: the only importer of opencc.

Only the length-preserving configurations are used (t2s, s2t, s2tw, s2hk, tw2s): none of their dictionary
entries changes the number of code points, so offsets survive. The ``…p`` configurations rewrite official
wording (社区 → 社群) and are never used for display or keys; ``taiwan_to_mainland_terms`` is the one second chance
of look-up that may use ``tw2sp``, and says so.

OpenCC parts a text into its own phrases from left to right, and a phrase may take the end of one word and the beginning
of the next: 新征|程 (新徵程), 握发|展 (握髮展). ``data/script_overrides.tsv`` gives it the words and word borders of
reports, each row with an example that comes out wrong without it; ``data/simplified_overrides.tsv`` does so for the way
back. They become part of OpenCC's own dictionaries, so they cost no second pass.
"""

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import compress
from operator import ne
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import opencc

from glossary.errors import UnknownScriptError

SCRIPTS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
SCRIPT_ALIASES = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant-TW",
    "zh-HK": "zh-Hant-HK",
    "zh-MO": "zh-Hant-HK",
}
"""Language tags (BCP 47) that name a place, as browsers and translation tools send them, and the script they mean."""
"""BCP 47 tags of the four scripts on offer, the stored one first."""

CONVERTER_VERSION = f"opencc-{version('opencc')}"
"""Goes into every stored key: mappings change between releases. Keys are made by t2s, which has no table of ours."""

CONFIGURATIONS = {"zh-Hant": "s2t", "zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
"""Which OpenCC configuration makes each traditional script from simplified text."""

_BETWEEN_TRADITIONAL = {"zh-Hant-TW": "t2tw", "zh-Hant-HK": "t2hk"}
"""Which one makes it from text that is traditional already: s2tw would turn 干預 into 幹預."""

_DATA = files("glossary.chinese") / "data"
_OVERRIDES = {"s2t": "script", "s2tw": "script", "s2hk": "script", "tw2s": "simplified"}
"""The table of ours that a configuration reads beside OpenCC's own; those without one are used as they are."""
_SHARE = Path(opencc.__file__).parent / "clib" / "share" / "opencc"

_QUOTES_TO_TRADITIONAL = tuple(zip("“”‘’", "「」『』", strict=True))
_QUOTES_TO_SIMPLIFIED = str.maketrans("「」『』", "“”‘’")
_SINGLE = re.compile('[‘’"\\n]')
"""Single quotation marks, and what ends a text in which they belong together (an ASCII quote ends one in JSON)."""
_ASCII = re.compile("[A-Za-z0-9]")
_SECONDS = re.compile("(?<=[0-9]’[0-9])”|(?<=[0-9]’[0-9]{2})”")

_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    """The converter of a configuration; by its whole path, as OpenCC prefers a file of that name where one works."""
    path = _SHARE / f"{configuration}.json"
    if configuration not in _OVERRIDES:
        return opencc.OpenCC(str(path))
    settings = _absolute(json.loads(path.read_text("utf-8")))
    ours = {"type": "inline", "entries": load_overrides(_OVERRIDES[configuration])}
    first = settings["conversion_chain"][0]["dict"]["dicts"]
    first[0] = {"type": "group", "match_policy": "union", "dicts": [ours, first[0]]}
    if "segmentation" in settings:
        cut = settings["segmentation"]
        cut["dict"] = {"type": "group", "match_policy": "union", "dicts": [ours, cut["dict"]]}
    with TemporaryDirectory(
        prefix="glossary-"
    ) as folder:  # OpenCC takes settings from files alone, and reads them once
        file = Path(folder) / path.name
        file.write_text(json.dumps(settings, ensure_ascii=False), "utf-8")
        return opencc.OpenCC(str(file))


def _absolute(settings: Any) -> Any:
    """OpenCC looks for dictionaries beside the settings, which lie elsewhere."""
    if isinstance(settings, list):
        return [_absolute(each) for each in settings]
    if isinstance(settings, dict):
        return {key: str(_SHARE / each) if key == "file" else _absolute(each) for key, each in settings.items()}
    return settings


@cache
def load_overrides(table: str) -> dict[str, str]:
    """What OpenCC is told beside its own phrases: ``script`` (to traditional) or ``simplified``, phrase to conversion.

    >>> load_overrides("script")["握发"], load_overrides("simplified")["衞"]
    ('握發', '卫')
    """
    lines = (_DATA / f"{table}_overrides.tsv").read_text("utf-8").splitlines()[1:]
    return {phrase: converted for phrase, converted, _ in (line.split("\t") for line in lines)}


def _convert(configuration: str, text: str) -> str:
    """``text`` by a configuration that keeps lengths; as it is where a release of OpenCC should break that."""
    try:
        converted: str = _converter(configuration).convert(text)
    except UnicodeEncodeError:
        # Half a surrogate pair, from broken JSON or a torn UTF-16 file: the converter wants whole characters.
        return _convert(configuration, _SURROGATE.sub("\ufffd", text))
    return converted if len(converted) == len(text) else text


def to_hans(text: str) -> str:
    """``text`` in simplified characters; the same number of code points, punctuation untouched.

    Any text will do: half a surrogate pair becomes U+FFFD.

    >>> to_hans("三區三線")
    '三区三线'
    """
    try:
        converted: str = _converter("t2s").convert(text)
    except UnicodeEncodeError:
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
    converted = _convert(CONFIGURATIONS[script], text)
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
        # Taiwan's settings also know when 著 is 着; ``to_hans`` may not ask, as 著名 stands in simplified text, too.
        simplified = _convert("tw2s", text)
        return simplified.translate(_QUOTES_TO_SIMPLIFIED) if quotes else simplified
    if script not in CONFIGURATIONS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")
    local = _BETWEEN_TRADITIONAL.get(script)
    kept = _convert(local, text) if local else text
    return _with_traditional_quotes(kept) if quotes else kept


def _with_traditional_quotes(text: str) -> str:
    """Four replacements take 2 µs on an article, ``str.translate`` 80. What only looks like a quote (1’30”) stays."""
    kept = sorted(found.start() for found in (*_apostrophes(text), *_SECONDS.finditer(text))) if "’" in text else []
    pieces, done = [], 0
    for at in kept:
        pieces += [_quoted(text[done:at]), text[at]]
        done = at + 1
    return "".join((*pieces, _quoted(text[done:])))


def _quoted(text: str) -> str:
    for simplified, traditional in _QUOTES_TO_TRADITIONAL:
        text = text.replace(simplified, traditional)
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
    changed = compress(sample, map(ne, sample, _convert("s2t", sample)))
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


def canonical_script(tag: str) -> str:
    """The script that a language tag means, in any case; a tag that means none is given back as it is.

    >>> [canonical_script(tag) for tag in ("zh-TW", "zh-hant-hk", "zh_CN", "en")]
    ['zh-Hant-TW', 'zh-Hant-HK', 'zh-Hans', 'en']
    """
    known = {name.lower(): name for name in SCRIPTS} | {name.lower(): to for name, to in SCRIPT_ALIASES.items()}
    return known.get(tag.replace("_", "-").lower(), tag)

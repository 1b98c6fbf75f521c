"""Conversion between simplified and traditional script. Only this module imports opencc.

It uses length-preserving configurations only (t2s, s2t, s2tw, s2hk, tw2s, t2tw, t2hk): their dictionary entries keep
the number of code points, so offsets stay valid. The ``…p`` configurations rewrite official wording (社区 → 社群) and
are never used for display or keys. The one exception is ``taiwan_to_mainland_terms``, which look-up tries last.

OpenCC segments a text into phrases from left to right, and a phrase may join the end of one word to the beginning of
the next: 新征|程 (新徵程), 握发|展 (握髮展). ``data/traditional_overrides.tsv`` adds the words and word boundaries of
reports; each row has an example that is converted wrongly without it. A row whose column ``scripts`` is empty holds for
all traditional scripts; OpenCC then chooses the characters of the region (裏 or 裡). A row that names scripts
(``zh-Hant-HK``) gives the characters of that region, for simplified and for traditional text.
``data/simplified_overrides.tsv`` does the same for the opposite direction. The rows are merged into OpenCC's
dictionaries, so they need no second pass.
"""

import csv
import ctypes
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, compress
from operator import ne
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import opencc

from glossary.chinese.conversion_prefilter import changeable_pattern
from glossary.errors import UnknownScriptError

SCRIPTS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
"""BCP 47 tags of the four supported scripts, the stored one first."""
SCRIPT_ALIASES = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant-TW",
    "zh-HK": "zh-Hant-HK",
    "zh-MO": "zh-Hant-HK",
}
"""Language tags (BCP 47) with a region, as browsers and translation tools send them, and the scripts they mean."""

CONVERTER_VERSION = f"opencc-{opencc.__version__}"
"""Part of the key version, because mappings change between OpenCC releases. Keys use t2s, which has no overrides."""

CONFIGURATIONS = {"zh-Hant": "s2t", "zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
"""The OpenCC configuration that converts simplified text to each traditional script."""

_BETWEEN_TRADITIONAL = {"zh-Hant-TW": "t2tw", "zh-Hant-HK": "t2hk"}
"""The configuration for text that is already traditional: s2tw would turn 干預 into 幹預."""

_REGIONS = {
    name: script for script in _BETWEEN_TRADITIONAL for name in (CONFIGURATIONS[script], _BETWEEN_TRADITIONAL[script])
}
"""The script of each configuration that converts to the characters of a region."""

_DATA = files("glossary.chinese") / "data"
_OVERRIDES = dict.fromkeys(("s2t", "s2tw", "s2hk", "t2tw", "t2hk"), "traditional") | {"tw2s": "simplified"}
"""The override table of each configuration; configurations without one are used unchanged."""
_SHARE = Path(opencc.__file__).parent / "clib" / "share" / "opencc"

_QUOTES_TO_TRADITIONAL = tuple(zip("“”‘’", "「」『』", strict=True))
_QUOTES_TO_SIMPLIFIED = str.maketrans("「」『』", "“”‘’")
_SINGLE = re.compile('[‘’"\\n]')
"""Single quotation marks, and the characters that end a string in which they pair up (an ASCII quote in JSON)."""
_ASCII = re.compile("[A-Za-z0-9]")
_SECONDS = re.compile("(?<=[0-9]’[0-9])”|(?<=[0-9]’[0-9]{2})”")

_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    """The converter of a configuration, opened by absolute path: OpenCC prefers a file in the working directory.

    It is never freed: at the end of a command, that takes as long as loading its 49,000 phrases did.
    """
    table = _OVERRIDES.get(configuration)
    found = _overridden_converters(table)[configuration] if table else _plain(configuration)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(found))
    return found


@cache
def _overridden_converters(table: str) -> dict[str, opencc.OpenCC]:
    """The converters of all configurations that use an override table.

    OpenCC loads a dictionary once for all converters that name it by the same path, so the rows for all scripts are
    written to one file: the three converters to traditional characters take 43 MB together, and 93 MB if each has its
    own copy. The rows for one region are written to other files, which are searched first.
    """
    converters: dict[str, opencc.OpenCC] = {}
    with TemporaryDirectory(prefix="glossary-") as folder:
        shared = _write_overrides(Path(folder) / "overrides.txt", load_overrides(table))
        for name in (name for name, used in _OVERRIDES.items() if used == table):  # s2t is first
            region = _REGIONS.get(name)
            own = load_overrides(table, region) if region else {}
            converters[name] = _overridden(name, shared, own, _spell_in_traditional(own, converters))
    return converters


def _write_overrides(file: Path, overrides: dict[str, str]) -> Path:
    file.write_text("".join(f"{key}\t{value}\n" for key, value in overrides.items()), "utf-8")
    return file


def _overridden(configuration: str, shared: Path, own: dict[str, str], regional: dict[str, str]) -> opencc.OpenCC:
    """The converter of ``configuration`` with overrides: ``shared`` for all scripts, the others for its region alone.

    OpenCC converts in steps, first to traditional characters, then to those of a region. The overrides of a region
    belong to both, ``own`` to the first and ``regional`` to the last, which would change 裡 of the first one to 裏.
    """
    settings = _absolute(json.loads(_settings(configuration).read_text("utf-8")))
    steps = [step["dict"]["dicts"] for step in settings["conversion_chain"]]
    files = [shared]
    phrases = {phrase: value for phrase, value in own.items() if len(phrase) > 1}
    if phrases:  # for the segments; a character is always in one, and another list of phrases takes 30 MB
        files.insert(0, _write_overrides(shared.with_name(f"{configuration}.txt"), phrases))
    if regional:
        last = _write_overrides(shared.with_name(f"{configuration}-region.txt"), regional)
        steps[-1][0] = _with_overrides(steps[-1][0], [last])
    if configuration not in _BETWEEN_TRADITIONAL.values():
        steps[0][0] = _with_overrides(steps[0][0], files)
    if "segmentation" in settings:
        cut = settings["segmentation"]
        cut["dict"] = _with_overrides(cut["dict"], files)
    file = shared.with_name(f"{configuration}.json")  # OpenCC accepts settings only as files
    file.write_text(json.dumps(settings, ensure_ascii=False), "utf-8")
    return opencc.OpenCC(str(file))


def _spell_in_traditional(own: dict[str, str], converters: dict[str, opencc.OpenCC]) -> dict[str, str]:
    """The conversions by every traditional spelling of their phrases: 裏面, 裡面 → 裡面 for 里面."""
    spelled = {value: value for value in own.values()}
    for phrase, value in own.items():
        standard = converters["s2t"].convert(phrase)
        spelled |= dict.fromkeys(
            (standard, *(_plain(name).convert(standard) for name in _REGIONS if name[0] == "t")), value
        )
    return spelled


@cache
def _plain(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(str(_settings(configuration)))


def _with_overrides(dictionary: Any, overrides: list[Path]) -> Any:
    """A union of the overrides, the first file first, and a dictionary, which may be a union itself."""
    is_union = dictionary.get("match_policy") == "union"
    ours = [{"type": "text", "file": str(each)} for each in overrides]
    return {
        "type": "group",
        "match_policy": "union",
        "dicts": [*ours, *(dictionary["dicts"] if is_union else [dictionary])],
    }


def _settings(configuration: str) -> Path:
    return _SHARE / f"{configuration}.json"


def _absolute(settings: Any) -> Any:
    """Make dictionary paths absolute: OpenCC resolves them against the settings file, which is in another folder."""
    if isinstance(settings, list):
        return [_absolute(each) for each in settings]
    if isinstance(settings, dict):
        return {key: str(_SHARE / each) if key == "file" else _absolute(each) for key, each in settings.items()}
    return settings


@cache
def load_overrides(table: str, script: str | None = None) -> dict[str, str]:
    """The phrases of an override table with their conversions.

    Args:
        table: ``script`` (to traditional characters) or ``simplified``.
        script: The traditional script whose own rows are returned; ``None`` for the rows that hold for all scripts.

    A row for all scripts is in OpenCC's standard characters; the variants of a region (裏 or 裡) are chosen after. A
    row for one script is in the characters of its region.

    >>> load_overrides("traditional")["握发"], load_overrides("simplified")["衞"]
    ('握發', '卫')
    """
    lines = (_DATA / f"{table}_overrides.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    column = "simplified" if table == "simplified" else "traditional"
    chosen = ((row, row.get("scripts", "").split()) for row in rows)
    return {row["phrase"]: row[column] for row, own in chosen if (script in own if script else not own)}


def _convert(configuration: str, text: str) -> str:
    """Convert ``text``; returns it unchanged if a release of OpenCC should change the length."""
    try:
        converted: str = _converter(configuration).convert(text)
    except UnicodeEncodeError:
        # A lone surrogate, from broken JSON or a truncated UTF-16 file: the converter accepts whole characters only.
        return _convert(configuration, _SURROGATE.sub("\ufffd", text))
    return converted if len(converted) == len(text) else text


_LONG = 1_000
"""Code points."""


@cache
def _changeable() -> re.Pattern[str]:
    """The pattern of :mod:`glossary.chinese.conversion_prefilter`: it matches in all texts that need a conversion.

    It takes 12 ms to make, so it is not for short texts.
    """
    return changeable_pattern(opencc.__version__, _converter("t2s").convert)


def to_hans(text: str) -> str:
    """``text`` in simplified characters; keeps the number of code points and the punctuation.

    Accepts any text; a lone surrogate becomes U+FFFD.

    >>> to_hans("三區三線")
    '三区三线'
    """
    if len(text) >= _LONG and not _changeable().search(text):
        return text
    try:
        converted: str = _converter("t2s").convert(text)
    except UnicodeEncodeError:
        return to_hans(_SURROGATE.sub("\ufffd", text))
    # A property test checks that OpenCC keeps lengths. If a release breaks this, offsets matter more than script.
    return converted if len(converted) == len(text) else "".join(map(_one_to_hans, text))


MAX_KEPT = 1_000_000
"""The longest text, in code points, that is kept for the next rule that reads it."""


def text_to_hans(text: str) -> str:
    """Like :func:`to_hans`, for a whole text: the last ones are kept, because several rules read the same text."""
    return _known_in_hans(text) if len(text) <= MAX_KEPT else to_hans(text)


_known_in_hans = lru_cache(maxsize=2)(to_hans)


def _one_to_hans(character: str) -> str:
    converted: str = _converter("t2s").convert(character)
    return converted if len(converted) == 1 else character


def to_script(text: str, script: str, *, quotes: bool = True) -> str:
    """``text`` in ``script``, the same number of code points.

    Args:
        text: Text in simplified characters; traditional characters pass unchanged.
        script: One of ``SCRIPTS``; ``zh-Hans`` returns ``text`` unchanged.
        quotes: Whether to turn “…‘…’…” into 「…『…』…」, as printed in Taiwan and Hong Kong.

    Raises:
        UnknownScriptError: ``script`` is not in ``SCRIPTS``.

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
    """Convert printed text of either script to ``script``; keeps the number of code points.

    Text that is already traditional stays as printed, except for regional forms such as 裏 and 裡, 台 and 臺.

    Args:
        text: At least a sentence, in one script: a shorter text may be valid in both.
        script: One of ``SCRIPTS``.
        quotes: Whether to convert quotation marks, too: “…‘…’…” and 「…『…』…」.

    Raises:
        UnknownScriptError: ``script`` is not in ``SCRIPTS``.

    >>> render_in_script("不得「干預」", "zh-Hans"), render_in_script("不得干預", "zh-Hant-TW")
    ('不得“干预”', '不得干預')
    """
    if text.isascii() or (
        detect_script(text) == "zh-Hans" and not (script == "zh-Hans" and _is_regional(text[:8_000]))
    ):
        return to_script(text, script, quotes=quotes)
    if script == "zh-Hans":
        # tw2s also decides when 著 is 着. Not so ``to_hans``, because 著名 occurs in simplified text, too.
        return _convert("tw2s", text.translate(_QUOTES_TO_SIMPLIFIED) if quotes else text)
    if script not in CONFIGURATIONS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")
    local = _BETWEEN_TRADITIONAL.get(script)
    kept = _convert(local, text) if local else text
    return _with_traditional_quotes(kept) if quotes else kept


def _with_traditional_quotes(text: str) -> str:
    """Convert quotes, but keep apostrophes, minutes and seconds (1’30”).

    Four replacements take 2 µs on an article, ``str.translate`` takes 80.
    """
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
    """Yields each ’ between Latin letters or digits (People’s, 1’30) or before one without an open quote (企业’s)."""
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
    """Convert Taiwan's wording to the mainland's (網際網路 → 互联网), as a fallback of look-up.

    May change the length, and turns 新增 into 添加. Never use it for keys or display; look-up marks such matches.

    >>> taiwan_to_mainland_terms("網際網路+")
    '互联网+'
    """
    converted: str = _converter("tw2sp").convert(text)
    return converted


def detect_script(text: str, in_hans: str | None = None) -> str:
    """``zh-Hant`` if more characters are exclusively traditional than exclusively simplified, else ``zh-Hans``.

    Reads the first 8,000 code points; a text that is valid in both scripts counts as simplified.

    Args:
        text: The text.
        in_hans: The text in simplified characters, for callers that have it.

    >>> detect_script("臺灣政府工作報告"), detect_script("政府工作报告"), detect_script("三三"), detect_script("干預")
    ('zh-Hant', 'zh-Hans', 'zh-Hans', 'zh-Hant')
    """
    sample = text[:8_000]
    in_hans = to_hans(sample) if in_hans is None else in_hans[:8_000]
    if in_hans == sample:
        return "zh-Hans"
    only_traditional = sum(map(ne, sample, in_hans))
    stretches = (sample[at : at + _LONG] for at in range(0, len(sample), _LONG))
    # The first stretch of a simplified text with a few traditional characters (乾, 於) has enough simplified ones.
    is_simplified = any(count >= only_traditional for count in accumulate(map(_count_simplified, stretches)))
    return "zh-Hans" if is_simplified else "zh-Hant"


def _count_simplified(text: str) -> int:
    """The characters that traditional texts do not use: Big5 has 台, 干, 里 and 后."""
    return sum(not each.encode("big5", "ignore") for each in compress(text, map(ne, text, _convert("s2t", text))))


def _is_regional(text: str) -> bool:
    """Whether a text without a clear script has characters of Hong Kong or Taiwan alone (衞, 敍, 脱貧)."""
    foreign = sum(not each.encode("gb2312", "ignore") for each in compress(text, map(ne, text, _convert("hk2s", text))))
    return 0 < foreign >= _count_simplified(text)


def canonical_script(tag: str) -> str:
    """The script that a language tag means, ignoring case; returns an unknown tag unchanged.

    >>> [canonical_script(tag) for tag in ("zh-TW", "zh-hant-hk", "zh_CN", "en")]
    ['zh-Hant-TW', 'zh-Hant-HK', 'zh-Hans', 'en']
    """
    known = {name.lower(): name for name in SCRIPTS} | {name.lower(): to for name, to in SCRIPT_ALIASES.items()}
    return known.get(tag.replace("_", "-").lower(), tag)

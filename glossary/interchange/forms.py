"""Under which written forms a reader's tool must know an article, because it folds nothing itself."""

from collections.abc import Callable

from glossary.han.keys import QUOTES, loose_key
from glossary.han.numerals import Numeral, find_numerals, number_forms
from glossary.interchange.edition import TRADITIONAL, Article, form_in, reading_of

_NOT_SHOWN = {"damaged", "misspelling"}
_NO_DIGITS = {"双", "雙", "多"}
_BARE = str.maketrans(dict.fromkeys(QUOTES, ""))


def written_forms(article: Article) -> list[str]:
    """Every form under which a reader may meet the article, headword first; no damaged ones.

    The headword in all scripts and the printed variants. Each stands without its quotation marks, too, and with its
    numerals as digits; a form that is nothing but quoted (“两新”) stands without them alone.

    >>> written_forms({"headword": "三区三线", "variants": []})
    ['三区三线', '三區三線', '3区3线', '3區3線']
    """
    printed = [article["headword"], *(form_in(article, script) for script in TRADITIONAL)]
    printed += [variant["form"] for variant in article["variants"] if variant["kind"] not in _NOT_SHOWN]
    bare = list(dict.fromkeys(form.translate(_BARE) for form in printed))
    kept = [form.translate(_BARE) if _is_wholly_quoted(form) else form for form in printed]
    counted = [other for form in bare for other in numeral_variants(form)]
    return [form for form in dict.fromkeys([*kept, *bare, *counted]) if form]


def _is_wholly_quoted(form: str) -> bool:
    return form[:1] in QUOTES and form[-1:] in QUOTES and not set(form[1:-1]) & set(QUOTES)


def numeral_variants(form: str) -> list[str]:
    """``form`` with its counts as digits, and as characters; nothing where it counts nothing. 双 is never a digit.

    >>> [numeral_variants(form) for form in ("三区三线", "两个维护", "4个意识", "双碳")]
    [['3区3线'], ['2个维护'], ['四个意识'], []]
    """
    numerals = find_numerals(form)
    if {numeral.value for numeral in numerals} <= {1, None} or "+" in form:
        return []
    others = (_replaced(form, numerals, str), _replaced(form, numerals, in_words))
    return [other for other in others if other != form and find_numerals(other)]


def _replaced(form: str, numerals: tuple[Numeral, ...], write: Callable[[int], str]) -> str:
    for numeral in reversed(numerals):
        printed = form[numeral.start : numeral.end]
        if numeral.value is not None and printed not in _NO_DIGITS:
            written = write(numeral.value) if printed.isdecimal() != (write is str) else printed
            form = form[: numeral.start] + written + form[numeral.end :]
    return form


def in_words(value: int) -> str:
    """How a count is written before what it counts.

    >>> in_words(2), in_words(12), in_words(100)
    ('两', '十二', '100')
    """
    return "两" if value == 2 else next((form for form in number_forms(value) if not form.isascii()), str(value))


def group_label(group: dict[str, object]) -> str:
    """What a group of members counts: ``三区``; empty where the article does not say.

    >>> group_label({"numeral": 3, "shared": "区"}), group_label({"numeral": None, "shared": ""})
    ('三区', '')
    """
    numeral = group["numeral"]
    return f"{in_words(numeral) if isinstance(numeral, int) else ''}{group['shared'] or ''}"


def form_reading(article: Article, form: str) -> str:
    """The pinyin of one of :func:`written_forms`: of a longer form its own, of all others the headword's."""
    if loose_key(form) == loose_key(article["headword"]):
        return reading_of(article["headword"]).marks
    bare = form.translate(_BARE)
    worded = bare if "+" in bare else _replaced(bare, find_numerals(bare), in_words)
    return reading_of(worded).marks

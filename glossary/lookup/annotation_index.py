"""The lexicon of one revision, with the rows that describe its terms in a text of a given place and year.

The row of a term is built once for each chosen sense and cached as bytes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeVar

import orjson

from glossary.annotation.lexicon import Lexicon
from glossary.annotation.matcher import MatchSpan
from glossary.annotation.patterns import HeadForm, LexiconForm
from glossary.chinese.headword import HeadwordKind, leading_class_nouns, parse_headword
from glossary.chinese.numerals import COUNTING
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import list_words
from glossary.lookup.sense_choice import ANY_GOVERNMENT, Context, SenseChoice, choose_sense
from glossary.lookup.sense_context import ALONE, MAX_DOCUMENT_LENGTH, ArticleView, view_article
from glossary.lookup.session import Session
from glossary.lookup.term_rows import article_row
from glossary.package_data import find_code_version
from glossary.store.lexicon_cache import load_matcher
from glossary.store.read.reader import Reader

T = TypeVar("T")
_ISSUED_BY = list_words("issuer_words", "issued-by")
"""Prefixes that name the issuer of a label and do not change its meaning: 中央八项规定."""
_MAX_TEXTS = 128
_MAX_CHOICES = 65_536
"""Maximum number of cached choices (by term, sense of the form, and context), and of cached parts of labels; a cache is
cleared when full."""


class Described(NamedTuple):
    """One row of the table of terms in a response.

    Attributes:
        term: Number of the term in the lexicon.
        sense: Id of the sense that is shown.
        is_explained: Whether the sense is shown as the meaning in this text.
        json: The row.
    """

    term: int
    sense: str | None
    is_explained: bool
    json: bytes


@lru_cache(maxsize=8192)
def _in_hans(headword: str) -> str:
    """Returns a base form in simplified script; cached, because the base forms of slogans recur."""
    return to_hans(headword)


class AnnotationIndex:
    """The forms of the dictionary, with cached descriptions of its terms."""

    def __init__(self, lexicon: Lexicon, terms: Sequence[int], is_explained: bytes) -> None:
        self.lexicon = lexicon
        self.terms = terms
        self.is_explained = is_explained
        self._numbers = {head.headword: number for number, head in enumerate(lexicon.heads)}
        self._general_runs: dict[int, bool] = {}
        self._parts: dict[str, list[tuple[int, int, int]]] = {}
        self._views: dict[int, tuple[dict[str, Any], ArticleView]] = {}
        self._texts: dict[tuple[str, bool, bool, Context], Any] = {}
        self._described: dict[tuple[int, str | None, str, str | None], Described] = {}
        self._choices: dict[tuple[int, str | None, Context, tuple[str, str]], Described] = {}

    def pack(self) -> bytes:
        """Returns the index as bytes, for :meth:`unpack` with a reader of the same revision."""
        return _join_sections([*self.lexicon.pack(), self.is_explained])

    @classmethod
    def unpack(cls, packed: bytes, reader: Reader) -> "AnnotationIndex":
        """Returns the index that :meth:`pack` packed.

        Raises:
            ValueError: It is not what was packed, or belongs to another dictionary.
        """
        *lexicon, is_explained = _split_sections(packed)
        terms = reader.term_numbers()
        if len(terms) != len(is_explained):
            raise ValueError("the matcher is of another dictionary")
        return cls(Lexicon.unpack(lexicon), terms, is_explained)

    def find(self, text: str, *, nested: bool = False) -> list[MatchSpan]:
        """Finds the forms of the dictionary in ``text``; see :meth:`Lexicon.find`."""
        return self.lexicon.find(text, nested=nested)

    def remember(self, key: tuple[str, bool, bool, Context], make: Callable[[], T]) -> T:
        """Returns the cached result for a text in a context, or calls ``make``; the most recent texts are cached.

        Args:
            key: The text, whether nested places are wanted, whether only the lexicon counts, and the context.
            make: Computes the result if it is not cached.
        """
        found: T | None = self._texts.get(key)
        if found is None:
            found = make()
            if len(key[0]) <= MAX_DOCUMENT_LENGTH:
                while len(self._texts) >= _MAX_TEXTS:
                    self._texts.pop(next(iter(self._texts), key), None)
                self._texts[key] = found
        return found

    def depends_on_context(self, term: int) -> bool:
        """Whether the text around a place of this term helps to choose its sense."""
        head = self.lexicon.heads[term]
        return bool(self.is_explained[term]) and (head.is_slogan or head.headword[0] in COUNTING)

    def find_headword(self, headword: str) -> int | None:
        """Returns the number of the term with that headword, in any script."""
        found = self._numbers.get(headword)
        return self._numbers.get(_in_hans(headword)) if found is None else found

    def explained_parts(self, reader: Reader, term: int) -> list[tuple[int, int, int]]:
        """Lists explained terms within an unexplained headword, as (start, end, term).

        六稳六保 is 六稳 and 六保, 中央八项规定 is 八项规定. Empty if the remainder would change the meaning, or if a
        part has no meaning that holds everywhere: 五脏五乱 of one city is not 五脏 of another and 五乱 of a third.
        So the parts depend on the dictionary only, and a client that has the lexicon finds the same ones.

        Args:
            reader: Reader of the same revision.
            term: Number of a term.
        """
        headword = self.lexicon.heads[term].headword
        return self.parts_of(reader, headword) if not self.is_explained[term] else []

    def is_general_run(self, reader: Reader, term: int) -> bool:
        """Whether a headword is a run of labels each of which means the same everywhere: 六稳六保, explained by a city.

        Then the meaning that any government gives of the run holds everywhere, too.

        Args:
            reader: Reader of the same revision.
            term: Number of a term.
        """
        if not self.is_explained[term]:
            return False
        if term not in self._general_runs:
            run = self._run(self.lexicon.heads[term].headword)
            self._general_runs[term] = bool(self._if_general(reader, run))
        return self._general_runs[term]

    def parts_of(self, reader: Reader, headword: str) -> list[tuple[int, int, int]]:
        """Lists explained terms within any label; see :meth:`explained_parts`. Cached, since labels recur."""
        found = self._parts.get(headword)
        if found is None:
            if len(self._parts) >= _MAX_CHOICES:
                self._parts.clear()
            found = self._parts[headword] = self._if_general(reader, self._run(headword) or self._within(headword))
        return found

    def _if_general(self, reader: Reader, parts: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        return parts if all(self._holds_everywhere(reader, term) for _, _, term in parts) else []

    def _holds_everywhere(self, reader: Reader, term: int) -> bool:
        return self.describe(reader, term, None, ANY_GOVERNMENT, ALONE).is_explained

    def _run(self, headword: str) -> list[tuple[int, int, int]]:
        """Splits labels that are written together; empty unless all parts are explained."""
        parsed = parse_headword(headword)
        if len(parsed.groups) < 2:
            return []
        found = []
        at = 0
        for piece in split_groups(headword):
            start = headword.index(piece, at)
            at = start + len(piece)
            number = self._explained(piece)
            if number is None:
                return []
            found.append((start, at, number))
        return found if len(found) > 1 else []

    def _within(self, headword: str) -> list[tuple[int, int, int]]:
        """Finds an explained label after an issuer's prefix or before a class noun."""
        for prefix in _ISSUED_BY:
            if headword.startswith(prefix) and (number := self._explained(headword[len(prefix) :])) is not None:
                return [(len(prefix), len(headword), number)]
        for at in range(len(headword) - 2, 2, -1):
            number = self._explained(headword[:at]) if leading_class_nouns(headword[at:]) == headword[at:] else None
            if number is not None and not self.lexicon.heads[number].is_slogan:
                return [(0, at, number)]
        return []

    def _explained(self, headword: str) -> int | None:
        number = self._numbers.get(headword)
        return number if number is not None and self.is_explained[number] else None

    def describe(
        self, reader: Reader, term: int, form_sense: str | None, context: Context, around: tuple[str, str] = ("", "")
    ) -> Described:
        """Returns the description of a term at a place.

        Args:
            reader: Reader of the same revision.
            term: Number of the term.
            form_sense: Id of the sense that the written form implies.
            context: Place and year of the text.
            around: The text before and after the place; used if :meth:`depends_on_context`.
        """
        key = (term, form_sense, context, around)
        known = self._choices.get(key)
        if known is None:
            article, view = self._view(reader, term)
            choice = choose_sense(view, form_sense, context, around)
            if choice.elsewhere and self.is_general_run(reader, term):
                choice = choice._replace(elsewhere=False, why="parts: each part means the same everywhere")
            known = self._describe(term, article, choice)
            if len(self._choices) >= _MAX_CHOICES:
                self._choices.clear()
            self._choices[key] = known
        return known

    def _view(self, reader: Reader, term: int) -> tuple[dict[str, Any], ArticleView]:
        found = self._views.get(term)
        if found is None:
            row = reader.article(self.terms[term])
            article: dict[str, Any] = orjson.loads(row.article) if row else {"senses": [], "headword": ""}
            found = self._views[term] = (article, view_article(article))
        return found

    def _describe(self, term: int, article: dict[str, Any], choice: SenseChoice) -> Described:
        sense = choice.sense["id"] if choice.sense else None
        key = (term, sense, choice.why, choice.issuer)
        found = self._described.get(key)
        if found is None:
            is_explained = sense is not None and not choice.elsewhere
            found = Described(term, sense, is_explained, orjson.dumps(article_row(article, choice)))
            self._described[key] = found
        return found


def annotation_index(session: Session, reader: Reader) -> AnnotationIndex:
    """Returns the annotation index of the current revision: the one that was packed at harvest, else a new one."""
    return session.remembered("annotation index", lambda: _load(session, reader) or _build(reader))


def find_state(session: Session) -> str:
    """Returns what a packed index depends on: dictionary, code, automaton library and byte order."""
    code = find_code_version("annotation", "chinese", "lookup/annotation_index.py")
    library = version("daachorse") if find_spec("daachorse") else "none"
    return f"{session.revision} {code} {library} {sys.byteorder}"


def _load(session: Session, reader: Reader) -> AnnotationIndex | None:
    packed = load_matcher(reader.connection, find_state(session))
    return AnnotationIndex.unpack(packed, reader) if packed else None


def _build(reader: Reader) -> AnnotationIndex:
    heads: list[HeadForm] = []
    numbers: dict[int, int] = {}
    counts = reader.explaining_sources(longest=2)
    explained = bytearray()
    for n, _, _, headword, kind, _, is_explained in reader.heads():
        numbers[n] = len(heads)
        heads.append(HeadForm(headword, kind == HeadwordKind.NUMERAL_SLOGAN, counts.get(n, 0)))
        explained.append(bool(is_explained))
    forms = (
        LexiconForm(form, numbers[term], sense, kind, count)
        for form, term, sense, kind, origin, count in reader.forms()
        if origin == "attested"
    )
    return AnnotationIndex(Lexicon(heads, forms), tuple(numbers), bytes(explained))


def _join_sections(sections: Sequence[bytes]) -> bytes:
    """Returns sections after a line with their lengths."""
    return b"".join([orjson.dumps([len(section) for section in sections]), b"\n", *sections])


def _split_sections(packed: bytes) -> Iterator[bytes]:
    lengths, _, _ = packed.partition(b"\n")
    at = len(lengths) + 1
    for length in orjson.loads(lengths):
        yield packed[at : at + length]
        at += length


def split_groups(label: str) -> list[str]:
    """Splits labels that are written together, each part with its numeral.

    >>> split_groups("六稳六保"), split_groups("三去一降一补")
    (['六稳', '六保'], ['三去', '一降', '一补'])
    """
    parts, rest = [], label
    groups = parse_headword(label).groups
    for at in range(len(groups) - 1):
        shared = groups[at][1]
        end = rest.find(shared) + len(shared) if shared else 0
        if end <= len(shared):
            return [label]
        parts.append(rest[:end].strip("、，,"))
        rest = rest[end:]
    return [*parts, rest.strip("、，,")]

"""The lexicon of one revision, and what its terms say in a text of a certain place and year.

What an answer says of a term is made once for each sense that is chosen and kept as bytes.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import orjson

from glossary.annotation.lexicon import Form, HeadForm, Lexicon
from glossary.annotation.matcher import MatchSpan
from glossary.chinese.headword import HeadwordKind, parse_headword, tail_noun
from glossary.lookup.sense_choice import Choice, Context, choose
from glossary.lookup.sense_views import ArticleView, view_article
from glossary.lookup.session import Session
from glossary.lookup.term_rows import article_row
from glossary.lookup.text_explanations import LONGEST_DOCUMENT
from glossary.store.read.reader import Reader

T = TypeVar("T")
_ISSUED_BY = ("中央", "全国", "国家", "党的")
"""What may stand before a label without making another one of it: 中央八项规定."""
_MOST_TEXTS = 32
_MOST_CHOICES = 65_536
"""Choices that are kept, by term, sense of the form, and context; all are dropped when there are more."""


class Described(NamedTuple):
    """One row of an answer's table of terms.

    Attributes:
        term: Number of the term in the lexicon.
        sense: Id of the sense that is told.
        is_explained: Whether it is told as the text's meaning.
        json: The row.
    """

    term: int
    sense: str | None
    is_explained: bool
    json: bytes


class AnnotationIndex:
    """The forms of the dictionary, and what is said of its terms."""

    def __init__(self, reader: Reader) -> None:
        heads: list[HeadForm] = []
        numbers: dict[int, int] = {}
        counts = reader.explaining_sources(longest=2)
        explained = []
        for n, _, _, headword, kind, _, is_explained in reader.heads():
            numbers[n] = len(heads)
            heads.append(HeadForm(headword, kind == HeadwordKind.NUMERAL_SLOGAN, counts.get(n, 0)))
            explained.append(bool(is_explained))
        self.terms = tuple(numbers)
        self.is_explained: Sequence[bool] = explained
        self._numbers = {head.headword: number for number, head in enumerate(heads)}
        forms = (
            Form(form, numbers[term], sense, kind, count)
            for form, term, sense, kind, origin, count in reader.forms()
            if origin == "attested"
        )
        self.lexicon = Lexicon(heads, forms)
        self._views: dict[int, tuple[dict[str, Any], ArticleView]] = {}
        self._texts: dict[tuple[str, bool, Context], Any] = {}
        self._described: dict[tuple[int, str | None, str, str | None], Described] = {}
        self._choices: dict[tuple[int, str | None, Context, tuple[str, str]], Described] = {}

    def find(self, text: str, *, nested: bool = False) -> list[MatchSpan]:
        """The forms of the dictionary in ``text``; see :meth:`Lexicon.find`."""
        return self.lexicon.find(text, nested=nested)

    def remember(self, key: tuple[str, bool, Context], make: Callable[[], T]) -> T:
        """What ``make`` gave for a text in a context; the last texts are kept, because pages are asked for again.

        Args:
            key: The text, whether nested places are wanted, its context.
            make: Called where nothing is kept.
        """
        found: T | None = self._texts.get(key)
        if found is None:
            found = make()
            if len(key[0]) <= LONGEST_DOCUMENT:
                while len(self._texts) >= _MOST_TEXTS:
                    self._texts.pop(next(iter(self._texts), key), None)
                self._texts[key] = found
        return found

    def has_neighbours(self, term: int) -> bool:
        """Whether what stands beside a place of this term helps to choose its sense."""
        return self.is_explained[term] and self.lexicon.heads[term].is_slogan

    def find_headword(self, headword: str) -> int | None:
        """The number of the term with that headword."""
        return self._numbers.get(headword)

    def explained_parts(self, term: int) -> list[tuple[int, int, int]]:
        """Where explained terms stand in a headword that nobody explains: start, end, term.

        六稳六保 is 六稳 and 六保, 中央八项规定 is 八项规定; empty where the rest would be something else.

        Args:
            term: Number of a term.
        """
        headword = self.lexicon.heads[term].headword
        return self.parts_of(headword) if not self.is_explained[term] else []

    def parts_of(self, headword: str) -> list[tuple[int, int, int]]:
        """Likewise, of any label."""
        return self._run(headword) or self._within(headword)

    def _run(self, headword: str) -> list[tuple[int, int, int]]:
        """The parts of labels written together, all of them explained."""
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
        """The label within what only says who issued it, or which noun follows."""
        for prefix in _ISSUED_BY:
            if headword.startswith(prefix) and (number := self._explained(headword[len(prefix) :])) is not None:
                return [(len(prefix), len(headword), number)]
        for at in range(len(headword) - 2, 2, -1):
            number = self._explained(headword[:at]) if tail_noun(headword[at:]) == headword[at:] else None
            if number is not None and not self.lexicon.heads[number].is_slogan:
                return [(0, at, number)]
        return []

    def _explained(self, headword: str) -> int | None:
        number = self._numbers.get(headword)
        return number if number is not None and self.is_explained[number] else None

    def describe(
        self, reader: Reader, term: int, form_sense: str | None, context: Context, around: tuple[str, str] = ("", "")
    ) -> Described:
        """What is said of a term at a place.

        Args:
            reader: Of the same revision.
            term: Its number.
            form_sense: The sense that the written form names.
            context: Of the text.
            around: What stands beside the place; looked at where :meth:`has_neighbours`.
        """
        key = (term, form_sense, context, around)
        known = self._choices.get(key)
        if known is None:
            article, view = self._view(reader, term)
            known = self._describe(term, article, choose(view, form_sense, context, around))
            if len(self._choices) >= _MOST_CHOICES:
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

    def _describe(self, term: int, article: dict[str, Any], choice: Choice) -> Described:
        sense = choice.sense["id"] if choice.sense else None
        key = (term, sense, choice.why, choice.issuer)
        found = self._described.get(key)
        if found is None:
            is_explained = sense is not None and not choice.elsewhere
            found = Described(term, sense, is_explained, orjson.dumps(article_row(article, choice)))
            self._described[key] = found
        return found


def annotation_index(session: Session, reader: Reader) -> AnnotationIndex:
    """The index of the present revision."""
    return session.remembered("desk", lambda: AnnotationIndex(reader))


def split_groups(label: str) -> list[str]:
    """The parts of labels that are written together, each with its numeral.

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

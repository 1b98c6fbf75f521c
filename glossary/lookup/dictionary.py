"""The dictionary, open for questions: one object a process, every answer from one state of the store."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import orjson

from glossary.annotation.annotate import Policy
from glossary.chinese.normalize import term_key
from glossary.chinese.script import SCRIPTS, to_hans
from glossary.errors import InvalidQueryError, SourceNotFoundError, TermNotFoundError, UnknownScriptError
from glossary.lookup import annotate_text, resolve, source_lists, usage
from glossary.lookup import search as searching
from glossary.lookup.annotate_text import Annotations
from glossary.lookup.autocomplete import suggest
from glossary.lookup.did_you_mean import nearest_values, suggest_headwords
from glossary.lookup.lexicon_download import LexiconUpdate, lexicon, make_lexicons
from glossary.lookup.resolve import Match
from glossary.lookup.results import LookupResult, Page, Query
from glossary.lookup.script_conversion import convert_article, convert_value, prefer_attested_headwords
from glossary.lookup.session import Session
from glossary.lookup.text_expander import TextExpander
from glossary.lookup.usage import drift
from glossary.store.lexicon_cache import save_lexicons
from glossary.store.read import sources as places
from glossary.store.read.reader import ArticleRow, Reader
from glossary.store.read.sources import SourceFilters
from glossary.store.search.queries import Filters

MAX_FORMS = 500
"""Forms in one batch."""


def open_dictionary(path: str | Path) -> "Dictionary":
    """The dictionary in the store file at ``path``; nothing is written, no network is used.

    Raises:
        StoreMissingError: no file there.
        StoreOutdatedError: another version wrote it.
        StoreError: the file is no store.
    """
    return Dictionary(Session(path))


class Dictionary:
    """Answers from one store; threads may share it, a new harvest becomes visible by itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def revision(self) -> str:
        """The revision of the dictionary as it is now."""
        with self._session.snapshot():
            return self._session.revision

    @contextmanager
    def reading(self) -> Iterator[str]:
        """Everything asked within sees one state of the dictionary, whose revision is given."""
        with self._session.snapshot():
            yield self._session.revision

    def meta(self) -> dict[str, str]:
        """What the store says of itself: revision, versions, counts."""
        with self._session.snapshot():
            return dict(self._session.meta)

    def close(self) -> None:
        """Close the file."""
        self._session.close()

    def article(self, form: str, script: str = "zh-Hans") -> LookupResult:
        """The article for any written form, or for an id.

        Args:
            form: In any script, width, quotes and numerals; at most 200 code points.
            script: Of the answer, one of ``SCRIPTS``.

        Raises:
            TermNotFoundError: no article, with suggestions.
            UnknownScriptError: no such script.
            InvalidQueryError: no form can be that long.
        """
        _check_script(script)
        with self._session.snapshot() as reader:
            return self._answer(self._find(reader, form, script), form, script)

    def batch(self, forms: Iterable[str], script: str = "zh-Hans") -> list[LookupResult | TermNotFoundError]:
        """An answer or the error for each form, in their order, all from one revision.

        Raises:
            InvalidQueryError: more than 500 forms, or one that is too long.
        """
        _check_script(script)
        requested = list(forms)
        if len(requested) > MAX_FORMS:
            raise InvalidQueryError("forms", f"more than {MAX_FORMS}")
        with self._session.snapshot() as reader:
            return [self._try(reader, form, script) for form in requested]

    def search(self, query: Query) -> Page:
        """The terms that a query asks for, most important first, a page at a time."""
        return searching.search(self._session, query)

    def near_values(self, name: str, value: str) -> list[str]:
        """Values of the filter ``name`` (shape, year or region) for somebody who found nothing with ``value``.

        Empty where ``value`` is one of them, so that something else left nothing; else the nearest, nearest first.
        """
        with self._session.snapshot() as reader:
            return nearest_values(reader, name, value)

    def suggest(self, q: str, limit: int = 10) -> list[dict[str, Any]]:
        """Completions of what is being typed, characters of either script or pinyin, most important first."""
        with self._session.snapshot() as reader:
            return suggest(reader, q, limit)

    def concordance(self, form: str, limit: int = 20, cursor: str | None = None, script: str = "zh-Hans") -> Page:
        """Where the term of ``form`` stands in ``script``, a keyword-in-context line a place, newest source first."""
        _check_script(script)
        with self._session.snapshot() as reader:
            term = self._find(reader, form, script).row.n
            return usage.concordance(self._session, reader, term, limit=limit, cursor=cursor, script=script)

    def timeline(
        self, form: str, script: str = "zh-Hans", *, region: str | None = None, level: str | None = None
    ) -> dict[str, Any]:
        """Use by year, level and province, first and last year, heat: of all sources, or of a region and a level."""
        filters = Filters(region=to_hans(region) if region else None, level=level)
        with self._session.snapshot() as reader:
            found = self._find(reader, form, script)
            used = usage.timeline(self._session, reader, found.row.n, filters)
            return {"term": found.row.id, **used, "revision": self._session.revision}

    def convert_body(self, value: Any, script: str) -> Any:
        """What this dictionary said, as JSON has it, with its texts in ``script``; see :mod:`.converting`."""
        if self._is_ready(script):
            return value
        with self._session.snapshot() as reader:
            return self._converted_rows(reader, value, script)

    def members_of(self, form: str) -> list[dict[str, Any]]:
        """The terms that count ``form`` among their members (which slogans contain 永久基本农田)."""
        names = ("id", "headword", "sense", "member", "group", "position")
        with self._session.snapshot() as reader:
            return [dict(zip(names, row, strict=True)) for row in reader.members_of(term_key(form))]

    def near(self, form: str, script: str = "zh-Hans") -> list[dict[str, Any]]:
        """Terms easily confused with that of ``form``, with the reason."""
        with self._session.snapshot() as reader:
            rows = reader.near(self._find(reader, form, script).row.n)
            return [{"id": term, "headword": headword, "reason": reason} for term, headword, reason in rows]

    def unexplained(self, source: str) -> dict[str, Any]:
        """What a source uses and does not explain, with the explanations of other sources."""
        with self._session.snapshot() as reader:
            return usage.unexplained(reader, source)

    def sources(
        self,
        limit: int = 50,
        cursor: str | None = None,
        *,
        year: int | None = None,
        level: str | None = None,
        region: str | None = None,
    ) -> Page:
        """The harvested sources by id, those of a year, a level, a place, or all."""
        return source_lists.list_sources(self._session, SourceFilters(year, level, region), limit, cursor)

    def find_sources(self, filters: SourceFilters, q: str = "", **page: Any) -> Page:
        """See :func:`.source_lists.find_sources`."""
        return source_lists.find_sources(self._session, filters, q, **page)

    def source(self, source: str) -> dict[str, Any]:
        """One source with its metadata, origins and findings.

        Raises:
            SourceNotFoundError: no such source.
        """
        with self._session.snapshot() as reader:
            found = places.source(reader.connection, source)
            if found is None:
                raise SourceNotFoundError(f"no source {source}")
            return found

    def source_text(self, source: str) -> str:
        """The text of a source, exactly as read: every span points into it.

        Raises:
            SourceNotFoundError: no such source.
        """
        with self._session.snapshot() as reader:
            number = places.source_number(reader.connection, source)
            if number is None:
                raise SourceNotFoundError(f"no source {source}")
            return places.text(reader.connection, number)

    def findings(
        self, source: str | None = None, code: str | None = None, limit: int = 100, cursor: str | None = None
    ) -> Page:
        """What could not be read, parsed or decided, of one source or code or of all.

        The page's revision stands for the findings of origins that could not be read, too: they are no part of the
        dictionary, so that its own revision stays as it is when they change.
        """
        return source_lists.list_findings(self._session, source, code, limit, cursor)

    def drift(
        self, form: str, since: int | None = None, until: int | None = None, script: str = "zh-Hans"
    ) -> dict[str, Any]:
        """How the wording of each sense changed from year to year, with what was changed.

        Raises:
            InvalidQueryError: ``since`` is later than ``until``.
        """
        if since is not None and until is not None and since > until:
            raise InvalidQueryError("from", f"{since} is later than to, {until}")
        with self._session.snapshot() as reader:
            row = self._find(reader, form, script).row
            return {"term": row.id, "senses": drift(orjson.loads(row.article), since, until)}

    def lexicon(
        self, since: str | None = None, *, forms: str | None = None, script: str | None = None
    ) -> LexiconUpdate:
        """All forms for a client that matches by itself; with ``since``, a former version, only the changed shards.

        Args:
            since: As :func:`glossary.lookup.lexicon_download.lexicon` says.
            forms: ``all`` scripts, or ``folded`` ones for a client that folds pages.
            script: Of the texts.

        Raises:
            InvalidQueryError: no such forms or script.
        """
        with self._session.snapshot() as reader:
            return lexicon(self._session, reader, since, forms, script)

    def keep_lexicons(self) -> None:
        """Make the lexicons that clients ask for and keep them in the store, so that no client waits for them.

        Raises:
            StoreError: the store cannot be written.
        """
        with self._session.snapshot() as reader:
            finished = make_lexicons(self._session, reader)
        if finished:
            save_lexicons(self._session.path, *finished)

    def annotate(
        self,
        text: str,
        *,
        policy: Policy = "longest",
        first: bool = False,
        year: int | None = None,
        region: str | None = None,
        unknown: bool = False,
        script: str = "zh-Hans",
        hints: Mapping[str, str] | None = None,
    ) -> Annotations:
        """The terms of a text in either script, where they stand and what they mean there.

        Args:
            text: At most 1,048,576 code points.
            policy: ``longest``: leftmost-longest without overlap; ``all``: nested and overlapping places too.
            first: Only the first place of each term.
            year: Of the text; chooses among senses, the answer says how. Else it is looked for in the text.
            region: Of the text, a GB/T 2260 code or a name; likewise.
            unknown: Whether to list the text's numeral slogans that the dictionary lacks.
            script: Of what is said about the terms; what is quoted from the text stays as it was sent.
            hints: What the text's path or page says of it, as :class:`glossary.model.Source` has it.

        Raises:
            InvalidQueryError: no such policy, text too long.
            UnknownScriptError: no such script.
        """
        reading = annotate_text.read_for(text, _hints(hints))
        with self._session.snapshot() as reader:
            found = annotate_text.annotate_text(
                self._session,
                reader,
                text,
                reading,
                policy=policy,
                first=first,
                year=year,
                region=region and to_hans(region),
                unknown=unknown,
            )
            if self._is_ready(script):
                return found
            table = list(map(orjson.dumps, self._converted_rows(reader, found.terms(), script)))
            gaps = [{**each, "core": convert_value(each["core"], script)} for each in found.unknown]
            return replace(found, table=table, unknown=gaps)

    def annotate_html(
        self,
        html: str,
        *,
        mode: Literal["span", "ruby"] = "span",
        first: bool = False,
        year: int | None = None,
        region: str | None = None,
        script: str | None = None,
    ) -> str:
        """The same HTML with ``<span>`` or ``<ruby>`` around the terms in its text, nothing else changed.

        With a ``script`` the text that can be marked is converted, too; without one explanations follow its script.
        """
        return self._expander(first=first, year=year, region=region, script=script).mark(html, mode)

    def unpack(
        self,
        text: str,
        *,
        style: Literal["inline", "footnotes"] = "inline",
        first: bool = True,
        year: int | None = None,
        region: str | None = None,
        script: str | None = None,
    ) -> str:
        """The text with its slogans opened: ``三农（农业、农村、农民）``, or by footnotes; ``script`` as above."""
        return self._expander(first=first, year=year, region=region, script=script).unpack(text, style)

    def _expander(self, *, first: bool, year: int | None, region: str | None, script: str | None) -> TextExpander:
        if script is not None:
            _check_script(script)
        return TextExpander(self._session, first, year, region and to_hans(region), script)

    def explained_terms(self, limit: int) -> list[str]:
        """See :func:`.source_lists.explained_terms`."""
        return source_lists.explained_terms(self._session, limit)

    def forms(self) -> list[tuple[str, str, str | None, str, str, int]]:
        """Every written form: form, term id, sense id, kind, origin, count; by term and form."""
        with self._session.snapshot() as reader:
            ids = {n: term_id for n, term_id, *_ in reader.heads()}
            return [(form, ids[term], *rest) for form, term, *rest in reader.forms()]  # type: ignore[misc]

    def _find(self, reader: Reader, form: str, script: str) -> Match:
        """The article of a form; a miss carries headwords that come near, in the script of the answer."""
        found = resolve.find(reader, form, resolve.known_forms(self._session, reader))
        if found is None:
            near = self._session.remembered(("near", form), lambda: suggest_headwords(reader, form))
            raise TermNotFoundError(form, near if self._is_ready(script) else tuple(convert_value(near, script)))
        return found

    def _try(self, reader: Reader, form: str, script: str) -> LookupResult | TermNotFoundError:
        try:
            return self._answer(self._find(reader, form, script), form, script)
        except TermNotFoundError as error:
            return error

    def _answer(self, found: Match, form: str, script: str) -> LookupResult:
        body = found.row.article if self._is_ready(script) else self._converted(found.row, script)
        return LookupResult(
            form,
            found.row.id,
            found.sense,
            found.via,
            found.confidence,
            found.others,
            script,
            body,
            self._session.revision,
        )

    def _is_ready(self, script: str) -> bool:
        """Whether what the store says is in ``script`` as it stands."""
        _check_script(script)
        return script == "zh-Hans" and not self._session.is_mixed

    def _converted_rows(self, reader: Reader, value: Any, script: str) -> Any:
        """``value`` in ``script``, the headwords of its terms as sources of that script print them."""
        converted = convert_value(value, script)
        if self._session.is_mixed and script != "zh-Hans":
            prefer_attested_headwords(converted, script, reader.attested_forms)
        return converted

    def _converted(self, row: ArticleRow, script: str) -> bytes:
        """The article in another script, converted once a revision: OpenCC takes longer than all the rest."""
        mixed = self._session.is_mixed
        return self._session.remembered(
            ("article", row.n, script), lambda: convert_article(row.article, script, mixed=mixed)
        )


def _hints(hints: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((hints or {}).items()))


def _check_script(script: str) -> None:
    if script not in SCRIPTS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")

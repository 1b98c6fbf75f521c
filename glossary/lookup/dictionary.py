"""The dictionary, the main entry point of the library: every result comes from one consistent state of the store."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

import orjson

from glossary.chinese.normalize import term_key
from glossary.chinese.script import SCRIPTS, to_hans
from glossary.errors import InvalidQueryError, SourceNotFoundError, TermNotFoundError, UnknownScriptError
from glossary.lookup import on_demand, resolve
from glossary.lookup.resolve import Match
from glossary.lookup.results import LookupResult, Page, Query, convert_article, convert_value, prefer_attested_headwords
from glossary.lookup.session import Session
from glossary.store.lexicon_cache import save_lexicons
from glossary.store.read import sources as places
from glossary.store.read.reader import ArticleRow, Reader
from glossary.store.read.sources import EVERY_SOURCE, SourceFilters
from glossary.store.search.queries import Filters

if TYPE_CHECKING:
    from glossary.annotation.lexicon import Policy
    from glossary.lookup.annotate_text import Annotations, ExpansionOptions, TextExpander
    from glossary.lookup.lexicon_download import LexiconUpdate
    from glossary.store.write.article_building import MapJobs

MAX_FORMS = 500
"""Maximum number of forms in one batch."""


def open_dictionary(path: str | Path) -> "Dictionary":
    """Opens the dictionary in the store file at ``path``. It writes nothing and does not use the network.

    Raises:
        StoreMissingError: The file does not exist.
        StoreOutdatedError: Another version wrote the file.
        StoreError: The file is not a store.
    """
    return Dictionary(Session(path))


class Dictionary:
    """A dictionary backed by one store. Thread-safe; new data in the store becomes visible automatically."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def revision(self) -> str:
        """The current revision of the dictionary."""
        with self._session.snapshot():
            return self._session.revision

    @contextmanager
    def reading(self) -> Iterator[str]:
        """Calls within this context see one state of the dictionary; yields its revision."""
        with self._session.snapshot():
            yield self._session.revision

    def meta(self) -> dict[str, str]:
        """Returns the metadata of the store: revision, versions, counts."""
        with self._session.snapshot():
            return dict(self._session.meta)

    def close(self) -> None:
        """Close the file."""
        self._session.close()

    def article(self, form: str, script: str = "zh-Hans") -> LookupResult:
        """Returns the article for any written form, or for an id.

        Args:
            form: A form in any script, width, quotation marks and numerals; at most 200 code points.
            script: Script of the result, one of ``SCRIPTS``.

        Raises:
            TermNotFoundError: There is no article; the error has suggestions.
            UnknownScriptError: The script is unknown.
            InvalidQueryError: The form is too long.
        """
        _check_script(script)
        return self._session.read(lambda reader: self._answer(self._find(reader, form, script), form, script))

    def batch(self, forms: Iterable[str], script: str = "zh-Hans") -> list[LookupResult | TermNotFoundError]:
        """Returns a result or an error for each form, in order, all from one revision.

        Raises:
            InvalidQueryError: There are more than 500 forms, or one is too long.
        """
        _check_script(script)
        requested = list(forms)
        if len(requested) > MAX_FORMS:
            raise InvalidQueryError("forms", f"more than {MAX_FORMS}")
        with self._session.snapshot() as reader:
            return [self._try(reader, form, script) for form in requested]

    def search(self, query: Query) -> Page:
        """Returns a page of the terms that match a query, most important first."""
        return on_demand.search.search(self._session, query)

    def near_values(self, name: str, value: str) -> list[str]:
        """Suggests values of the filter ``name`` (shape, year or region) if ``value`` finds nothing.

        Returns the nearest values, nearest first; empty if ``value`` itself is valid, so another filter is the reason.
        """
        with self._session.snapshot() as reader:
            return on_demand.suggestions.nearest_values(reader, name, value)

    def suggest(self, q: str, limit: int = 10) -> list[dict[str, Any]]:
        """Completes a prefix, in characters of either script or in pinyin, most important first."""
        with self._session.snapshot() as reader:
            return on_demand.suggestions.suggest(reader, q, limit)

    def concordance(self, form: str, limit: int = 20, cursor: str | None = None, script: str = "zh-Hans") -> Page:
        """Lists the attestations of a term as keyword-in-context lines in ``script``, newest source first."""
        _check_script(script)
        with self._session.snapshot() as reader:
            term = self._find(reader, form, script).row.n
            return on_demand.usage.concordance(self._session, reader, term, limit=limit, cursor=cursor, script=script)

    def timeline(
        self, form: str, script: str = "zh-Hans", *, region: str | None = None, level: str | None = None
    ) -> dict[str, Any]:
        """Returns use by year, level and province, first and last year, and heat; optionally of a region and level."""
        filters = Filters(region=to_hans(region) if region else None, level=level)
        with self._session.snapshot() as reader:
            found = self._find(reader, form, script)
            used = on_demand.usage.timeline(self._session, reader, found.row.n, filters)
            return {"term": found.row.id, **used, "revision": self._session.revision}

    def convert_body(self, value: Any, script: str) -> Any:
        """Converts the texts of a JSON response of this dictionary to ``script``; see :mod:`.results`."""
        if self._is_ready(script):
            return value
        with self._session.snapshot() as reader:
            return self._converted_rows(reader, value, script)

    def members_of(self, form: str) -> list[dict[str, Any]]:
        """Lists the terms that have ``form`` as a member (which slogans contain 永久基本农田)."""
        names = ("id", "headword", "sense", "member", "group", "position")
        with self._session.snapshot() as reader:
            return [dict(zip(names, row, strict=True)) for row in reader.members_of(term_key(form))]

    def near(self, form: str, script: str = "zh-Hans") -> list[dict[str, Any]]:
        """Lists terms that are easily confused with that of ``form``, with the reason."""
        with self._session.snapshot() as reader:
            rows = reader.near(self._find(reader, form, script).row.n)
            return [{"id": term, "headword": headword, "reason": reason} for term, headword, reason in rows]

    def unexplained(self, source: str) -> dict[str, Any]:
        """Lists terms that a source uses and does not explain, with the explanations of other sources."""
        with self._session.snapshot() as reader:
            return on_demand.usage.unexplained(reader, source)

    def sources(self, filters: SourceFilters = EVERY_SOURCE, q: str = "", **page: Any) -> Page:
        """Returns a page of sources; see :func:`.usage.list_sources`."""
        return on_demand.usage.list_sources(self._session, filters, q, **page)

    def count_terms(self, sources: Iterable[str]) -> dict[str, int]:
        """Returns the number of terms that each of some sources uses, by id."""
        return on_demand.usage.count_terms(self._session, sources)

    def source(self, source: str) -> dict[str, Any]:
        """Returns one source with its metadata, origins and findings.

        Raises:
            SourceNotFoundError: The source does not exist.
        """
        with self._session.snapshot() as reader:
            found = places.source(reader.connection, source)
            if found is None:
                raise SourceNotFoundError(f"no source {source}")
            return found

    def source_text(self, source: str) -> str:
        """Returns the text of a source, exactly as read; all spans refer to it.

        Raises:
            SourceNotFoundError: The source does not exist.
        """
        with self._session.snapshot() as reader:
            number = places.source_number(reader.connection, source)
            if number is None:
                raise SourceNotFoundError(f"no source {source}")
            return places.text(reader.connection, number)

    def findings(
        self, source: str | None = None, code: str | None = None, limit: int = 100, cursor: str | None = None
    ) -> Page:
        """Returns a page of findings, optionally of one source or code: what could not be read, parsed or decided.

        The revision of the page also covers findings about unreadable origins. These are not part of the dictionary, so
        its own revision does not change with them.
        """
        return on_demand.usage.list_findings(self._session, source, code, limit, cursor)

    def drift(
        self, form: str, since: int | None = None, until: int | None = None, script: str = "zh-Hans"
    ) -> dict[str, Any]:
        """Returns how the wording of each sense changed from year to year, with the differences.

        Raises:
            InvalidQueryError: ``since`` is later than ``until``.
        """
        if since is not None and until is not None and since > until:
            raise InvalidQueryError("from", f"{since} is later than to, {until}")
        with self._session.snapshot() as reader:
            row = self._find(reader, form, script).row
            return {"term": row.id, "senses": on_demand.drift.drift(orjson.loads(row.article), since, until)}

    def lexicon(
        self, since: str | None = None, *, forms: str | None = None, script: str | None = None
    ) -> "LexiconUpdate":
        """Returns the lexicon for clients that match locally; with ``since``, only the changed shards.

        Args:
            since: An earlier version; see :func:`glossary.lookup.lexicon_download.lexicon`.
            forms: ``all`` scripts, or ``folded`` forms for a client that normalizes pages itself.
            script: Script of the texts.

        Raises:
            InvalidQueryError: ``forms`` or ``script`` is unknown.
        """
        with self._session.snapshot() as reader:
            return on_demand.lexicon_download.lexicon(self._session, reader, since, forms, script)

    def keep_lexicons(self, map_jobs: "MapJobs | None" = None) -> None:
        """Build the usual lexicon downloads and cache them in the store, so that no client waits for them.

        Raises:
            StoreError: The store cannot be written.
        """
        with self._session.snapshot() as reader:
            finished = on_demand.lexicon_download.make_lexicons(self._session, reader, map_jobs)
        if finished:
            save_lexicons(self._session.path, *finished)

    def annotate(
        self,
        text: str,
        *,
        policy: "Policy" = "longest",
        first: bool = False,
        year: int | None = None,
        region: str | None = None,
        unknown: bool = False,
        own: bool = True,
        script: str = "zh-Hans",
        hints: Mapping[str, str] | None = None,
    ) -> "Annotations":
        """Finds the terms of a text, with their places and their meaning there.

        Args:
            text: A text in either script, at most 1,048,576 code points.
            policy: ``longest``: leftmost-longest without overlap; ``all``: nested and overlapping places too.
            first: Whether to return only the first place of each term.
            year: Year of the text, used to choose among senses. If not given, it is searched for in the text.
            region: Region of the text, a GB/T 2260 code or a name. If not given, it is searched for in the text.
            unknown: Whether to list numeral slogans that the dictionary does not have.
            own: Whether to include terms that only the text explains, which a client with the lexicon cannot find.
            script: Script of the descriptions; quotations from the text are not converted.
            hints: Metadata from the path or page of the text, as in :class:`glossary.model.Source`.

        Raises:
            InvalidQueryError: The policy is unknown, or the text is too long.
            UnknownScriptError: The script is unknown.
        """
        reading = on_demand.annotate_text.read_for(text, _hints(hints), own=own, unknown=unknown)
        with self._session.snapshot() as reader:
            found = on_demand.annotate_text.annotate_text(
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
        script: str | None = None,
        **options: "Unpack[ExpansionOptions]",
    ) -> str:
        """Returns the HTML with ``<span>`` or ``<ruby>`` around terms in its text, converted if ``script`` is given."""
        return self._expander(script, options).mark(html, mode)

    def unpack(
        self,
        text: str,
        *,
        style: Literal["inline", "footnotes"] = "inline",
        script: str | None = None,
        **options: "Unpack[ExpansionOptions]",
    ) -> str:
        """Returns the text with its slogans expanded: ``三农（农业、农村、农民）``, or as footnotes.

        Only the first place of each term is expanded, unless ``first`` is false.
        """
        return self._expander(script, {"first": True, **options}).unpack(text, style)

    def _expander(self, script: str | None, options: "ExpansionOptions") -> "TextExpander":
        if script is not None:
            _check_script(script)
        return on_demand.annotate_text.TextExpander(self._session, script, options)

    def explained_terms(self, limit: int) -> list[str]:
        """See :func:`.usage.explained_terms`."""
        return on_demand.usage.explained_terms(self._session, limit)

    def forms(self) -> list[tuple[str, str, str | None, str, str, int]]:
        """Lists every written form as (form, term id, sense id, kind, origin, count), sorted by term and form."""
        with self._session.snapshot() as reader:
            ids = {n: term_id for n, term_id, *_ in reader.heads()}
            return [(form, ids[term], *rest) for form, term, *rest in reader.forms()]  # type: ignore[misc]

    def _find(self, reader: Reader, form: str, script: str) -> Match:
        """Finds the article of a form; the error has similar headwords in the requested script."""
        found = resolve.find(reader, form, resolve.known_forms(self._session, reader))
        if found is None:
            suggest = on_demand.suggestions.suggest_headwords
            near = self._session.remembered(("near", form), lambda: suggest(reader, form))
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
        """Whether the content of the store is already in ``script``."""
        _check_script(script)
        return script == "zh-Hans" and not self._session.is_mixed

    def _converted_rows(self, reader: Reader, value: Any, script: str) -> Any:
        """Converts ``value`` to ``script``, with headwords as sources of that script print them."""
        converted = convert_value(value, script)
        if self._session.is_mixed and script != "zh-Hans":
            prefer_attested_headwords(converted, script, reader.attested_forms)
        return converted

    def _converted(self, row: ArticleRow, script: str) -> bytes:
        """Returns the article in another script, cached for the revision because OpenCC is slow."""
        mixed = self._session.is_mixed
        return self._session.remembered(
            ("article", row.n, script), lambda: convert_article(row.article, script, mixed=mixed)
        )


def _hints(hints: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((hints or {}).items()))


def _check_script(script: str) -> None:
    if script not in SCRIPTS:
        raise UnknownScriptError(f"no script {script!r}; there are {', '.join(SCRIPTS)}")

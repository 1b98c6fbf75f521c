"""Every error this package raises on purpose.

GlossaryError                  catch this one at a rim (CLI, API)
├── FileError                  a file cannot be written or read (carries its path)
├── UnreadableSourceError      bytes that cannot become a text (carries the finding's code)
├── InvalidRowError            a bulk CSV row breaks a rule (carries line and column)
├── InvalidQueryError          a question that cannot be asked (carries the parameter)
├── UnknownScriptError         no such script tag
├── TermNotFoundError          no article for that form (carries suggestions)
├── SourceNotFoundError        no such source
└── StoreError                 the term store cannot be used
    ├── StoreMissingError      there is no store at that path
    ├── StoreOutdatedError     the store was written by another version and must be rebuilt or migrated
    ├── StoreNewerError        the store was written by a newer version of this software
    └── StoreDamagedError      the file does not hold what was written
"""

from collections.abc import Sequence


class GlossaryError(Exception):
    """Base of all; ``code`` is stable, printed by CLI and API, listed in docs/errors.md."""

    code = "glossary-error"


class FileError(GlossaryError):
    """A file on this machine cannot be written or read; the message names it and the system's reason."""

    code = "file-error"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path, self.problem = path, problem


class UnreadableSourceError(GlossaryError):
    """Bytes that cannot become a text; ``finding_code`` is the stable code of the finding it leaves."""

    code = "unreadable-source"

    def __init__(self, origin: str, finding_code: str, problem: str) -> None:
        super().__init__(f"{origin}: {problem} [{finding_code}]")
        self.origin, self.finding_code, self.problem = origin, finding_code, problem


class InvalidRowError(GlossaryError):
    """A bulk CSV row breaks a rule; ``line`` is 1-based, header included, as a spreadsheet shows it."""

    code = "invalid-row"

    def __init__(self, line: int, column: str, problem: str) -> None:
        super().__init__(f"line {line}, column {column!r}: {problem}")
        self.line, self.column, self.problem = line, column, problem


class InvalidQueryError(GlossaryError):
    """A question that cannot be asked; ``parameter`` names the culprit."""

    code = "invalid-query"

    def __init__(self, parameter: str, problem: str) -> None:
        super().__init__(f"{parameter}: {problem}")
        self.parameter, self.problem = parameter, problem


class UnknownScriptError(GlossaryError):
    """No such script tag; the message lists those that are."""

    code = "unknown-script"


class TermNotFoundError(GlossaryError):
    """No article for ``form``; ``suggestions`` are headwords that come near, best first."""

    code = "term-not-found"

    def __init__(self, form: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(f"no article for {form!r}")
        self.form, self.suggestions = form, tuple(suggestions)


class SourceNotFoundError(GlossaryError):
    """No source with that id."""

    code = "source-not-found"


class StoreError(GlossaryError):
    """The term store cannot be used: it is damaged, locked, or no store."""

    code = "store-error"


class StoreMissingError(StoreError):
    """There is no store yet; run ``glossary harvest`` first."""

    code = "store-missing"


class StoreOutdatedError(StoreError):
    """The store was written by another version of the keys or the converter; run ``glossary rebuild``."""

    code = "store-outdated"


class StoreNewerError(StoreError):
    """The store was written by a newer version of this software; install that version."""

    code = "store-newer"


class StoreDamagedError(StoreError):
    """The store is damaged; ``glossary check --store`` says where, ``glossary restore`` puts a backup in its place."""

    code = "store-damaged"


class MissingExtraError(GlossaryError):
    """What was asked for needs a library that is not installed; ``extra`` brings it."""

    code = "missing-extra"

    def __init__(self, extra: str, library: str) -> None:
        super().__init__(f"{library} is not installed; run `pip install '.[{extra}]'` in the project's folder")
        self.extra, self.library = extra, library


class CorpusError(GlossaryError):
    """A public corpus could not be fetched or unpacked."""

    code = "corpus-error"


class EditionChangedError(GlossaryError):
    """The dictionary changed while its files were being written by several processes."""

    code = "edition-changed"

    def __init__(self, before: str, now: str) -> None:
        super().__init__(f"the dictionary changed from {before} to {now} during the export; run it again")
        self.before, self.now = before, now

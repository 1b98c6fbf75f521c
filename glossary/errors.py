"""The exceptions of this package. The API shows the first line of their docstrings to clients.

GlossaryError                  base class; CLI and API catch it
├── FileError                  a file cannot be written or read (carries its path)
├── UnreadableSourceError      bytes that cannot become a text (carries the finding's code)
├── InvalidRowError            a bulk CSV row breaks a rule (carries line and column)
├── InvalidQueryError          an invalid query parameter (carries its name)
├── UnknownScriptError         no such script tag
├── TermNotFoundError          no article for that form (carries suggestions)
├── SourceNotFoundError        no such source
└── StoreError                 the term store cannot be used
    ├── StoreMissingError      there is no store at that path
    ├── StoreOutdatedError     the store was written by another version and must be rebuilt or migrated
    ├── StoreNewerError        the store was written by a newer version of this software
    └── StoreDamagedError      the file does not hold what was written
"""

import errno
from collections.abc import Sequence

_ADVICE = {
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EACCES: "check the permissions of file and folder",
    errno.EPERM: "check the permissions of file and folder",
    errno.EROFS: "name a file in another folder",
    errno.ENOSPC: "free some space",
}


class GlossaryError(Exception):
    """Base class. ``code`` is stable; CLI and API print it, and docs/errors.md lists it."""

    code = "glossary-error"


class FileError(GlossaryError):
    """A local file cannot be read or written; the message has its path and the system's reason."""

    code = "file-error"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path, self.problem = path, problem

    @classmethod
    def from_system(cls, path: str, error: Exception) -> "FileError":
        """The error of the system about ``path``, with advice where there is any.

        >>> str(FileError.from_system("a/b.csv", FileNotFoundError(2, "No such file or directory")))
        'a/b.csv: No such file or directory; check the path'
        """
        problem = getattr(error, "strerror", None) or str(error)
        advice = _ADVICE.get(getattr(error, "errno", None) or 0)
        return cls(path, f"{problem}; {advice}" if advice else problem)


class UnreadableSourceError(GlossaryError):
    """Bytes cannot be converted to text; ``finding_code`` is the stable code of the resulting finding."""

    code = "unreadable-source"

    def __init__(self, origin: str, finding_code: str, problem: str) -> None:
        super().__init__(f"{origin}: {problem} [{finding_code}]")
        self.origin, self.finding_code, self.problem = origin, finding_code, problem


class InvalidRowError(GlossaryError):
    """A row of a bulk CSV file is invalid; ``line`` counts from 1 with the header, as in a spreadsheet."""

    code = "invalid-row"

    def __init__(self, line: int, column: str, problem: str) -> None:
        super().__init__(f"line {line}, column {column!r}: {problem}")
        self.line, self.column, self.problem = line, column, problem


class InvalidQueryError(GlossaryError):
    """The query is invalid; ``parameter`` names the offending parameter."""

    code = "invalid-query"

    def __init__(self, parameter: str, problem: str) -> None:
        super().__init__(f"{parameter}: {problem}")
        self.parameter, self.problem = parameter, problem


class UnknownScriptError(GlossaryError):
    """The script tag is unknown; the message lists the valid ones."""

    code = "unknown-script"


class TermNotFoundError(GlossaryError):
    """There is no article for ``form``; ``suggestions`` are similar headwords, best first."""

    code = "term-not-found"

    def __init__(self, form: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(f"no article for {form!r}")
        self.form, self.suggestions = form, tuple(suggestions)


class SourceNotFoundError(GlossaryError):
    """No source has this id."""

    code = "source-not-found"


class StoreError(GlossaryError):
    """The term store cannot be used: it is damaged, locked, or not a store."""

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
    """The store is damaged; ``glossary check --store`` reports where, ``glossary restore`` restores a backup."""

    code = "store-damaged"


class MissingExtraError(GlossaryError):
    """The function needs a library that is not installed; ``extra`` installs it."""

    code = "missing-extra"

    def __init__(self, extra: str, library: str) -> None:
        super().__init__(f"{library} is not installed; run `pip install '.[{extra}]'` in the project's folder")
        self.extra, self.library = extra, library


class CorpusError(GlossaryError):
    """A public corpus cannot be downloaded or unpacked."""

    code = "corpus-error"


class EditionChangedError(GlossaryError):
    """The dictionary changed while several processes wrote its export files."""

    code = "edition-changed"

    def __init__(self, before: str, now: str) -> None:
        super().__init__(f"the dictionary changed from {before} to {now} during the export; run it again")
        self.before, self.now = before, now

"""``glossary harvest --corpus``: say what would be downloaded, ask, fetch with progress, unpack."""

import sys
from pathlib import Path
from typing import Self

import click

from glossary.errors import InvalidQueryError


def print_corpora() -> None:
    """What the catalogue holds."""
    from glossary.ingest.corpora import read_catalogue

    for corpus in read_catalogue().values():
        click.echo(f"{corpus.name}\n  {corpus.title}\n  {corpus.home}, {corpus.size}\n  {corpus.licence}")


def fetch_corpus(name: str, folder: Path, *, is_agreed: bool) -> Path:
    """The folder of the corpus, downloaded and unpacked if it is not there; nothing is downloaded without a yes.

    Raises:
        UsageError: No such corpus, or nobody is there to be asked.
        CorpusError: It cannot be fetched or unpacked.
    """
    from glossary.ingest.corpora import download, find_corpus, unpack

    try:
        corpus = find_corpus(name)
    except InvalidQueryError as error:
        raise click.BadParameter(str(error), param_hint="--corpus") from error
    if not (folder / f"{corpus.name}.zip").is_file():
        click.echo(f"{corpus.title}\n{corpus.url} ({corpus.size})\n{corpus.licence}", err=True)
        if not is_agreed:
            _ask(folder)
    with _Download() as progress:
        archive = download(corpus, folder, progress)
    click.echo(f"unpacking {archive}", err=True)
    return unpack(corpus, archive, folder)


def _ask(folder: Path) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("a corpus is downloaded only when somebody agrees: add --yes")
    click.confirm(f"Download it into {folder}?", abort=True, err=True)


class _Download:
    """A line that counts on a terminal, else one for each tenth."""

    def __init__(self) -> None:
        self._told = 0
        self._is_live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_live and self._told:
            click.echo(err=True)

    def __call__(self, done: int, total: int | None) -> None:
        """So many bytes are there."""
        if done - self._told < (1 << 20 if self._is_live else (total or 1 << 28) // 10) and done != total:
            return
        self._told = done
        said = f"{done / 2**20:.0f} MB" + (f" of {total / 2**20:.0f} MB" if total else "")
        click.echo(
            f"\rdownloading: {said}" if self._is_live else f"downloading: {said}", nl=not self._is_live, err=True
        )

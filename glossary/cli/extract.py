"""``glossary extract``: what the harvester finds in files, as JSON lines, nothing stored."""

import click
import orjson

from glossary.extract.extraction import extract
from glossary.interchange.extractions import to_record
from glossary.readers.reading import read_sources


@click.command("extract")
@click.argument("files", nargs=-1, required=True)
def command(files: tuple[str, ...]) -> None:
    """Print one JSON line a document with all that is found in FILES; nothing is stored."""
    for origin in files:
        for source in read_sources(origin):
            record = to_record(source.origin, extract(source.text, dict(source.hints)))
            click.echo(orjson.dumps(record))

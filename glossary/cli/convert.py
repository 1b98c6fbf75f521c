"""``glossary convert``: a text in another script, as the dictionary converts its own."""

import sys

import click

from glossary.chinese.script import render_in_script
from glossary.cli._output import Script

_HELP = """Convert TEXT, or standard input, into another script; the number of characters stays the same.

\b
Examples:
  glossary convert 三区三线 --to zh-TW
  glossary convert --to zh-Hans < 報告.txt
"""


@click.command("convert", short_help="Convert a text between simplified and traditional characters.", help=_HELP)
@click.argument("text", required=False)
@click.option("--to", "script", type=Script(), required=True, help="zh-Hans, zh-Hant, zh-TW or zh-HK.")
@click.option("--quotes/--no-quotes", default=True, show_default=True, help="Convert quotation marks, too.")
def command(text: str | None, script: str, *, quotes: bool) -> None:
    """Read, convert, print."""
    if text is not None:
        click.echo(render_in_script(text, script, quotes=quotes))
        return
    for line in sys.stdin:
        click.echo(render_in_script(line, script, quotes=quotes), nl=False)

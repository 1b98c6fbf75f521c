"""The ``--db`` option, one for all commands."""

from typing import Any

import click

DEFAULT_DATABASE = "glossary.db"


def database_option(command: Any) -> Any:
    """``--db FILE``: the term store; else the environment's GLOSSARY_DB, else glossary.db in the current folder."""
    return click.option(
        "--db",
        "database",
        metavar="FILE",
        envvar="GLOSSARY_DB",
        default=DEFAULT_DATABASE,
        show_default=True,
        type=click.Path(dir_okay=False),
        help="The term store; GLOSSARY_DB in the environment says the same.",
    )(command)

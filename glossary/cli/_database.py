"""The ``--db`` option, one for all commands."""

from typing import Any

import click

DEFAULT_DATABASE = "data/glossary.db"
"""Where `make run` keeps it as well, so that the command finds the dictionary that is being served."""


def database_option(command: Any) -> Any:
    """``--db FILE``: the term store; else the environment's GLOSSARY_DB, else data/glossary.db."""
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

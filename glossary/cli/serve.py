"""``glossary serve``: the API and the pages under a production server."""

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from glossary.cli._database import database_option
from glossary.errors import GlossaryError
from glossary.store.connection import open_for_reading

APPLICATION = "api:create_app"
"""A name and no import: the library knows no HTTP."""

PATIENCE = 10
"""Seconds that a worker may take to finish what it is answering when the server is told to stop."""

_TO_STDERR = {
    "handlers": {
        name: {"formatter": formatter, "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
        for name, formatter in (("console", "generic"), ("access", "access"))
    }
}


@click.command("serve", short_help="Serve the API and the pages until interrupted.")
@database_option
@click.option("--host", default="127.0.0.1", envvar="GLOSSARY_HOST", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, envvar="GLOSSARY_PORT", show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, envvar="GLOSSARY_WORKERS", show_default=True,
    help="Processes. One a core is the most that helps.",
)  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, envvar="GLOSSARY_THREADS", show_default=True,
    help="Of each worker. More are no faster; they keep answering while others wait for slow clients or long texts.",
)  # fmt: skip
@click.option(
    "--cache-bytes", type=click.IntRange(0), envvar="GLOSSARY_CACHE_BYTES",
    help="Room for finished answers in each worker; 0 turns the cache off.  [default: 64 MiB]",
)  # fmt: skip
@click.option(
    "--max-age", type=click.IntRange(0), envvar="GLOSSARY_MAX_AGE",
    help="Seconds for which clients may use an answer without asking again.  [default: 0]",
)  # fmt: skip
@click.option(
    "--rate-limit", type=click.FloatRange(0), envvar="GLOSSARY_RATE_LIMIT",
    help="Requests a second and client; 0 means no limit.  [default: 0]",
)  # fmt: skip
@click.option(
    "--proxies", type=click.IntRange(0), envvar="GLOSSARY_PROXIES",
    help="How many proxies in front may be believed about client, host and scheme.  [default: 0]",
)  # fmt: skip
@click.option(
    "--base-url", envvar="GLOSSARY_BASE_URL",
    help="The public address, for links in exported files.  [default: http://127.0.0.1:8000/]",
)  # fmt: skip
@click.option(
    "--log-format", type=click.Choice(["text", "json", "off"]), default="text", envvar="GLOSSARY_LOG_FORMAT",
    show_default=True, help="Access log on stderr.",
)  # fmt: skip
def command(database: str, host: str, port: int, workers: int, threads: int, **settings: Any) -> None:
    """Serve the API and the pages until interrupted; a new harvest shows at once, without a restart."""
    from granian import Granian
    from granian.constants import Interfaces

    open_for_reading(database).close()
    _require_free(host, port)
    told = {"db": Path(database).resolve(), "threads": threads, **settings}
    os.environ |= {f"GLOSSARY_{name.upper()}": str(value) for name, value in told.items() if value is not None}
    server = Granian(
        APPLICATION,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        backpressure=1024,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
        log_dictconfig=_TO_STDERR,
    )
    server.on_startup(lambda: click.echo(_greeting(host, port), err=True))
    server.serve()


def _require_free(host: str, port: int) -> None:
    """Say in one line what the server would say with a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise GlossaryError(f"cannot listen on {host}:{port}: {error.strerror}; try another --port") from error


def _greeting(host: str, port: int) -> str:
    """Three things to try."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown, not listened on
    base = f"http://{shown}:{port}"
    return (
        f"Serving on {base} (Ctrl-C stops). Try:\n"
        f"  {base}/                                  search, in a browser\n"
        f"  curl '{base}/v1/terms/{quote('三区三线')}?script=zh-Hant-TW'\n"
        f"  curl '{base}/v1/suggest?q=san'           and everything else at {base}/docs"
    )

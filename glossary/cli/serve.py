"""``glossary serve`` and ``mcp``: the API and the pages under a production server, and tools for language models."""

import http.client
import os
import socket
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from click.core import ParameterSource

from glossary.cli._output import database_option
from glossary.errors import GlossaryError, MissingExtraError
from glossary.export.release import LOOPBACK, is_loopback
from glossary.store.database import open_for_reading

APPLICATION = "api.server:create_server"
SETTINGS = "api.settings"
"""Names instead of imports: the library must not import ``api``."""

SHUTDOWN_SECONDS = 10
"""Seconds for a worker to complete its requests when the server stops."""

MAX_CONNECTIONS = 16_384
"""Maximum open connections of a worker; an idle one needs a few kilobytes and no thread."""

_LOOP_DEATHS = 5
_LOOP_SECONDS = 60.0
"""A worker that dies this often within these seconds ends the server with an error."""

_STEP = 0.05
"""Seconds between two readiness checks."""

_TO_STDERR = {
    "handlers": {
        name: {"formatter": formatter, "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
        for name, formatter in (("console", "generic"), ("access", "access"))
    }
}


class ServeCommand(click.Command):
    """A command that reports a bad value from the environment by the name of its variable."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the arguments; a bad environment variable is a configuration error, not a usage error."""
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            name = error.param.name if error.param else None
            if not name or ctx.get_parameter_source(name) is not ParameterSource.ENVIRONMENT:
                raise
            options = error.message[:1].lower() + error.message[1:].rstrip(".")
            raise import_module(SETTINGS).ConfigurationError(f"GLOSSARY_{name.upper()}", options) from error


class Respawns(dict[int, float]):
    """The times of restarts of each worker, for granian, which ends the server if one dies twice within 5.5 seconds.

    The system may kill two in a row if memory is short, so only the fifth death within a minute ends the server.

    >>> respawns = Respawns()
    >>> respawns[0] = time.monotonic()
    >>> respawns.get(0, 0)
    0
    """

    def __init__(self) -> None:
        super().__init__()
        self._times: dict[int, list[float]] = {}

    def __setitem__(self, worker: int, now: float) -> None:
        self._times[worker] = [*(each for each in self._times.get(worker, ()) if now - each < _LOOP_SECONDS), now]

    def get(self, worker: int, default: float = 0) -> float:  # type: ignore[override]
        """Returns the time of the last restart if there were too many, otherwise ``default``."""
        recent = [each for each in self._times.get(worker, ()) if time.monotonic() - each < _LOOP_SECONDS]
        return recent[-1] if len(recent) >= _LOOP_DEATHS else default

    def clear(self) -> None:
        """Does nothing: granian clears the times after each death, but they are needed."""


@click.command("serve", cls=ServeCommand)
@database_option
@click.option("--host", default="127.0.0.1", envvar="GLOSSARY_HOST", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, envvar="GLOSSARY_PORT", show_default=True,
    help="Port to listen on; 0 for any free port.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, envvar="GLOSSARY_WORKERS", show_default=True,
    help="Worker processes; more than one per core do not help.",
)  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, envvar="GLOSSARY_THREADS", show_default=True,
    help="Threads of each worker. More threads are not faster: slow clients and long texts do not occupy them.",
)  # fmt: skip
@click.option(
    "--text-processes", type=click.IntRange(0, 64), envvar="GLOSSARY_TEXT_PROCESSES",
    help="Child processes of each worker for long texts; 0 uses the worker.  "
    "[default: one per core, shared among the workers]",
)  # fmt: skip
@click.option(
    "--cache-bytes", type=click.IntRange(0), envvar="GLOSSARY_CACHE_BYTES",
    help="Size of the response cache of each worker; 0 turns it off.  [default: 64 MiB]",
)  # fmt: skip
@click.option(
    "--max-age", type=click.IntRange(0), envvar="GLOSSARY_MAX_AGE",
    help="Cache-Control max-age of responses, in seconds.  [default: 0]",
)  # fmt: skip
@click.option(
    "--rate-limit", type=click.FloatRange(0), envvar="GLOSSARY_RATE_LIMIT",
    help="Requests per second and client; 0 means no limit.  [default: 0]",
)  # fmt: skip
@click.option(
    "--proxies", type=click.IntRange(0), envvar="GLOSSARY_PROXIES",
    help="Number of trusted proxies in front, for client, host and scheme.  [default: 0]",
)  # fmt: skip
@click.option(
    "--base-url", envvar="GLOSSARY_BASE_URL",
    help="Public address, for links in exported files.  [default: the listening address]",
)  # fmt: skip
@click.option(
    "--log-format", type=click.Choice(["text", "json", "off"]), default="text", envvar="GLOSSARY_LOG_FORMAT",
    show_default=True, help="Access log on stderr.",
)  # fmt: skip
@click.pass_context
def serve_command(  # noqa: PLR0917 - click passes the context by position and all else by name
    ctx: click.Context, /, database: str, host: str, port: int, workers: int, threads: int, **settings: Any
) -> None:
    """Serve the API and the pages until interrupted. A new harvest is visible at once, without a restart."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    open_for_reading(database).close()
    port = _free_port(host, port)
    settings["listen_url"] = f"{_address(host, port)}/"
    if settings["text_processes"] is None:
        settings["text_processes"] = max(1, (os.cpu_count() or 1) // workers)
    _hand_down(ctx, {"db": Path(database).resolve(), "threads": threads, **settings})
    server = Granian(
        APPLICATION,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # proxies speak it; to tell it from HTTP/2 takes a tenth of the time of a cached response
        workers=workers,
        websockets=False,
        backpressure=MAX_CONNECTIONS,
        workers_kill_timeout=SHUTDOWN_SECONDS,
        respawn_failed_workers=True,
        log_dictconfig=_TO_STDERR,
    )
    server.respawned_wrks = Respawns()
    stopped = threading.Event()
    server.on_startup(threading.Thread(target=_greet, args=(host, port, stopped), daemon=True).start)
    if is_loopback(settings["base_url"]) and host not in LOOPBACK:
        click.echo(f"glossary: links in exported files lead to {settings['base_url']}; set --base-url", err=True)
    server.on_shutdown(stopped.set)
    server.serve()


def _hand_down(ctx: click.Context, options: dict[str, Any]) -> None:
    """Checks the settings and puts them into the environment, where the workers read them.

    Raises:
        ConfigurationError: An option or a variable has an invalid value.
    """
    given = {name: value for name, value in options.items() if value is not None}
    reading = import_module(SETTINGS)
    try:
        reading.read_settings(given)
    except reading.ConfigurationError as error:
        raise reading.ConfigurationError(_given_as(ctx, error.setting), error.problem) from error
    for line in reading.unknown_variables():
        click.echo(f"glossary: {line}", err=True)
    os.environ |= {f"GLOSSARY_{name.upper()}": str(value) for name, value in given.items()}


def _given_as(ctx: click.Context, setting: str) -> str:
    """Returns the option if it was given on the command line, otherwise the variable."""
    if ctx.get_parameter_source(setting) is ParameterSource.COMMANDLINE:
        return f"--{setting.replace('_', '-')}"
    return setting if setting.isupper() else f"GLOSSARY_{setting.upper()}"


def _free_port(host: str, port: int) -> int:
    """Returns the port, or any free one for 0; raises an error of one line if it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise GlossaryError(f"cannot listen on {host}:{port}: {error.strerror}; try another --port") from error
        free: int = probe.getsockname()[1]
        return free


def _reached_at(host: str) -> str:
    """Returns an address that reaches a server which listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not listened on


def _address(host: str, port: int) -> str:
    reached = _reached_at(host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _greet(host: str, port: int, stopped: threading.Event) -> None:
    """Prints example requests as soon as the first worker responds."""
    while not stopped.wait(_STEP):
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(_reached_at(host), port, timeout=SHUTDOWN_SECONDS)
            connection.request("GET", "/readyz")
            connection.getresponse().close()
            click.echo(_greeting(_address(host, port)), err=True)
            # Starts the export job before the first request for a file; the response does not matter.
            connection.request("HEAD", "/v1/exports/terms.csv")
            connection.getresponse().close()
            return


def _greeting(base: str) -> str:
    """Returns three example requests."""
    return (
        f"Serving on {base}; press Ctrl-C to stop. Try:\n"
        f"  {base}/                                  search, in a browser\n"
        f"  curl '{base}/v1/terms/{quote('三区三线')}?script=zh-Hant-TW'\n"
        f"  curl '{base}/v1/suggest?q=san'           and everything else at {base}/docs"
    )


@click.command("mcp")
@database_option
def mcp_command(database: str) -> None:
    """Provide look-up, search and annotation to a language model over standard input and output (MCP)."""
    try:
        from glossary.cli.mcp import make_server
    except ImportError as error:
        raise MissingExtraError("mcp", "mcp") from error
    from glossary.lookup import open_dictionary

    make_server(open_dictionary(database)).run("stdio")

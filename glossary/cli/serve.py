"""``glossary serve``: the API and the pages under a production server."""

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
from glossary.errors import GlossaryError
from glossary.export.release import LOOPBACK, is_loopback
from glossary.store.database import open_for_reading

APPLICATION = "api.server:create_server"
SETTINGS = "api.settings"
"""Names and no imports: the library knows no HTTP."""

PATIENCE = 10
"""Seconds that a worker may take to finish what it is answering when the server is told to stop."""

MAX_CONNECTIONS = 16_384
"""Open connections of a worker; an idle one costs some kilobytes and no thread."""

_LOOP_DEATHS = 5
_LOOP_SECONDS = 60.0
"""A worker that dies so often in so many seconds will never serve: the server ends and says so."""

_STEP = 0.05
"""Seconds between two questions whether it answers already."""

_TO_STDERR = {
    "handlers": {
        name: {"formatter": formatter, "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
        for name, formatter in (("console", "generic"), ("access", "access"))
    }
}


class Settled(click.Command):
    """A command that calls a bad value out of the environment by its variable: nobody typed the option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; what the environment says wrong is an error of configuration and not of usage."""
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            name = error.param.name if error.param else None
            if not name or ctx.get_parameter_source(name) is not ParameterSource.ENVIRONMENT:
                raise
            options = error.message[:1].lower() + error.message[1:].rstrip(".")
            raise import_module(SETTINGS).ConfigurationError(f"GLOSSARY_{name.upper()}", options) from error


class Respawns(dict[int, float]):
    """When each worker was started again, for granian, which ends the server when one dies twice within 5.5 seconds.

    The system may kill two in a row where memory is short, so only the fifth death within a minute ends the server.

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
        """When the worker was started again, if that is one time too many."""
        recent = [each for each in self._times.get(worker, ()) if time.monotonic() - each < _LOOP_SECONDS]
        return recent[-1] if len(recent) >= _LOOP_DEATHS else default

    def clear(self) -> None:
        """Granian forgets after each death; this remembers."""


@click.command("serve", cls=Settled)
@database_option
@click.option("--host", default="127.0.0.1", envvar="GLOSSARY_HOST", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, envvar="GLOSSARY_PORT", show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, envvar="GLOSSARY_WORKERS", show_default=True,
    help="Processes. One a core is the most that helps.",
)  # fmt: skip
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, envvar="GLOSSARY_THREADS", show_default=True,
    help="Of each worker. More are no faster: slow clients and long texts hold none.",
)  # fmt: skip
@click.option(
    "--text-processes", type=click.IntRange(0, 64), envvar="GLOSSARY_TEXT_PROCESSES",
    help="Child processes of each worker for long texts; 0 answers them in the worker.  [default: one a core in all]",
)  # fmt: skip
@click.option(
    "--cache-bytes", type=click.IntRange(0), envvar="GLOSSARY_CACHE_BYTES",
    help="Room for finished answers in each worker; 0 turns the cache off.  [default: 64 MiB]",
)  # fmt: skip
@click.option(
    "--max-age", type=click.IntRange(0), envvar="GLOSSARY_MAX_AGE",
    help="Cache-Control max-age of answers, in seconds.  [default: 0]",
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
    help="The public address, for links in exported files.  [default: where it listens]",
)  # fmt: skip
@click.option(
    "--log-format", type=click.Choice(["text", "json", "off"]), default="text", envvar="GLOSSARY_LOG_FORMAT",
    show_default=True, help="Access log on stderr.",
)  # fmt: skip
@click.pass_context
def serve_command(  # noqa: PLR0917 - click gives the context by place and all else by name
    ctx: click.Context, /, database: str, host: str, port: int, workers: int, threads: int, **settings: Any
) -> None:
    """Serve the API and the pages until interrupted; a new harvest shows at once, without a restart."""
    from granian import Granian
    from granian.constants import Interfaces

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
        workers=workers,
        websockets=False,
        backpressure=MAX_CONNECTIONS,
        workers_kill_timeout=PATIENCE,
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
    """Put the settings where the workers read them, once they are known to be good: a worker would fail for ever.

    Raises:
        ConfigurationError: an option or a variable has a value that cannot be read.
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
    """An option for what was typed, else the variable."""
    if ctx.get_parameter_source(setting) is ParameterSource.COMMANDLINE:
        return f"--{setting.replace('_', '-')}"
    return setting if setting.isupper() else f"GLOSSARY_{setting.upper()}"


def _free_port(host: str, port: int) -> int:
    """The port, any free one for 0; say in one line what the server would say with a traceback."""
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
    """An address of this machine under which it answers when it listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not listened on


def _address(host: str, port: int) -> str:
    reached = _reached_at(host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _greet(host: str, port: int, stopped: threading.Event) -> None:
    """Say what to try as soon as it can be tried: when the first worker answers."""
    while not stopped.wait(_STEP):
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(_reached_at(host), port, timeout=PATIENCE)
            connection.request("GET", "/readyz")
            connection.getresponse().close()
            click.echo(_greeting(_address(host, port)), err=True)
            # The files are written before somebody asks for one; the answer does not matter.
            connection.request("HEAD", "/v1/exports/terms.csv")
            connection.getresponse().close()
            return


def _greeting(base: str) -> str:
    """Three things to try."""
    return (
        f"Serving on {base} (Ctrl-C stops). Try:\n"
        f"  {base}/                                  search, in a browser\n"
        f"  curl '{base}/v1/terms/{quote('三区三线')}?script=zh-Hant-TW'\n"
        f"  curl '{base}/v1/suggest?q=san'           and everything else at {base}/docs"
    )

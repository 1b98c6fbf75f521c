"""Cuts the connection of one client, for which the server has no function."""

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

_OPEN_FILES = (Path("/proc/self/fd"), Path("/dev/fd"))
"""Where Linux, and where other systems list the open files of a process."""


def cut_connection(client: str) -> bool:
    """Shut the connection of a client down, so that it sees that a response is incomplete.

    A response without a known length ends with an empty chunk. The server sends that whenever a body ends, also
    after an error; only a connection that ends without it says that something is missing (RFC 9112 §8).

    Args:
        client: Address and port of the client, as in the RSGI scope: ``127.0.0.1:50312``.

    Returns:
        Whether there was such a connection in this process.
    """
    folder = next((folder for folder in _OPEN_FILES if folder.is_dir()), None)
    return folder is not None and any(_shut_down(int(open_file.name), client) for open_file in folder.iterdir())


def _shut_down(number: int, client: str) -> bool:
    with suppress(OSError):  # closed meanwhile, or a socket that is not connected
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            with socket.socket(fileno=os.dup(number)) as connection:
                if _is_peer(connection.getpeername(), client):
                    connection.shutdown(socket.SHUT_RDWR)
                    return True
    return False


def _is_peer(address: object, client: str) -> bool:
    host, _, port = client.rpartition(":")
    return isinstance(address, tuple) and address[0] == host.strip("[]") and str(address[1]) == port

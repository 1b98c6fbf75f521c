"""Which addresses may be asked at all: the public web, and nothing behind the reader's own door."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from glossary.errors import UnreadableSourceError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_address(origin: str) -> bool:
    """Whether an origin is an address of any scheme and not a path.

    >>> is_address("https://example.org/a"), is_address("a.txt"), is_address("C:/a.txt")
    (True, False, False)
    """
    return _SCHEME.match(origin) is not None


def check_address(url: str, origin: str, *, allows_private: bool = False, is_proxied: bool = False) -> None:
    """Pass for a public http or https address.

    Args:
        url: The address to be asked.
        origin: The address that led here, named in the error.
        allows_private: Let private and loopback addresses pass (tests, an intranet).
        is_proxied: A proxy resolves names, so that only literal addresses can be judged here.

    Raises:
        UnreadableSourceError: E113 for another scheme, a name with a password, or an address that is not
            public; E112 for a name that does not resolve.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused(origin, f"is no address ({error})") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise _refused(origin, "is neither http nor https")
    if parts.username or parts.password:
        raise _refused(origin, "carries a user name or password")
    if allows_private:
        return
    for address in _resolve(host, port or 80, origin, is_proxied=is_proxied):
        if not is_public(address):
            raise _refused(origin, f"leads to {address}, which is not on the public web")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public web.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("169.254.169.254"), is_public("1.1.1.1")
    (False, False, False, True)
    """
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return bool(mapped.is_global and not mapped.is_multicast)


def _resolve(host: str, port: int, origin: str, *, is_proxied: bool) -> set[str]:
    if is_proxied:
        literal = host.strip("[]")
        is_literal = literal.replace(".", "").isdigit() or ":" in literal
        return {literal} if is_literal else {"127.0.0.1"} if literal == "localhost" else set()
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableSourceError(origin, "E112", f"names a host that is not found ({error})") from error
    return {str(each[4][0]) for each in found}


def _refused(origin: str, problem: str) -> UnreadableSourceError:
    return UnreadableSourceError(origin, "E113", f"{problem}; it is not asked, save the document and read the file")

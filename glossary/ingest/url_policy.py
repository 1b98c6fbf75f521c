"""Checks which URLs may be fetched: those of the public web, not of the local network."""

import ipaddress
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from glossary.findings import make_error

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""Prefixes of NAT64 (RFC 6052, 8215) and of the old compatible form; the last 32 bits are an address of version 4."""
_PRIVATE = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "100::/64")))
"""Networks that older versions of ``ipaddress`` treat as global: 192.0.0.192 is a cloud metadata service."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_address(origin: str) -> bool:
    """Whether an origin is a URL of any scheme and not a path.

    >>> is_address("https://example.org/a"), is_address("a.txt"), is_address("C:/a.txt")
    (True, False, False)
    """
    return _SCHEME.match(origin) is not None


def check_address(url: str, origin: str, *, allows_private: bool = False, is_proxied: bool = False) -> None:
    """Check that a URL is a public http or https address.

    Args:
        url: The URL to fetch.
        origin: The URL that led to it, named in error messages.
        allows_private: Whether to allow private and loopback addresses (tests, an intranet).
        is_proxied: Whether a proxy resolves names, so that only literal IP addresses can be checked here.

    Raises:
        UnreadableSourceError: E113 for another scheme, a URL with credentials, or an address that is not
            public; E112 for a host name that does not resolve.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise make_error("E113-invalid-url", origin, error=error) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise make_error("E113-scheme", origin)
    if parts.username or parts.password:
        raise make_error("E113-credentials", origin)
    if allows_private:
        return
    for address in _resolve(host, port or 80, origin, is_proxied=is_proxied):
        if not is_public(address):
            raise make_error("E113-private-address", origin, address=address)


def is_public(address: str) -> bool:
    """Whether an IP address is public.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::7f00:1"), is_public("1.1.1.1")
    (False, False, False, True)
    """
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _meant(parsed))


def _is_public(address: IPAddress) -> bool:
    is_private = any(address in network for network in _PRIVATE if network.version == address.version)
    return bool(address.is_global) and not address.is_multicast and not is_private


def _meant(address: IPAddress) -> Iterator[IPAddress]:
    """Yields the address and the IPv4 addresses embedded in it, which a gateway would connect to."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
            return
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if any(address in network for network in _TRANSLATED):
            yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    yield address


def _resolve(host: str, port: int, origin: str, *, is_proxied: bool) -> set[str]:
    if is_proxied:
        literal = host.strip("[]")
        is_literal = literal.replace(".", "").isdigit() or ":" in literal
        return {literal} if is_literal else {"127.0.0.1"} if literal == "localhost" else set()
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise make_error("E112-unknown-host", origin, error=error) from error
    return {str(each[4][0]) for each in found}

"""Opens URLs as blobs; with a depth, also the documents on the same host that the pages link to."""

from collections import deque
from collections.abc import Iterator
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit

from glossary.errors import UnreadableSourceError
from glossary.findings import make_failure
from glossary.ingest.blob import Blob, Format, failure, find_format, is_media_name
from glossary.ingest.decoding import decode
from glossary.ingest.fetcher import Fetcher, default_cache
from glossary.ingest.html import declared_encoding, parse_page
from glossary.limits import Limits
from glossary.model import Failure

_MAX_LINKS = 2_000


@cache
def default_fetcher() -> Fetcher:
    """The shared fetcher of this process, so that the pauses per host hold for all calls."""
    return Fetcher(cache=default_cache())


def open_address(url: str, limits: Limits, depth: int, fetcher: Fetcher) -> Iterator[Blob | Failure]:
    """The document at ``url`` and, breadth first, the linked documents within ``depth`` clicks on the same host.

    Yields:
        Blobs whose origin is the address as given or linked; failures E106, E112, E113 and E114, and I104 where
        links were not followed because there are too many.
    """
    waiting = deque([(url, 0)])
    seen = {url}
    for _ in range(limits.web_pages):
        if not waiting:
            return
        address, clicks = waiting.popleft()
        found = _fetch(address, fetcher)
        yield found
        if isinstance(found, Blob) and clicks < depth:
            fresh = [link for link in dict.fromkeys(find_links(found, limits)) if link not in seen]
            seen.update(fresh)
            waiting.extend((link, clicks + 1) for link in fresh)
    if waiting:
        yield make_failure("I104", url, count=len(waiting), most=limits.web_pages)


def find_links(blob: Blob, limits: Limits) -> Iterator[str]:
    """The URLs on the same host that a page links to, in order; none if the page forbids following links."""
    if find_format(blob) is not Format.HTML:
        return
    content = blob.read(limits.document_bytes)[: limits.page_bytes]
    base = dict(blob.hints).get("url", blob.origin)
    try:
        page = decode(content, blob.origin, blob.charset or declared_encoding(content)).text
        tree = parse_page(page, blob.origin, limits)
    except UnreadableSourceError:
        return  # the reader of the page will report the error
    robots = tree.css_first('meta[name="robots"]')
    if robots and "nofollow" in (robots.attributes.get("content") or "").lower():
        return
    for node in tree.css("a[href]")[:_MAX_LINKS]:
        if link := _same_host(base, node.attributes.get("href") or ""):
            yield link


def _same_host(base: str, link: str) -> str | None:
    try:
        url = urldefrag(urljoin(base, link.strip())).url
        parts, home = urlsplit(url), urlsplit(base)
    except ValueError:
        return None
    is_document = parts.scheme in {"http", "https"} and not is_media_name(parts.path)
    return url if is_document and parts.netloc == home.netloc else None


def _fetch(url: str, fetcher: Fetcher) -> Blob | Failure:
    try:
        answer = fetcher.fetch(url)
    except UnreadableSourceError as error:
        return failure(error)
    hints = (("url", answer.url),)
    return Blob(url, answer.content, media_type=answer.media_type, charset=answer.charset, hints=hints)

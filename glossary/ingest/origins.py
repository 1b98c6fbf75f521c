"""Opens origins as blobs: paths and web addresses. A file is one blob, a folder or an archive holds many.

Folders are walked in sorted order; symbolic links that form a cycle are followed once. With a depth, a web page also
gives the documents on the same host that it links to.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from glossary.errors import UnreadableSourceError
from glossary.findings import make_failure
from glossary.ingest.archives import DecompressionLimit, open_members
from glossary.ingest.blob import (
    Blob,
    Format,
    failure,
    find_format,
    has_document_name,
    is_media_name,
    left_out,
    printable,
)
from glossary.ingest.decoding import decode
from glossary.limits import Limits
from glossary.model import Failure

if TYPE_CHECKING:
    from glossary.ingest.fetcher import Fetcher

_MAX_LINKS = 2_000
"""Links of one page that are followed."""


def find_files(folder: Path, limits: Limits) -> Iterator[Path | Failure]:
    """The files below ``folder``, sorted by path, without hidden ones (``.git``, ``~$x.docx``).

    Yields:
        Paths, and failures: E117 for a folder that cannot be listed, E106 for more files or deeper folders
        than ``limits`` allow.
    """
    for count, found in enumerate(_walk(folder, limits.folder_depth, {_identity(folder)}, folder.resolve())):
        if count >= limits.folder_files:
            yield make_failure("E106-folder-files", str(folder), most=limits.folder_files)
            return
        yield found


def _walk(folder: Path, depth: int, above: set[tuple[int, int]], root: Path) -> Iterator[Path | Failure]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield make_failure("E117-folder", str(folder), reason=error.strerror)
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_symlink() and not _is_within(path, root):
            yield make_failure("E121-link", str(path))
        elif not path.is_dir():
            yield path
        elif _identity(path) in above:
            yield make_failure("I102", str(path))
        elif depth <= 1:
            yield make_failure("E106-folder-depth", str(path))
        else:
            yield from _walk(path, depth - 1, above | {_identity(path)}, root)


def _is_within(link: Path, root: Path) -> bool:
    """Whether the target of a link is inside ``root``; a link must not give access to files elsewhere."""
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return True  # the link is broken or points to itself; reading it will report that


def _identity(folder: Path) -> tuple[int, int]:
    """Device and inode, which are the same for a folder and all links to it."""
    try:
        status = folder.stat()
    except OSError:
        return (0, hash(folder))
    return (status.st_dev, status.st_ino)


def open_path(origin: str, limits: Limits) -> Iterator[Blob | Failure]:
    """The blobs at a path; never raises.

    Yields:
        Blobs, and failures: E102 no such path, E103 a folder with nothing readable, E117 no permission or not
        a file, I101 for a file that is not a document.
    """
    path = Path(origin)
    try:
        if path.is_dir():
            yield from _open_folder(path, limits)
        elif path.is_file():
            yield from open_blob(Blob(printable(origin), path=path), limits)
        elif path.exists():
            yield make_failure("E117-device", origin)
        else:
            yield make_failure("E102", origin)
    except (OSError, ValueError) as error:
        yield list_unreadable(origin, error)


def list_unreadable(origin: str, error: Exception) -> Failure:
    """An E117 failure for an error of the operating system."""
    reason = getattr(error, "strerror", None) or str(error)
    return make_failure("E117-open", origin, reason=reason)


def list_folder(folder: Path, limits: Limits) -> Iterator[str | Failure]:
    """The files in a folder that may be documents, unopened; yields failures as :func:`open_path` does."""
    is_empty = True
    for found in find_files(folder, limits):
        if isinstance(found, Failure):
            yield found
        elif has_document_name(Blob(str(found), path=found, is_requested=False)):
            is_empty = False
            yield str(found)
        else:
            yield left_out(str(found))
    if is_empty:
        yield make_failure("E103", str(folder))


def _open_folder(folder: Path, limits: Limits) -> Iterator[Blob | Failure]:
    is_empty = True
    for found in find_files(folder, limits):
        if isinstance(found, Failure):
            yield found
            continue
        for opened in open_blob(Blob(printable(str(found)), path=found, is_requested=False), limits):
            is_empty = is_empty and isinstance(opened, Failure) and not opened.is_error
            yield opened
    if is_empty:
        yield make_failure("E103", str(folder))


def open_blob(
    blob: Blob, limits: Limits, budget: DecompressionLimit | None = None, depth: int = 0
) -> Iterator[Blob | Failure]:
    """Yields the blob itself, the members of an archive, or the reason why it is skipped.

    Args:
        blob: The bytes of one file.
        limits: The limits for unpacking.
        budget: The remaining budget, inside an archive.
        depth: The number of archives around the blob.
    """
    try:
        if not blob.is_requested and not has_document_name(blob):
            yield left_out(blob.origin)
            return
        kind = find_format(blob)
        if kind is Format.OTHER:
            yield make_failure("E119-file", blob.origin)
        elif kind not in {Format.ZIP, Format.TAR}:
            yield blob
        elif depth >= limits.archive_depth:
            yield make_failure("E107-nested", blob.origin, depth=depth)
        else:
            held = budget or DecompressionLimit(blob.origin, blob.size(), limits)
            for member in open_members(blob, kind, held):
                yield from (member,) if isinstance(member, Failure) else open_blob(member, limits, held, depth + 1)
    except UnreadableSourceError as error:
        if budget is not None and error.finding_code == "E107":
            raise  # the error concerns the outermost archive: nothing more of it is unpacked
        yield failure(error)
    except OSError as error:
        yield list_unreadable(blob.origin, error)


@cache
def default_fetcher() -> "Fetcher":
    """The shared fetcher of this process, so that the pauses per host hold for all calls."""
    from glossary.ingest.fetcher import Fetcher, default_cache  # files need no HTTP client

    return Fetcher(cache=default_cache())


def open_address(url: str, limits: Limits, depth: int, fetcher: "Fetcher") -> Iterator[Blob | Failure]:
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
    from glossary.ingest.html import declared_encoding, parse_page

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


def _fetch(url: str, fetcher: "Fetcher") -> Blob | Failure:
    try:
        answer = fetcher.fetch(url)
    except UnreadableSourceError as error:
        return failure(error)
    hints = (("url", answer.url),)
    return Blob(url, answer.content, media_type=answer.media_type, charset=answer.charset, hints=hints)

"""Addresses: what is requested, how often, how politely, and what is rejected. A local server responds."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from glossary.errors import UnreadableSourceError
from glossary.ingest.fetcher import FetchedPage, Fetcher, WebCache
from glossary.ingest.reader import read_sources
from glossary.ingest.url_policy import check_address, is_public
from glossary.limits import LIMITS, Limits
from glossary.model import Failure, Source
from tests.ingest.documents import docx_of, paragraph, zip_of

Headers = dict[str, str]
Reply = tuple[int, Headers, bytes] | Callable[[BaseHTTPRequestHandler], None]
PAGE = "<html><head><title>报告</title></head><body><p>划定三区三线。</p></body></html>".encode()
QUICK = Limits(web_delay_seconds=0.0, web_seconds=5.0)


@dataclass
class Site:
    """The responses of the server, and the requests it got."""

    url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    requests: list[tuple[str, Headers]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The requested paths, without the robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server on this machine; no proxy is in front of it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.requests.append((self.path, dict(self.headers)))
            reply = made.replies.get(self.path, (404, {}, b"nothing here"))
            if callable(reply):
                reply(self)
                return
            status, headers, body = reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()


def read(site: Site, path: str, limits: Limits = QUICK, depth: int = 0, cache: WebCache | None = None) -> list:
    """What the address holds."""
    fetcher = Fetcher(limits, cache, allows_private=True)
    return list(read_sources(site.url + path, limits=limits, depth=depth, fetcher=fetcher))


def codes(found: list[Source | Failure]) -> list[str]:
    """``ok`` for a source, else the code of the failure."""
    return [each.finding.code if isinstance(each, Failure) else "ok" for each in found]


def html(body: str) -> Reply:
    """A page."""
    return 200, {"Content-Type": "text/html; charset=utf-8"}, f"<html><body>{body}</body></html>".encode()


def test_a_page_is_a_source(site: Site) -> None:
    site.replies["/art/1.html"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    (source,) = read(site, "/art/1.html")
    assert (source.text, source.origin) == ("划定三区三线。", f"{site.url}/art/1.html")
    assert dict(source.hints) == {"title": "报告", "url": f"{site.url}/art/1.html"}
    assert [path for path, _ in site.requests] == ["/robots.txt", "/art/1.html"]
    assert site.requests[0][1]["User-Agent"].startswith("glossary-harvester/")


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/a.docx", "application/octet-stream", docx_of(paragraph("划定三区三线。"))),
        ("/down?id=3", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         docx_of(paragraph("划定三区三线。"))),
        ("/a.txt", "text/plain", "划定三区三线。".encode("gb18030")),
        ("/show.php?name=a.pdf", "text/plain; charset=big5", "划定三区三线。".encode()),
        ("/", "text/html;charset=gb2312", "划定三区三线。".encode("gbk")),
        ("/all.zip", "application/zip", zip_of({"1.txt": "划定三区三线。"})),
    ],
)  # fmt: skip
def test_documents_are_read_by_their_content(site: Site, path: str, kind: str, body: bytes) -> None:
    site.replies[path] = (200, {"Content-Type": kind}, body)
    (source,) = read(site, path)
    assert isinstance(source, Source), source
    assert source.text == "划定三区三线。"


def test_robots_txt_is_obeyed_and_fetched_once(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private\nDisallow: /*.pdf$\nAllow: /private/open\n"
    site.replies |= {"/robots.txt": (200, {}, rules), "/private/open": html("甲"), "/b.pdf?x": html("乙")}
    fetcher = Fetcher(QUICK, allows_private=True)
    urls = [site.url + path for path in ("/private/a", "/a.pdf", "/private/open", "/b.pdf?x")]
    assert codes(list(read_sources(*urls, limits=QUICK, fetcher=fetcher))) == ["E114", "E114", "ok", "ok"]
    assert [path for path, _ in site.requests] == ["/robots.txt", "/private/open", "/b.pdf?x"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((404, {}, b""), "ok"),
        ((200, {}, b"\xff\xfe" * 100), "ok"),
        ((503, {}, b""), "E114"),
        ((200, {}, b"User-agent: glossary-harvester\nDisallow: /"), "E114"),
        ((200, {}, b"User-agent: *\nCrawl-delay: 3600"), "E114"),
        ((200, {}, b"#" * 1_000_000), "E106"),
    ],
    ids=["none", "noise", "in trouble", "closed to us", "endless pause", "endless"],
)
def test_what_robots_txt_may_be(site: Site, reply: Reply, code: str) -> None:
    site.replies |= {"/robots.txt": reply, "/a": html("甲")}
    assert codes(read(site, "/a")) == [code]


def test_requests_to_one_host_are_apart(site: Site) -> None:
    """The pause is the longer of ours and the host's; the first request need not wait."""
    site.replies |= {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 7"), "/a": html("甲"), "/b": html("乙")}
    slept: list[float] = []
    fetcher = Fetcher(QUICK, allows_private=True, sleep=slept.append)
    list(read_sources(site.url + "/a", site.url + "/b", limits=QUICK, fetcher=fetcher))
    assert len(slept) == 1
    assert 5 < slept[0] <= 7


def test_an_unchanged_document_is_not_sent_twice(site: Site, tmp_path: Path) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        is_known = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if is_known else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Content-Length", "0" if is_known else str(len(PAGE)))
        handler.end_headers()
        handler.wfile.write(b"" if is_known else PAGE)

    site.replies["/a.html"] = reply
    first, second = (read(site, "/a.html", cache=WebCache(tmp_path)) for _ in range(2))
    assert first == second
    assert "If-None-Match" in site.requests[-1][1]


def test_a_damaged_cache_is_ignored(tmp_path: Path) -> None:
    cache = WebCache(tmp_path)
    cache.keep("https://example.org/", FetchedPage("https://example.org/", b"body", etag="1"))
    found = cache.find("https://example.org/")
    assert found is not None
    assert found.content == b"body"
    next(tmp_path.glob("*.body")).write_bytes(b"other")
    assert cache.find("https://example.org/") is None
    cache.keep("https://example.org/b", FetchedPage("https://example.org/b", b"no validator"))
    assert cache.find("https://example.org/b") is None


def test_redirects_are_followed_to_their_bound(site: Site) -> None:
    site.replies |= {f"/{n}": (302, {"Location": f"/{n - 1}"}, b"") for n in range(1, 10)} | {"/0": html("甲")}
    (source,) = read(site, "/3")
    assert source.origin == f"{site.url}/3"
    assert dict(source.hints)["url"] == f"{site.url}/0"
    assert codes(read(site, "/9")) == ["E112"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "http://user:pw@127.0.0.1/"])
def test_a_redirect_leads_nowhere_else(site: Site, location: str) -> None:
    site.replies["/a"] = (302, {"Location": location}, b"")
    assert codes(read(site, "/a")) == ["E113"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://10.1.2.3/", "http://169.254.169.254/",
        "http://0.0.0.0/", "http://2130706433/", "http://[::ffff:192.168.0.1]/", "http://0x7f.1/", "ftp://example.org/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "http://:80/", "http://user@example.org/", "http://a:99999/",
    ],
)  # fmt: skip
def test_only_the_public_web_is_fetched(site: Site, url: str) -> None:
    """No request is made at all; ``site`` takes the proxies away."""
    (failure,) = read_sources(url, fetcher=Fetcher(QUICK))
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E113"


def test_a_proxy_does_not_open_the_way_inside() -> None:
    for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://192.168.1.1/"):
        with pytest.raises(Exception, match="E113"):
            check_address(url, url, is_proxied=True)
    check_address("http://example.org/", "http://example.org/", is_proxied=True)


@pytest.mark.parametrize(
    "address", ["224.0.0.1", "100.64.0.1", "fe80::1%eth0", "fc00::1", "nonsense", "255.255.255.255"]
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_host_that_changes_its_address_behind_the_check_is_found_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.replies["/a"] = html("甲")
    monkeypatch.setattr("glossary.ingest.fetcher.check_address", lambda *_, **__: None)
    (failure,) = read_sources(site.url + "/a", fetcher=Fetcher(QUICK))
    assert failure.finding.code == "E113"


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A body that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((404, {}, b""), "E112"),
        ((500, {}, b""), "E112"),
        ((200, {"Content-Type": "text/html"}, b""), "E101"),
        ((200, {"Content-Length": "99999999999"}, b""), "E106"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 40_000_000)), "E106"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "E112"),
        ((200, {"Content-Encoding": "br"}, b"x"), "E112"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\0\0\0\0" * 9), "E104"),
        ((302, {"Location": "http://[::1"}, b""), "E112"),
        (drip, "E112"),
    ],
    ids=["missing", "trouble", "empty", "large", "bomb", "no gzip", "brotli", "picture", "bad redirect", "drip"],
)
def test_bad_answers_get_a_code(site: Site, reply: Reply, code: str) -> None:
    site.replies["/a"] = reply
    limits = Limits(web_delay_seconds=0.0, web_seconds=1.0, document_bytes=30_000_000)
    assert codes(read(site, "/a", limits)) == [code]


def test_an_unreachable_host_is_a_failure(site: Site) -> None:
    (failure,) = read_sources("http://127.0.0.1:1/", fetcher=Fetcher(QUICK, allows_private=True))
    assert isinstance(failure, Failure)
    assert failure.finding.code == "E112"


LINKS = """<a href="/2.html">二</a> <a href="3.txt#part">三</a> <a href="/2.html#again">再</a> <a href="/x.jpg">图</a>
<a href="http://other.example/">外</a> <a href="javascript:go()">行</a> <a href="http://[">坏</a>"""


def test_links_are_followed_only_on_request_and_on_the_same_host(site: Site) -> None:
    site.replies |= {
        "/1.html": html(LINKS),
        "/2.html": html("<p>二</p><a href='/1.html'>回</a><a href='/4.html'>四</a>"),
        "/3.txt": (200, {}, "三".encode()),
        "/4.html": html("四"),
    }
    assert len(read(site, "/1.html")) == 1
    assert [each.origin.removeprefix(site.url) for each in read(site, "/1.html", depth=1)] == [
        "/1.html", "/2.html", "/3.txt",
    ]  # fmt: skip
    site.requests.clear()
    assert codes(read(site, "/1.html", depth=9)) == ["ok"] * 4
    assert site.paths() == ["/1.html", "/2.html", "/3.txt", "/4.html"]


def test_nofollow_is_obeyed(site: Site) -> None:
    site.replies["/1.html"] = html(f"<meta name=robots content='noindex,nofollow'>{LINKS}")
    assert len(read(site, "/1.html", depth=3)) == 1


def test_followed_links_are_bounded(site: Site) -> None:
    site.replies["/1.html"] = html("甲" + "".join(f"<a href='/{n}.txt'>乙</a>" for n in range(50)))
    found = read(site, "/1.html", Limits(web_delay_seconds=0.0, web_pages=5), depth=1)
    assert codes(found) == ["ok", "E112", "E112", "E112", "E112", "I104"]


def test_the_defaults_are_polite() -> None:
    assert LIMITS.web_delay_seconds >= 1
    assert LIMITS.web_redirects <= 10


def test_a_private_address_is_refused_with_a_remedy() -> None:
    """A report may be on a local server: the message gives another way to read it."""
    with pytest.raises(UnreadableSourceError, match="save the document and harvest the file"):
        check_address("http://127.0.0.1:9/", "http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "::7f00:1",
     "2001:0:7f00:1::1", "192.0.0.192", "192.0.0.170", "fd00:ec2::254", "100::1", "::ffff:169.254.169.254"],
)  # fmt: skip
def test_an_address_that_carries_a_private_one_is_not_public(address: str) -> None:
    """A gateway converts NAT64 and 6to4 into the address of version 4 that they carry."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["64:ff9b::101:101", "2002:101:101::1", "2606:4700:4700::1111", "1.1.1.1"])
def test_a_public_address_is_fetched(address: str) -> None:
    assert is_public(address)


def drip(what: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that never ends, and never is silent for long."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        begin = {"header": b"HTTP/1.1 200 OK\r\nX-", "body": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"}
        more = {"header": b"a", "body": b"a"}
        with suppress(OSError):  # the client has left
            handler.wfile.write(begin.get(what, b""))
            for _ in range(200):
                handler.wfile.write(more.get(what, b"HTTP/1.1 100 Continue\r\n\r\n"))
                handler.wfile.flush()
                time.sleep(0.1)

    return reply


@pytest.mark.slow
@pytest.mark.parametrize("what", ["header", "body", "1xx"])
def test_a_server_that_drips_is_given_up_in_time(site: Site, what: str) -> None:
    site.replies["/drip"] = drip(what)
    fetcher = Fetcher(Limits(web_delay_seconds=0.0, web_seconds=1.0), allows_private=True)
    began = time.monotonic()
    with pytest.raises(UnreadableSourceError) as caught:
        fetcher.fetch(f"{site.url}/drip")
    assert caught.value.finding_code == "E112"
    assert time.monotonic() - began < 15
    site.replies["/a"] = (200, {"Content-Type": "text/html"}, PAGE)
    assert fetcher.fetch(f"{site.url}/a").content == PAGE

"""Public corpora: the catalogue, downloads that resume, archives that cannot leave their folder."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from glossary.cli import main
from glossary.errors import CorpusError, InvalidQueryError
from glossary.ingest.corpora import Corpus, download, find_corpus, read_catalogue, unpack

URL = "https://x.example/reports.zip"


def _corpus(**changes: object) -> Corpus:
    values = {"title": "t", "url": URL, "licence": "none", "layout": "PLACE/YEAR.md", "size": "small", **changes}
    return Corpus("made", **values)  # type: ignore[arg-type]


def _archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def _server(body: bytes, *, cut_after: int | None = None, seen: list[str] | None = None) -> httpx.MockTransport:
    """One that can send the rest of the file; with ``cut_after`` it breaks off the first time."""
    cuts = [cut_after] if cut_after else []

    def answer(request: httpx.Request) -> httpx.Response:
        reply = request.headers.get("Range", "")
        if seen is not None:
            seen.append(reply)
        start = int(reply.removeprefix("bytes=").rstrip("-") or 0) if request.headers.get("If-Range") == '"v1"' else 0
        part = body[start:]

        def stream():
            if cuts:
                yield part[: cuts.pop()]
                raise httpx.ReadError("cut off")
            yield part

        headers = {"ETag": '"v1"', "Content-Length": str(len(part))}
        return httpx.Response(206 if start else 200, headers=headers, content=stream())

    return httpx.MockTransport(answer)


def test_the_catalogue_describes_each_corpus() -> None:
    """Every corpus has an address, a licence note, a layout and a size."""
    catalogue = read_catalogue()

    assert "lawtext-gov" in catalogue
    for corpus in catalogue.values():
        assert corpus.url.startswith("https://")
        assert corpus.licence
        assert corpus.layout
        assert corpus.size
    with pytest.raises(InvalidQueryError, match="available: lawtext-gov"):
        find_corpus("lawtext")


@pytest.mark.parametrize(
    "text", ["x = ", "[a]\ntitle = 'x'", "[a]\ntitle='t'\nurl='http://x'\nlicence='l'\nlayout='p'\nsize='s'"]
)
def test_a_catalogue_with_a_mistake_is_refused(tmp_path: Path, text: str) -> None:
    """Not TOML, a field missing, an address without encryption."""
    path = tmp_path / "corpora.toml"
    path.write_text(text)
    with pytest.raises(CorpusError):
        read_catalogue(path)


def test_a_download_that_was_cut_off_is_resumed(tmp_path: Path) -> None:
    """Only the rest is sent, and what is there already is not requested again."""
    body = _archive(top__a="甲" * 400)
    seen: list[str] = []
    server = _server(body, cut_after=100, seen=seen)
    with pytest.raises(CorpusError, match="run the command again to resume"):
        download(_corpus(), tmp_path, transport=server)
    assert not (tmp_path / "made.zip").exists()

    progress: list[tuple[int, int | None]] = []
    path = download(_corpus(), tmp_path, lambda done, total: progress.append((done, total)), transport=server)
    assert path.read_bytes() == body
    assert seen == ["", "bytes=100-"]
    assert progress[-1] == (len(body), len(body))
    download(_corpus(), tmp_path, transport=server)
    assert len(seen) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["made.zip"]


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """And deleted, so that nobody harvests it."""
    with pytest.raises(CorpusError, match="sha256"):
        download(_corpus(sha256="0" * 64), tmp_path, transport=_server(_archive(top__a="x")))
    with pytest.raises(CorpusError, match="not a zip archive"):
        download(_corpus(), tmp_path, transport=_server(b"<html>"))

    assert not list(tmp_path.glob("*.zip*"))


def test_an_archive_is_unpacked_below_its_own_folder(tmp_path: Path) -> None:
    """Without the archive's top folder; what is not wanted, or would leave the folder, is left out."""
    body = _archive(
        **{
            "top__reports__甲城市__2023.md": "甲",
            "top__images__x.jpg": "x",
            "..__evil.md": "x",
            "top__reports__..__..__y": "y",
        }
    )
    path = tmp_path / "x.zip"
    path.write_bytes(body)
    folder = unpack(_corpus(include=("*/reports/*",)), path, tmp_path / "out")

    assert [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()] == ["reports/甲城市/2023.md"]
    assert not (tmp_path / "evil.md").exists()


def test_an_archive_without_the_documents_of_the_corpus_is_an_error(tmp_path: Path) -> None:
    """Its publisher may have moved them; the harvest would name a folder of ours that does not exist."""
    path = tmp_path / "x.zip"
    path.write_bytes(_archive(top__images__x="x"))

    with pytest.raises(CorpusError, match=r"contains no document below PLACE/YEAR\.md"):
        unpack(_corpus(include=("*/reports/*",)), path, tmp_path / "out")


def test_nothing_is_downloaded_without_a_yes(tmp_path: Path) -> None:
    """Without a terminal the command names the option to add, and what it would fetch."""
    result = CliRunner().invoke(main, ["harvest", "--corpus", "lawtext-gov", "--db", str(tmp_path / "x.db")])

    assert result.exit_code == 2
    assert "confirm the download of a corpus with --yes" in result.stderr
    assert "https://github.com/lawtext/gov" in result.stderr
    assert not list(tmp_path.iterdir())
    assert "lawtext-gov" in CliRunner().invoke(main, ["harvest", "--corpus", "list"]).stdout


def test_a_command_that_does_not_exist_leads_to_the_nearest() -> None:
    """Not only to the help."""
    assert "did you mean lookup?" in CliRunner().invoke(main, ["lokup", "x"]).stderr

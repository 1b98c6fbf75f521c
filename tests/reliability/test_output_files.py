"""What ``glossary export -o`` writes to: files, links, devices, pipes, several at once."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from glossary.errors import FileError
from glossary.export.editions import lock_edition
from glossary.export.publish import publish
from glossary.output_files import make_folder, open_output, temporary_folder
from tests.export.edition import FakeEdition, article


def write(path: Path, content: bytes = b"new") -> None:
    with open_output(path) as stream:
        stream.write(content)


def test_permissions_stay_and_new_files_follow_the_umask(tmp_path: Path) -> None:
    """F13."""
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"old")
    secret.chmod(0o600)
    write(secret)
    assert (secret.read_bytes(), stat.S_IMODE(secret.stat().st_mode)) == (b"new", 0o600)

    before = os.umask(0o027)
    try:
        write(tmp_path / "fresh.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "fresh.csv").stat().st_mode) == 0o640


def test_a_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    """F13: also over two links, and where the file is not there yet."""
    for name in ("there.csv", "missing.csv"):
        target, link, second = tmp_path / name, tmp_path / f"link-{name}", tmp_path / f"second-{name}"
        link.symlink_to(target)
        second.symlink_to(link)
        write(second)
        assert second.is_symlink()
        assert link.is_symlink()
        assert target.read_bytes() == b"new"


def test_a_pipe_gets_the_bytes_and_stays_a_pipe(tmp_path: Path) -> None:
    """F13."""
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write(pipe)
    reader.join(10)

    assert read == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_device_is_named_and_stays_a_device() -> None:
    """F13: as root the device was replaced by a file."""
    with pytest.raises(FileError, match="/dev/full"):
        write(Path("/dev/full"))
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_standard_output_can_be_named(tmp_path: Path) -> None:
    """F13: /dev/stdout is a link to a pipe."""
    script = (
        "from pathlib import Path; from glossary.output_files import open_output\n"
        "with open_output(Path('/dev/stdout')) as stream: stream.write(b'new')"
    )
    actual = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    assert actual.stdout == b"new"


def test_two_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    """F12: each writes under its own name; the last to finish remains."""
    path = tmp_path / "out.csv"
    contents = [bytes([number]) * 1_000_000 for number in range(4)]
    with open_output(path) as slow:
        slow.write(contents[0][:10])
        for content in contents[1:]:
            write(path, content)
        assert path.read_bytes() == contents[3]
        slow.write(contents[0][10:])

    assert path.read_bytes() == contents[0]
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_an_error_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def fail() -> None:
        with open_output(path) as stream:
            stream.write(b"half")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without names")
def test_a_killed_export_leaves_nothing_under_any_name(tmp_path: Path) -> None:
    """Of every format, alone and in an edition, killed between two rows or just before the file gets its name."""
    command = [sys.executable, "-m", "tests.reliability.killed_exports", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)

    assert run.stdout == "done\n"


def _write_under_a_hidden_name(path: Path, *, killed: bool) -> None:
    """Writes where there are no files without names."""
    script = (
        "import os; from pathlib import Path; from glossary import output_files as files\n"
        "files._open_unnamed = lambda folder: None\n"
        f"with files.open_output(Path({str(path)!r})) as out:\n"
        f"    out.write(b'new'); {'os.kill(os.getpid(), 9)' if killed else 'pass'}"
    )
    subprocess.run([sys.executable, "-c", script], check=not killed)


@pytest.mark.slow
def test_elsewhere_the_next_writer_of_the_same_name_removes_the_parts(tmp_path: Path) -> None:
    path = tmp_path / ("三区三线" * 15)  # as long as a name may be, in bytes
    _write_under_a_hidden_name(path, killed=True)
    assert [each.name[0] for each in tmp_path.iterdir()] == ["."]

    _write_under_a_hidden_name(path, killed=False)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"new"


def test_parts_that_another_process_writes_stay(tmp_path: Path) -> None:
    with temporary_folder(tmp_path, ".x-") as mine:
        (tmp_path / ".x-abandoned").mkdir()
        (tmp_path / ".y-other").mkdir()
        with temporary_folder(tmp_path, ".x-") as second:
            assert {mine, second, tmp_path / ".y-other"} == set(tmp_path.iterdir())
    assert [each.name for each in tmp_path.iterdir()] == [".y-other"]


def test_a_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    def fail() -> None:
        with make_folder(tmp_path / "site") as part:
            (part / "index.html").touch()
            assert not (tmp_path / "site").exists()
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail()
    assert not list(tmp_path.iterdir())

    with make_folder(tmp_path / "site") as part:
        (part / "index.html").touch()
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_parts_of_killed_editions_are_removed_with_the_next_edition(tmp_path: Path) -> None:
    """Of another revision, too; complete files stay, and so do those of a writer that is at work."""
    for name in ("killed", "running", "complete"):
        (tmp_path / name).mkdir()
        for file in (
            ".lock",
            ".writing-1-terms.csv",
            "sources.csv",
            *(["manifest.json"] if name == "complete" else []),
        ):
            (tmp_path / name / file).touch()
    with lock_edition(tmp_path / "running"):
        publish(FakeEdition(article()), tmp_path)

    left = {path.parent.name for path in tmp_path.rglob(".writing-*")}
    assert left == {"running", "complete"}
    assert (tmp_path / "killed" / "sources.csv").exists()

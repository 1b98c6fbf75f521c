"""Processes that die: the harvest itself, its workers, a cluster's scheduler; and people who press Ctrl-C."""

import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.serving import GLOSSARY
from glossary.errors import GlossaryError
from glossary.processes import interrupts_blocked
from glossary.store.integrity import check_store
from glossary.worker_pool import WorkerPool, map_on_cluster
from tests.reliability.test_store_files import report, revision

DOCUMENTS = 70
HEADS = "莲渠桥山水林田湖草沙"
WORK = """
import os, signal, time
from pathlib import Path

def work(chunk):
    for item in chunk:
        if item == "poison":
            os.kill(os.getpid(), signal.SIGKILL)
        if item.startswith("/") and not Path(item).exists():
            Path(item).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return list(chunk)

def slow(chunk):
    time.sleep(0.5)
    return list(chunk)

def broken():
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""Ends its own process at a poisonous item, and once at one that a marker file makes harmless afterwards."""


@pytest.fixture
def crashing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that other processes can import."""
    (tmp_path / "crashing_work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("crashing_work")


def lost(item: str) -> list[str]:
    return [f"lost {item}"]


def test_a_worker_that_is_killed_once_costs_nothing(crashing: Any, tmp_path: Path) -> None:
    """F17: its chunk is done again."""
    marker = str(tmp_path / "marker")
    chunks = [("a", "b"), (marker, "c"), ("d",), ("e", "f")]
    with WorkerPool(2) as pool:
        done = [each for result in pool.map_unordered(crashing.work, chunks, lost) for each in result]

    assert sorted(done) == sorted(["a", "b", "c", "d", "e", "f", marker])


def test_an_item_that_kills_every_worker_costs_itself_alone(crashing: Any) -> None:
    """F17: noted, and the run goes on."""
    chunks = [("a", "poison", "b"), ("c",), ("d", "e")]
    with WorkerPool(2) as pool:
        done = [each for result in pool.map_unordered(crashing.work, chunks, lost) for each in result]

    assert sorted(done) == ["a", "b", "c", "d", "e", "lost poison"]


@pytest.mark.parametrize("place", [0, 3, 11])
def test_an_item_that_kills_every_worker_leaves_the_order_of_the_others(crashing: Any, place: int) -> None:
    items = [f"item {number}" for number in range(24)]
    items[place] = "poison"
    jobs = [items[at : at + 2] for at in range(0, len(items), 2)]
    with WorkerPool(2) as pool:
        results = [item for result in pool.map_ordered(crashing.work, jobs, lost) for item in result]

    items[place] = "lost poison"
    assert results == items


def test_processes_that_cannot_run_are_no_bad_documents(crashing: Any) -> None:
    """Else a machine without memory would condemn every document."""
    with WorkerPool(2, crashing.broken) as pool, pytest.raises(GlossaryError, match="end as soon as they start"):
        list(pool.map_unordered(crashing.work, [("a",)], lost))


def test_a_worker_that_is_killed_leaves_the_order_of_results(crashing: Any, tmp_path: Path) -> None:
    """F17: articles are built in order, though a process dies; one that always dies ends the run with a reason."""
    marker = str(tmp_path / "marker")
    jobs = [(str(number),) if number != 5 else (marker,) for number in range(12)]
    with WorkerPool(2) as pool:
        assert list(pool.map_ordered(crashing.work, jobs)) == [list(job) for job in jobs]

    with WorkerPool(2) as pool, pytest.raises(GlossaryError, match="killed repeatedly"):
        list(pool.map_ordered(crashing.work, [("poison",)] * 12))


TORN = """
import os, signal, sys
from multiprocessing.connection import Connection
from pathlib import Path
from glossary.worker_pool import WorkerPool

def die_while_sending(connection, message):
    os.write(connection.fileno(), message[: len(message) // 2])
    os.kill(os.getpid(), signal.SIGKILL)

def work(chunk):
    marker = Path(sys.argv[1])
    if "last words" in chunk and not marker.exists():
        marker.touch()
        Connection._send = die_while_sending
    return list(chunk)

if __name__ == "__main__":
    with WorkerPool(2) as pool:
        chunks = [("a",), ("last words", "b"), ("c",)]
        done = [item for result in pool.map_unordered(work, chunks, lambda item: []) for item in result]
    with WorkerPool(2) as pool:
        Path(sys.argv[1]).unlink()
        jobs = [("a",), ("last words",), ("b",), ("c",)]
        assert list(pool.map_ordered(work, jobs)) == [list(job) for job in jobs]
    print(sorted(done))
"""


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_sends_a_result_does_not_hang_the_harvest(tmp_path: Path) -> None:
    """Half a message waits in the pipe: the executor of the standard library would wait for its other half for ever."""
    (tmp_path / "torn.py").write_text(TORN)
    command = [sys.executable, str(tmp_path / "torn.py"), str(tmp_path / "marker")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout == "['a', 'b', 'c', 'last words']\n", done.stderr


def test_workers_start_with_ctrl_c_blocked() -> None:
    """F28: also the first one of a process, next to which Python starts its tracker of resources."""
    script = (
        "import signal\nfrom glossary.worker_pool import WorkerPool, _submit\n"
        "if __name__ == '__main__':\n"
        "    with WorkerPool(2) as pool:\n"
        "        masks = [_submit(pool._start(), signal.pthread_sigmask, signal.SIG_BLOCK, ()) for _ in range(2)]\n"
        "        print([signal.SIGINT in mask.result() for mask in masks])\n"
        "    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout == "[True, True]\nFalse\n", done.stderr


def test_ctrl_c_waits_for_the_start_of_a_process_also_where_another_thread_receives_it() -> None:
    """F28: else the parent stops between the start of a child and its first message, and the child reports that."""
    release = threading.Event()
    other = threading.Thread(target=release.wait)  # it does not block SIGINT
    other.start()
    ends = []

    def start_child() -> None:
        with interrupts_blocked():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            ends.append("of the block")
        ends.append("of the function")

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            start_child()
    finally:
        assert signal.signal(signal.SIGINT, before) is signal.default_int_handler
        release.set()
        other.join()

    assert ends == ["of the block"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents enough for several workers, each with explanations of its own and some of the others'."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(DOCUMENTS):
        heads = [f"“{'三四五六七八九'[(number + at) % 7]}{HEADS[(number * 3 + at) % 10]}”" for at in range(3)]
        text = report(*heads) + f"第{number}号文件。" + "坚持“三莲”，建设“四渠”，推进“五桥”工程。\n" * 60
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


def start(folder: Path, db: Path, *options: str) -> subprocess.Popen[str]:
    # A shell starts its background jobs with Ctrl-C ignored, and they hand that on: tests of Ctrl-C need it heard.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [*GLOSSARY, "harvest", str(folder), "--db", str(db), *options],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip


def finish(folder: Path, db: Path, *options: str) -> str:
    """Harvest to the end; gives the revision."""
    harvest = start(folder, db, *options)
    _, actual = harvest.communicate(timeout=300)
    assert harvest.returncode == 0, actual
    return revision(db)


def wait_for_workers(harvest: subprocess.Popen[str], count: int) -> list[psutil.Process]:
    """The worker processes, once they are there."""
    until = time.monotonic() + 60
    while True:
        children = [each for each in psutil.Process(harvest.pid).children() if "spawn_main" in " ".join(each.cmdline())]
        if len(children) >= count:
            return children
        assert harvest.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The revision that an undisturbed harvest gives."""
    return finish(folder, tmp_path_factory.mktemp("whole") / "whole.db", "--workers", "2")


@pytest.mark.slow
def test_a_killed_harvest_leaves_no_worker_behind_and_goes_on(folder: Path, tmp_path: Path, expected: str) -> None:
    """F11: kill -9 and SIGTERM of the main process; the workers end by themselves, the next run gives the same."""
    db = tmp_path / "terms.db"
    for blow in (signal.SIGKILL, signal.SIGTERM):
        harvest = start(folder, db, "--workers", "2")
        workers = wait_for_workers(harvest, 2)
        time.sleep(0.7)
        harvest.send_signal(blow)
        harvest.wait(20)
        _, alive = psutil.wait_procs(workers, timeout=20)
        assert not alive

    assert finish(folder, db, "--workers", "2") == expected
    assert not list(check_store(db))


@pytest.mark.slow
def test_a_worker_that_is_killed_does_not_end_the_harvest(folder: Path, tmp_path: Path, expected: str) -> None:
    """F17: as the system does where memory is short."""
    db = tmp_path / "terms.db"
    harvest = start(folder, db, "--workers", "2")
    worker, *_ = wait_for_workers(harvest, 2)
    time.sleep(0.7)
    worker.kill()
    _, actual = harvest.communicate(timeout=180)

    assert harvest.returncode == 0, actual
    assert "Traceback" not in actual
    assert revision(db) == expected


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.03, 0.3, 1.2])
def test_ctrl_c_ends_in_one_line_about_what_is_kept(folder: Path, tmp_path: Path, expected: str, pause: float) -> None:
    """F28: also while the workers start; then the next run goes on."""
    db = tmp_path / "terms.db"
    harvest = start(folder, db, "--workers", "2")
    workers = wait_for_workers(harvest, 1)
    time.sleep(pause)
    os.killpg(harvest.pid, signal.SIGINT)
    _, actual = harvest.communicate(timeout=30)

    assert "Traceback" not in actual
    if "took" not in actual:  # a fast machine has ended it before
        assert harvest.returncode == 130, actual
        assert "run the same command again" in actual
    assert not psutil.wait_procs(workers, timeout=20)[1]
    assert finish(folder, db, "--workers", "2") == expected


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.3, 1.0])
def test_ctrl_c_ends_an_extraction_with_its_workers(folder: Path, pause: float) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    extraction = subprocess.Popen(
        [*GLOSSARY, "extract", "--workers", "2", *[str(folder)] * 30],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    workers = wait_for_workers(extraction, 1)
    time.sleep(pause)
    os.killpg(extraction.pid, signal.SIGINT)
    _, messages = extraction.communicate(timeout=30)

    assert "Traceback" not in messages
    assert extraction.returncode == 130, messages
    assert not psutil.wait_procs(workers, timeout=20)[1]


@pytest.mark.slow
def test_two_harvests_at_once_give_what_one_gives(folder: Path, tmp_path: Path, expected: str) -> None:
    """Into a new store, over the same documents."""
    db = tmp_path / "terms.db"
    both = [start(folder, db, "--workers", "1") for _ in range(2)]
    actual = [each.communicate(timeout=300)[1] for each in both]

    assert [each.returncode for each in both] == [0, 0], actual
    assert revision(db) == expected


CRASHING_READER = """
import os, signal
import glossary.ingest.html as html

read = html.read_html

def read_or_crash(blob, limits):
    if b"crash" in blob.head():
        os.kill(os.getpid(), signal.SIGSEGV)
    return read(blob, limits)

html.read_html = read_or_crash
"""


def run_with_crashing_reader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose processes crash at a page with the word ``crash``."""
    (folder / "sitecustomize.py").write_text(CRASHING_READER)
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", ""), str(Path.cwd())])
    return subprocess.run(
        [*GLOSSARY, *arguments],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


@pytest.mark.slow
def test_a_page_that_crashes_its_reader_has_its_line_among_those_of_the_others(tmp_path: Path) -> None:
    (documents := tmp_path / "documents").mkdir()
    for number in range(40):
        (documents / f"{number:02}.txt").write_text(report(f"“{'三四五'[number % 3]}莲”"), "utf-8")
    (documents / "20.txt").unlink()
    (documents / "20.html").write_text("<html><body>crash</body></html>", "utf-8")
    done = run_with_crashing_reader(tmp_path, "extract", str(documents), "--workers", "2")

    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [Path(record["source"]).stem for record in records] == [f"{number:02}" for number in range(40)]
    assert [len(record["entries"]) for record in records] == [0 if number == 20 else 1 for number in range(40)]
    assert [finding["code"] for finding in records[20]["findings"]] == ["E122"]
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_page_that_crashes_its_reader_costs_itself_alone(tmp_path: Path, workers: str) -> None:
    """Also where one worker reads, or little is read; text in a file that is named as a text and is a page, too."""
    (documents := tmp_path / "documents").mkdir()
    (documents / "bad.html").write_text("<html><body>crash</body></html>", "utf-8")
    (documents / "worse.txt").write_text("<html><body>crash</body></html>", "utf-8")
    page = "".join(f"<p>{line}</p>" for line in report("“三莲”").splitlines())
    (documents / "good.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    (documents / "plain.txt").write_text(report("“四渠”"), "utf-8")
    db = str(tmp_path / "x.db")
    done = run_with_crashing_reader(tmp_path, "harvest", str(documents), "--db", db, "--workers", workers)

    assert "Traceback" not in done.stderr
    assert done.stderr.count("E122") == 2, done.stderr
    assert "2 sources" in done.stderr
    assert not list(check_store(tmp_path / "x.db"))


@pytest.mark.slow
def test_a_lost_scheduler_is_one_line(crashing: Any) -> None:
    """F18: the message names the remedy."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        chunks = [(str(number),) for number in range(20)]
        results = map_on_cluster(crashing.slow, chunks, cluster.scheduler_address, lost)
        next(results)
        cluster.scheduler.loop.add_callback(cluster.scheduler.close)
        with pytest.raises(GlossaryError, match=r"run the same command again|no Dask scheduler"):
            list(results)

"""What surrounds a harvest and gives way: the disk, and workers of a cluster."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.store.integrity import check_store
from glossary.term_store import open_term_store
from tests.reliability.test_store_files import report, revision, run

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate file system with little space."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount")
    yield disk
    subprocess.run(["umount", "-l", disk], capture_output=True, check=False)


def test_a_full_disk_is_one_line_and_the_next_run_continues(small_disk: Path, tmp_path: Path) -> None:
    """F29: nothing is lost; with more space the same command gives what an undisturbed one gives."""
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(40):
        text = (
            report(f"“{'三四五六'[number % 4]}{'莲渠桥'[number % 3]}”") + f"第{number}号。" + "推进各项工作。\n" * 300
        )
        (documents / f"{number}.txt").write_text(text, "utf-8")
    full = run("harvest", documents, "--db", small_disk / "x.db", "--workers", "1")

    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "disk" in full.stderr.strip().splitlines()[-1]

    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], capture_output=True, check=True)
    assert run("harvest", documents, "--db", small_disk / "x.db", "--workers", "1").returncode == 0
    assert run("harvest", documents, "--db", tmp_path / "y.db", "--workers", "1").returncode == 0
    assert revision(small_disk / "x.db") == revision(tmp_path / "y.db")
    assert not list(check_store(small_disk / "x.db"))


def test_a_cluster_of_which_a_worker_is_killed_gives_the_same(tmp_path: Path) -> None:
    """Its chunk goes to the other one."""
    distributed = pytest.importorskip("distributed")
    documents = [str(seed) for seed in seed_files()]
    expected, clustered = tmp_path / "serial.db", tmp_path / "cluster.db"
    with open_term_store(expected) as store:
        harvest(documents, store)
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        # By its number: its own kill() needs an event loop in this thread, which other tests may have closed.
        os.kill(cluster.workers[0].process.process.pid, signal.SIGKILL)
        with open_term_store(clustered) as store:
            harvest(documents, store, scheduler=cluster.scheduler_address)

    assert revision(clustered) == revision(expected)

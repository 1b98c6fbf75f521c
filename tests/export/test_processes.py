"""Each task in a process of its own: results, errors and processes that end before their task."""

import os
import signal
import threading
from pathlib import Path

import pytest

from glossary.errors import GlossaryError
from glossary.export.passes import run_in_processes


def _double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def _fail(number: int) -> int:
    if number == 1:
        raise FileNotFoundError(2, "No such file", "x.csv")
    return number


def _die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def _wait(path: Path) -> None:
    path.with_suffix(f".{os.getpid()}").touch()
    threading.Event().wait(60)


@pytest.mark.slow
def test_each_task_has_a_process_of_its_own() -> None:
    found = list(run_in_processes(_double, [1, 2, 3], 2))

    assert sorted(result for result, _ in found) == [2, 4, 6]
    assert len({process for _, process in found} | {os.getpid()}) == 4


@pytest.mark.slow
def test_an_error_is_raised_again_as_it_was() -> None:
    with pytest.raises(FileNotFoundError, match=r"x\.csv"):
        list(run_in_processes(_fail, [1, 2], 1))


@pytest.mark.slow
def test_a_killed_process_is_an_error_with_advice() -> None:
    with pytest.raises(GlossaryError, match="run the same command again"):
        list(run_in_processes(_die, [1], 1))


@pytest.mark.slow
def test_the_other_processes_end_with_the_first_error(tmp_path: Path) -> None:
    def work(task: int) -> None:
        if task == 1:
            while not list(tmp_path.iterdir()):
                threading.Event().wait(0.01)
            raise OSError("disk full")
        _wait(tmp_path / "started")

    if threading.active_count() > 1:
        pytest.skip("a local function needs forked processes")
    with pytest.raises(OSError, match="disk full"):
        list(run_in_processes(work, [1, 2], 2))

    process = int(next(tmp_path.iterdir()).suffix[1:])
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)

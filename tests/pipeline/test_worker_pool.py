"""The processes of a harvest do each job once; where order matters, it is kept."""

import pytest

from glossary.worker_pool import WorkerPool


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("jobs", [0, 1, 3, 20])
def test_ordered_results_come_once_and_in_order(workers: int, jobs: int) -> None:
    with WorkerPool(workers) as pool:
        assert list(pool.map_ordered(str, range(jobs))) == [str(job) for job in range(jobs)]

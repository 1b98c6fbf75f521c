"""Kills a process in the middle of each export format, and prints what it leaves; ``test_output_files.py`` runs this.

A process of its own, because it forks: threads and libraries of the test process would not survive that.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from glossary.export import publish
from glossary.export.formats import Export, available_exports
from glossary.export.release import ExportMetadata
from glossary.output_files import open_output
from tests.export.edition import FakeEdition, article


def die(*_: Any) -> Any:
    """End this process at once, as ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)


class DeadlyEdition(FakeEdition):
    """Kills the process that reads its second article or attestation."""

    def articles(self) -> Iterator[dict[str, Any]]:
        yield article()
        die()

    def attestations(self) -> Iterator[Any]:
        yield from super().attestations()
        die()


def write_file(export: Export, folder: Path) -> None:
    """Write one file; killed between two rows, or before it gets its name."""
    with open_output(folder / export.name) as out:
        export.write(DeadlyEdition(), ExportMetadata(), out)
        die()


def write_edition(export: Export, folder: Path) -> None:
    """Write an edition with that file alone; killed between two rows, or before it gets its name."""
    with patch.object(publish, "available_exports", lambda: (export,)), patch.object(publish, "_row", die):
        publish.publish(DeadlyEdition(), folder)


def main(folder: Path) -> None:
    """Print a line for each format that leaves something under its name, or is not killed at all."""
    for export in available_exports():
        for write in (write_file, write_edition):
            place = folder / write.__name__ / export.format
            place.mkdir(parents=True)
            if not (child := os.fork()):
                write(export, place)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            left = [path.name for path in place.rglob("*") if path.is_file() and path.name[0] != "."]
            parts = [path.name for path in place.iterdir() if path.name[0] == "."]  # of single files
            if left or parts or not os.WIFSIGNALED(status):
                sys.stdout.write(f"{export.format} {write.__name__} {left} {parts} {status}\n")
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

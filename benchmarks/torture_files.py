"""Attacks on the store's file, on the files that commands write, and on their processes."""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil

from benchmarks.serving import GLOSSARY, serve
from benchmarks.torture_case import Case, Outcome, glossary, last_line, report, seeds
from glossary.errors import StoreError
from glossary.store.database import open_for_reading
from glossary.store.integrity import check_store

DAMAGES = 30
KILLS = 70
"""Ten in each command."""


def revision_of(db: Path) -> str:
    """The revision of a store."""
    with closing(open_for_reading(db)) as connection:
        return str(connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])


def _grown(db: Path, folder: Path, *heads: str) -> Path:
    document = folder / f"{'-'.join(heads)}.txt"
    document.write_text(report(*heads), "utf-8")
    glossary("harvest", document, "--db", db)
    return db


def moved_over(folder: Path) -> Outcome:
    """F6: harvest while served, then another file is moved over the store."""
    db, new = seeds(folder), _grown(folder / "new.db", folder, "“三渠”")
    expected = revision_of(new)
    with serve(db, folder) as served:
        _grown(db, folder, "“五桥”")
        served.get("/v1/meta")
        new.replace(db)
        time.sleep(1.2)
        statuses = [served.get(path)[0] for path in ("/v1/meta", "/v1/sources", "/v1/terms/%E4%B8%89%E6%B8%A0")]
        right = expected.encode() in served.get("/v1/meta")[1]
    problems = len(list(check_store(db)))
    return Outcome(
        right and statuses == [200] * 3 and not problems,
        f"answers {statuses}, {'new' if right else 'old'} revision, {problems} problems in the file",
    )


def plain_copy(folder: Path) -> Outcome:
    """F7."""
    db = seeds(folder)
    with serve(db, folder):
        _grown(db, folder, "“五桥”")
        shutil.copy(db, folder / "copy.db")
        backed = glossary("backup", folder / "backup.db", "--db", db)
    same = revision_of(folder / "copy.db") == revision_of(folder / "backup.db") == revision_of(db)
    return Outcome(same and not backed.returncode, "a copy and `glossary backup` have the revision of the store")


def copied_over(folder: Path) -> Outcome:
    """F16."""
    db, new = seeds(folder), _grown(folder / "new.db", folder, "“三渠”")
    with serve(db, folder) as served:
        served.get("/v1/terms/%E4%B8%89%E5%86%9C")
        shutil.copyfile(new, db)
        began, status = time.monotonic(), 0
        while status != 200 and time.monotonic() - began < 20:
            time.sleep(0.2)
            status = served.get("/v1/terms/%E4%B8%89%E6%B8%A0")[0]
        seconds = time.monotonic() - began
        time.sleep(1.2)
        old = served.get("/v1/terms/%E4%B8%89%E5%86%9C")[0]
    return Outcome(status == 200 and old == 404, f"new content after {seconds:.1f} s, old content {old}")


def read_only(folder: Path) -> Outcome:
    """F14: a file system that is mounted read-only, by a bind mount; skipped without the right to mount."""
    db, mounted = seeds(folder), folder / "mounted"
    mounted.mkdir()
    shutil.copy(db, mounted / "seeds.db")
    done = subprocess.run(["mount", "--bind", "-o", "ro", mounted, mounted], capture_output=True, check=False)
    if done.returncode:
        return Outcome(True, "not run: this user may not mount")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", mounted], capture_output=True, check=False)
        commands = (["forget", "x"], ["rebuild"], ["harvest", "--seeds"], ["lookup", "三农"])
        runs = [glossary(*command, "--db", mounted / "seeds.db") for command in commands]
    finally:
        subprocess.run(["umount", mounted], capture_output=True, check=False)
    clean = not any("Traceback" in each.stderr for each in runs)
    codes = [each.returncode for each in runs]
    return Outcome(clean and codes == [1, 1, 1, 0], f"forget, rebuild, harvest, lookup: {codes}; {last_line(runs[0])}")


def damaged_copy(whole: bytes, number: int, rng: random.Random) -> bytes:
    """A store with a page of zeros if ``number`` is odd, and else with a hundred bits changed."""
    content = bytearray(whole)
    if number % 2:
        page = rng.randrange(1, len(content) // 4096) * 4096
        content[page : page + 4096] = bytes(4096)
    else:
        for _ in range(100):
            content[rng.randrange(100, len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def damages(folder: Path) -> Outcome:
    """F15."""
    whole, rng = seeds(folder).read_bytes(), random.Random(7)
    tracebacks = damaged = 0
    broken = folder / "broken.db"
    for number in range(DAMAGES):
        broken.write_bytes(damaged_copy(whole, number, rng))
        for command in (["lookup", "三农"], ["check", "--store"]):
            run = glossary(*command, "--db", broken)
            tracebacks += "Traceback" in run.stderr
            damaged += command[0] == "check" and run.returncode == 1
    return Outcome(
        not tracebacks and damaged == DAMAGES,
        f"{DAMAGES} damaged copies: {tracebacks} tracebacks; `check --store` finds {damaged}",
    )


def newer_and_foreign(folder: Path) -> Outcome:
    """F23, F24."""
    db, foreign, byte = seeds(folder), folder / "foreign.db", folder / "byte"
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE meta SET value = '9/k9/x' WHERE key = 'keys'")
        connection.commit()
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE customers (name)")
        connection.commit()
    byte.write_bytes(b"x")
    before = foreign.read_bytes()
    runs = [
        glossary("rebuild", "--db", db),
        *(glossary("harvest", "--seeds", "--db", each) for each in (foreign, byte)),
    ]
    kept = foreign.read_bytes() == before and byte.read_bytes() == b"x"
    codes = [each.stderr.rpartition("[")[2].strip("]\n") for each in runs]
    return Outcome(kept and codes == ["store-newer", "store-error", "store-error"], f"refused: {', '.join(codes)}")


def one_output(folder: Path) -> Outcome:
    """F12: four exports at once to one name."""
    db, out = seeds(folder), folder / "out.jsonl"
    running = [
        subprocess.Popen([*GLOSSARY, "export", "jsonl", "--db", str(db), "-o", str(out)], stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    codes = [each.wait(120) for each in running]
    import orjson

    rows = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    parts = list(folder.glob("*.part"))
    return Outcome(
        codes == [0] * 4 and not parts, f"exit codes {codes}, {len(rows)} whole rows, {len(parts)} parts left"
    )


def odd_outputs(folder: Path) -> Outcome:
    """F13."""
    db, pipe, link, kept = seeds(folder), folder / "pipe", folder / "link.csv", folder / "secret.csv"
    os.mkfifo(pipe)
    kept.touch(0o600)
    kept.chmod(0o600)
    link.symlink_to(kept)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    runs = [glossary("export", "csv", "--db", db, "-o", each) for each in (pipe, link, "/dev/full")]
    reader.join(10)
    mode = oct(kept.stat().st_mode & 0o777)
    right = bool(read and read[0]) and link.is_symlink() and mode == "0o600" and Path("/dev/full").is_char_device()
    return Outcome(right, f"pipe {len(read[0]) if read else 0} bytes, link kept, mode {mode}; {last_line(runs[2])}")


def messages(folder: Path) -> Outcome:
    """F29, F30: a full disk, and documents that wait for their harvest."""
    db, small = seeds(folder), folder / "small"
    small.mkdir()
    waiting = ""
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("INSERT INTO staged (origin, payload) VALUES ('a', x'00')")
        connection.commit()
    waiting = last_line(glossary("check", "--db", db))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", small], capture_output=True, check=False)
    if done.returncode:
        return Outcome("not published" in waiting, f"{waiting}; disk full not run: this user may not mount")
    try:
        full = glossary("harvest", "--seeds", "--db", small / "x.db")
    finally:
        subprocess.run(["umount", small], capture_output=True, check=False)
    right = full.returncode == 1 and "Traceback" not in full.stderr and "not published" in waiting
    return Outcome(right, f"{last_line(full)}; {waiting}")


def _documents(folder: Path, count: int) -> Path:
    reports = folder / "reports"
    reports.mkdir()
    for number in range(count):
        heads = [
            f"“{'三四五六七八九'[(number + at) % 7]}{'莲渠桥山水林田湖草沙'[(number * 3 + at) % 10]}”"
            for at in range(3)
        ]
        text = report(*heads) + f"第{number}号。" + "坚持“三莲”，建设“四渠”，推进“五桥”工程。\n" * 40
        (reports / f"{number:03}.txt").write_text(text, "utf-8")
    return reports


def _start(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*GLOSSARY, *map(str, arguments)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def _workers(harvest: subprocess.Popen[str]) -> list[psutil.Process]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        children = [each for each in psutil.Process(harvest.pid).children() if "spawn_main" in " ".join(each.cmdline())]
        if len(children) >= 2:
            return children
        time.sleep(0.02)
    raise TimeoutError


def orphans(folder: Path) -> Outcome:
    """F11."""
    reports, left = _documents(folder, 80), 0
    for blow in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP):
        harvest = _start("harvest", reports, "--db", folder / "x.db", "--workers", "2")
        workers = _workers(harvest)
        harvest.send_signal(blow)
        harvest.wait()
        left += sum(each.status() != psutil.STATUS_ZOMBIE for each in psutil.wait_procs(workers, timeout=40)[1])
    return Outcome(not left, f"kill -9, SIGTERM, SIGHUP while two workers read: {left} processes left")


def dead_worker(folder: Path) -> Outcome:
    """F17."""
    reports = _documents(folder, 80)
    harvest = _start("harvest", reports, "--db", folder / "x.db", "--workers", "2")
    _workers(harvest)[0].kill()
    harvest.communicate(timeout=300)
    glossary("harvest", reports, "--db", folder / "y.db", "--workers", "1")
    same = revision_of(folder / "x.db") == revision_of(folder / "y.db")
    return Outcome(
        harvest.returncode == 0 and same,
        f"exit code {harvest.returncode}, {'the same' if same else 'another'} revision",
    )


def interrupt(folder: Path) -> Outcome:
    """F28."""
    reports, tracebacks, slowest, line = _documents(folder, 80), 0, 0.0, ""
    for pause in (0.0, 0.4, 1.0):
        harvest = _start("harvest", reports, "--db", folder / "x.db", "--workers", "2")
        _workers(harvest)
        time.sleep(pause)
        began = time.monotonic()
        os.killpg(harvest.pid, signal.SIGINT)
        _, errors = harvest.communicate(timeout=60)
        slowest = max(slowest, time.monotonic() - began)
        tracebacks += "Traceback" in errors
        line = errors.strip().splitlines()[-1]
    return Outcome(not tracebacks and slowest < 8, f"3 times: {tracebacks} tracebacks, {slowest:.1f} s at most; {line}")


def kills(folder: Path) -> Outcome:
    """Kill -9 at random moments of each command; the store opens, is sound, and going on gives the same."""
    reports = _documents(folder, 30)
    whole = folder / "whole.db"
    glossary("harvest", reports, "--db", whole, "--workers", "1")
    expected, source = revision_of(whole), _sources(whole)[0]
    rng, broken = random.Random(3), []
    (folder / "decisions.csv").write_text("kind,form,other,reason\nrejected,三莲,,x\n", "utf-8")
    commands: dict[str, Callable[[Path], list[str | Path]]] = {
        "harvest": lambda db: ["harvest", reports, "--db", db, "--workers", "1"],
        "rebuild": lambda db: ["rebuild", "--db", db],
        "forget": lambda db: ["forget", source, "--db", db],
        "import": lambda db: ["import", folder / "decisions.csv", "--db", db],
        "export": lambda db: ["export", "jsonl", "--db", db, "-o", folder / "single" / "out.jsonl"],
        "export all": lambda db: ["export", "all", "--db", db, "-o", folder / "editions"],
        "export site": lambda db: ["export", "site", "--db", db, "-o", folder / "sites" / "site"],
    }
    outputs = _Outputs(folder, commands, whole)
    for number in range(KILLS):
        name = list(commands)[number % len(commands)]
        db = folder / f"{number}.db"
        if name != "harvest":
            shutil.copy(whole, db)
        outputs.clear()
        command = commands[name](db)
        running = _start(*command)
        time.sleep(rng.uniform(0.2, 2.5))
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        broken += [f"{name}: {problem}" for problem in outputs.find_problems(name, command)]
        if db.exists():
            broken += [f"{name}: {problem}" for problem in _problems(db)]
        glossary("harvest", reports, "--db", db, "--workers", "1")
        if name != "import" and revision_of(db) != expected:
            broken.append(f"{name}: another revision")
        db.unlink()
    now = f"{KILLS} times in {', '.join(commands)}: {len(broken)} damaged, different or incomplete files, or parts left"
    return Outcome(not broken, now + (f" ({broken[0]})" if broken else ""))


class _Outputs:
    """What the exports write, compared with what they write undisturbed."""

    def __init__(self, folder: Path, commands: dict[str, Callable[[Path], list[str | Path]]], store: Path) -> None:
        self._folders = [folder / name for name in ("single", "editions", "sites")]
        self.clear()
        for name in ("export", "export all", "export site"):
            glossary(*commands[name](store))
        self._expected = self._read()

    def clear(self) -> None:
        """Remove what the last command has written."""
        for each in self._folders:
            shutil.rmtree(each, ignore_errors=True)
            each.mkdir()

    def _read(self) -> dict[str, str]:
        """The digest of each file by its name; parts and locks have hidden names."""
        files = [path for folder in self._folders for path in folder.rglob("*") if path.is_file()]
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.name != "progress.jsonl"
        }

    def find_problems(self, name: str, command: list[str | Path]) -> list[str]:
        """What a killed export has left that is not whole; then what is left when it is run again."""
        if not name.startswith("export"):
            return []
        found = [
            path for path, digest in self._read().items() if not _is_hidden(path) and self._expected[path] != digest
        ]
        if name == "export":
            found += [path for path in self._read() if _is_hidden(path)]
        glossary(*command)
        expected = {path: digest for path, digest in self._expected.items() if path.startswith(str(command[-1]))}
        return found + ["going on gives other files"] * (self._read() != expected)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _problems(db: Path) -> list[str]:
    """What is damaged; a file that was killed before its first table was made is empty and sound."""
    try:
        return list(check_store(db))
    except StoreError as error:
        return [] if "it is empty" in str(error) else [str(error)]


def _sources(db: Path) -> list[str]:
    with closing(open_for_reading(db)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM source ORDER BY id")]


CASES = (
    Case("F6", "mv over a served store", "old revision, hundreds of errors in the file", moved_over),
    Case("F7", "cp of a served store", "misses the last harvest", plain_copy),
    Case("F16", "cp over a served store", "503 until a restart", copied_over),
    Case("F14", "a read-only store", "traceback", read_only),
    Case("F15", "damaged stores", "55 of 184 runs end in a traceback", damages),
    Case("F23/F24", "newer and foreign files", "rebuilt; 20 tables; overwritten", newer_and_foreign),
    Case("F12", "four exports to one name", "3 of 4 fail, damaged files", one_output),
    Case("F13", "devices, pipes and links as output", "replaced by files", odd_outputs),
    Case("F29/F30", "a full disk, waiting documents", "“is not a glossary store”; not a word", messages),
    Case("F11", "a killed harvest", "3 processes stay", orphans),
    Case("F17", "a killed worker", "traceback of 38 lines", dead_worker),
    Case("F28", "Ctrl-C", "70 lines, 8.5 s", interrupt),
    Case("kill -9", "in every command", "held", kills),
)

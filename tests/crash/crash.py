#!/usr/bin/env python3
"""Kills `il2` at every system call by which it changes the disk, and fills disks; the store must be the old or the new one.

    tests/crash/crash.py IL2 [ingest] [first] [report] [disk]

needs strace (that can inject signals), and for the full disk the right to mount a tmpfs. Exit code 1 where anything is
not as it must be. See README.md.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "data-samples"
# System calls that change the disk; `?` where a machine does not have the call.
CALLS = [
    "write", "pwrite64", "writev", "copy_file_range", "fsync", "fdatasync", "ftruncate", "rename", "renameat",
    "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir",
    "open", "openat", "chmod", "fchmod", "fchmodat", "flock",
]  # fmt: skip
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
FAULTS = []


def run(*command, **options):
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=ENVIRONMENT, check=False, **options
    )


def done(*command):
    result = run(*command)
    if result.returncode != 0:
        sys.exit(f"{command}: {result.returncode}\n{result.stderr}")


def content(folder):
    """What a folder holds, but for the lock, as one hash by path; links by their target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file() and path.name != ".lock":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def shown(store):
    """What a reader of a store sees."""
    current = store / "current"
    return content(current.resolve()) if current.exists() else None


def wrong(what):
    FAULTS.append(what)
    print(f"WRONG: {what}", flush=True)


def strace(command, *options):
    return ["strace", "-f", "-qq", *options, *[str(part) for part in command]]


def points_of(command, place, scratch, has_fixed_names):
    """Every point at which the command changes the disk: a call, the path that it names, its number on that path.

    strace counts calls thread by thread. Of what has a fixed name each file is written by one thread, so that path and
    number name one call. Else a point is the first thread that makes so many calls.
    """
    log = scratch / "calls"
    done(*strace(command, "-y", "-o", log, "-e", "trace=" + ",".join("?" + call for call in CALLS)))
    numbers, points = Counter(), {}
    for line in log.read_text(errors="replace").splitlines():
        thread, what = line.split(maxsplit=1)
        call, _, arguments = what.partition("(")
        paths = re.findall(rf"[<\"]({re.escape(str(place))}[^>\"]*)[>\"]", arguments)
        if call not in CALLS or not paths:
            continue
        path = paths[0] if has_fixed_names else None
        numbers[thread, call, path] += 1
        if not (call.startswith("open") and "O_CREAT" not in arguments):
            points[call, path, numbers[thread, call, path]] = True
    return list(points)


def kill_at(command, call, path, number):
    """Ends the command where it makes this call, before anything comes of it."""
    what = f"inject={call}:signal=KILL:when={number}"
    at = ["-P", path] if path else []
    return run(*strace(command, "-o", "/dev/null", *at, "-e", f"trace={call}", "-e", what)).returncode


def kill_everywhere(name, task, scratch, has_fixed_names=True, most=10**9):
    """Kills a command at each point, in a fresh place each time, and checks what is left.

    Of a call with more than `most` points so many are taken, evenly.
    """
    place = scratch / name
    task.prepare(place)
    outcomes = {}
    points = points_of(task.command(place), place, scratch, has_fixed_names)
    of_call = {call: [point for point in points if point[0] == call] for call, _, _ in points}
    for call, path, number in (p for some in of_call.values() for p in some[:: -(-len(some) // most)]):
        shutil.rmtree(place, ignore_errors=True)
        task.prepare(place)
        is_killed = kill_at(task.command(place), call, path, number) != 0
        outcome = task.check(place, f"{name}: {call} {path} {number}")
        outcomes.setdefault(call, Counter())[outcome if is_killed else "not reached"] += 1
    for call, counts in sorted(outcomes.items()):
        print(f"{name:<8} {call:<16} {dict(counts)}", flush=True)
    print(f"{name:<8} in all           {dict(sum(outcomes.values(), Counter()))}", flush=True)
    shutil.rmtree(place, ignore_errors=True)


class Ingest:
    """An ingest into a store that is there (or not): afterwards it is the old or the new one."""

    def __init__(self, il2, scratch, name, earlier, export):
        self.il2, self.name, self.export = il2, name, export
        self.source = scratch / f"{name}-source"
        for before in earlier:
            done(il2, "-q", "ingest", before, "--store", self.source)
        self.old = shown(self.source)
        whole = scratch / f"{name}-whole"
        self.prepare(whole)
        done(*self.command(whole))
        self.new, self.whole = shown(whole), content(whole)

    def prepare(self, store):
        if self.source.exists():
            shutil.copytree(self.source, store, symlinks=True)

    def command(self, store):
        return [self.il2, "-q", "ingest", self.export, "--store", store]

    def check(self, store, what):
        found = shown(store)
        if found not in (self.old, self.new):
            wrong(f"{what}: neither the old store nor the new one")
            return "between"
        is_new = found == self.new
        if found is not None:
            verified = run(self.il2, "verify", store)
            if verified.returncode != 0:
                wrong(f"{what}: verify says {verified.stderr}")
        # The next ingest works. Where the killed one had not changed the store yet, it leaves what one without a
        # crash leaves, byte for byte and nothing besides; else it replaces the same sites by the same rows.
        again = run(*self.command(store))
        if again.returncode != 0:
            wrong(f"{what}: the next ingest says {again.stderr}")
        elif not is_new and content(store) != self.whole:
            wrong(f"{what}: after the next ingest the store is another than without a crash")
        elif run(self.il2, "verify", store).returncode != 0:
            wrong(f"{what}: after the next ingest the store cannot be verified")
        else:
            tables = {name: sha for name, sha in shown(store).items() if "/site-" in name}
            if tables != {name: sha for name, sha in self.new.items() if "/site-" in name}:
                wrong(f"{what}: after the next ingest the tables are others than without a crash")
        left = sorted(path.name for path in (store / "snapshots").iterdir())
        last = (store / "current").resolve().name
        if left[-1] != last or len(left) > 2 or "draft" in left or (store / ".next").is_symlink():
            wrong(f"{what}: the next ingest leaves {left}")
        return "new" if is_new else "old"


class Report:
    """A report over an earlier one: afterwards it is the earlier or the new one."""

    def __init__(self, il2, scratch):
        self.il2 = il2
        self.source = scratch / "report-source"
        done(il2, "-q", "report", SAMPLES / "tiny", "--title", "Earlier", "--out", self.source / "out")
        self.old = content(self.source / "out")
        whole = scratch / "report-whole"
        self.prepare(whole)
        done(*self.command(whole))
        self.new = content(whole / "out")

    def prepare(self, folder):
        shutil.copytree(self.source, folder, symlinks=True)

    def command(self, folder):
        return [self.il2, "-q", "report", SAMPLES / "tiny", "--title", "New", "--out", folder / "out"]

    def check(self, folder, what):
        found = content(folder / "out")
        if found not in (self.old, self.new):
            wrong(f"{what}: neither the earlier report nor the new one")
        if [path.name for path in folder.iterdir() if not path.name.startswith(".il2-")] != ["out"]:
            wrong(f"{what}: something is left that is not hidden")
        again = run(*self.command(folder))
        if again.returncode != 0:
            wrong(f"{what}: the next report says {again.stderr}")
        elif content(folder / "out") != self.new or len(list(folder.iterdir())) != 1:
            wrong(f"{what}: the next report leaves something else")
        return "new" if found == self.new else "old"


def fill_disks(ingest, scratch):
    """Ingests into disks of every size between that of the old store and enough for the new one."""
    mount = scratch / "disk"
    mount.mkdir()
    outcomes = Counter()
    for kib in range(4, 4000, 4):
        if run("mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", mount).returncode != 0:
            print("disk: no tmpfs can be mounted here; left out")
            return
        try:
            store = mount / "store"
            try:
                ingest.prepare(store)
            except (OSError, shutil.Error):
                continue  # The old store needs more.
            before = content(store)
            result = run(*ingest.command(store))
            outcome = f"exit {result.returncode}"
            outcomes[outcome] += 1
            if result.returncode == 0:
                if shown(store) != ingest.new:
                    wrong(f"disk of {kib} KiB: not the new store")
                break
            if result.returncode != 1 or "No space left" not in result.stderr:
                wrong(f"disk of {kib} KiB: {result.returncode} {result.stderr}")
            if content(store) != before:
                wrong(f"disk of {kib} KiB: the store is not as it was")
            run("mount", "-o", "remount,size=16m", mount)
            ingest.check(store, f"disk of {kib} KiB")
        finally:
            run("umount", mount)
    print(f"disk     full at {sum(outcomes.values())} sizes: {dict(outcomes)}", flush=True)


def main():
    il2 = Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:] or ["ingest", "first", "report", "disk"]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        ingest = Ingest(il2, scratch, "ingest", [SAMPLES / "tiny", SAMPLES / "published"], SAMPLES / "tiny")
        if "ingest" in wanted:
            kill_everywhere("ingest", ingest, scratch)
        if "first" in wanted:
            first = Ingest(il2, scratch, "first", [], SAMPLES / "tiny")
            kill_everywhere("first", first, scratch)
        if "report" in wanted:
            # Its drafts have names by chance, and it draws for seconds.
            kill_everywhere("report", Report(il2, scratch), scratch, has_fixed_names=False, most=25)
        if "disk" in wanted:
            fill_disks(ingest, scratch)
    print(f"{len(FAULTS)} wrong")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Ends `il2` at system calls by which it changes the disk, and at random times, by SIGKILL and by signals that it heeds, and
fills disks; what it writes must be the old or the new one.

    tests/crash/crash.py IL2 [ingest] [first] [report] [verify] [query] [check] [signals] [disk]

needs strace (that can inject signals), and for the full disk the right to mount a tmpfs. Exit code 1 where anything is
not as it must be. See README.md.
"""

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
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
REMOVING = ["rename", "unlink", "unlinkat", "rmdir"]
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
FAULTS = []
# Of a call with more points than this, so many are taken, where drafts have names by chance.
MOST = int(os.environ.get("MOST", "25"))
# The same of signals that the program heeds.
MOST_OF_SIGNALS = int(os.environ.get("MOST_OF_SIGNALS", "6"))
# At so many random times a command is ended by each signal.
TIMES = int(os.environ.get("TIMES", "15"))


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


def end_at(command, call, path, number, name="KILL"):
    """Ends the command where it makes this call; by SIGKILL before anything comes of it."""
    what = f"inject={call}:signal={name}:when={number}"
    at = ["-P", path] if path else []
    return run(*strace(command, "-o", "/dev/null", *at, "-e", f"trace={call}", "-e", what)).returncode


def end_everywhere(name, task, scratch, by="KILL", has_fixed_names=True, most=10**9):
    """Ends a command at each point, in a fresh place each time, and checks what is left.

    Of a call with more than `most` points so many are taken, evenly.
    """
    place = scratch / name
    name = f"{name} {by}"
    task.prepare(place)
    outcomes = {}
    points = points_of(task.command(place), place, scratch, has_fixed_names)
    if by != "KILL" and not has_fixed_names:
        # What cleans up makes these calls too: the signal would come to it as a second one, which ends it at once.
        points = [point for point in points if point[0] not in REMOVING]
    of_call = {call: [point for point in points if point[0] == call] for call, _, _ in points}
    for call, path, number in (p for some in of_call.values() for p in some[:: -(-len(some) // most)]):
        shutil.rmtree(place, ignore_errors=True)
        task.prepare(place)
        code = end_at(task.command(place), call, path, number, by)
        outcome = check(task, place, by, code, f"{name}: {call} {path} {number}")
        outcomes.setdefault(call, Counter())[outcome if code else "not reached"] += 1
    for call, counts in sorted(outcomes.items()):
        print(f"{name:<12} {call:<16} {dict(counts)}", flush=True)
    print(f"{name:<12} in all           {dict(sum(outcomes.values(), Counter()))}", flush=True)
    shutil.rmtree(place, ignore_errors=True)


def end_at_times(name, task, scratch, by, times):
    """Ends a command at random times of its run, in a fresh place each time, and checks what is left."""
    place = scratch / name
    task.prepare(place)
    began = time.monotonic()
    done(*task.command(place))
    duration = time.monotonic() - began
    outcomes = Counter()
    for _ in range(times):
        shutil.rmtree(place, ignore_errors=True)
        task.prepare(place)
        with subprocess.Popen(
            [str(part) for part in task.command(place)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        ) as process:
            delay = random.uniform(0, 1.1 * duration)
            time.sleep(delay)
            process.send_signal(signal.Signals[f"SIG{by}"])
            code = process.wait()
        outcome = check(task, place, by, code, f"{name}: {by} after {delay:.3f} s")
        outcomes[outcome if code else "done before"] += 1
    print(f"{name:<8} {by:<5} {dict(outcomes)}", flush=True)
    shutil.rmtree(place, ignore_errors=True)


def check(task, place, by, code, what):
    """Checks what a command leaves that was ended so, and that the next run works; gives which of the two it leaves."""
    if by != "KILL":
        # Before the program takes signals they end it as they end any other, and it has written nothing yet.
        if code not in (0, 130, -signal.Signals[f"SIG{by}"]):
            wrong(f"{what}: exit code {code}")
        left = task.left_over(place)
        if left:
            wrong(f"{what}: leaves {left}")
    return task.check(place, what)


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

    def left_over(self, store):
        """What is neither of the old store nor of the new one."""
        if self.old is None and not store.exists():
            return []
        found = set(content(store))
        return sorted(found - set(content(self.source)) - set(self.whole))

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

    def left_over(self, folder):
        """What lies beside the report."""
        return sorted(path.name for path in folder.iterdir() if path.name != "out")

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


class Files:
    """A command that writes one or two files over earlier ones: afterwards each is the earlier or the new one."""

    def __init__(self, il2, scratch, name):
        self.il2, self.name = il2, name
        self.source = scratch / f"{name}-source"
        done(il2, "-q", "report", SAMPLES / "tiny", "--out", self.source / "out")
        for file in self.files():
            (self.source / file).write_text(self.earlier(file))
        self.old = content(self.source)
        whole = scratch / f"{name}-whole"
        self.prepare(whole)
        done(*self.command(whole))
        self.new = content(whole)

    def files(self):
        return {
            "verify": ["out/verification.json", "out/verification.txt"],
            "query": ["answer.csv"],
            "check": ["rows.csv", "rows-unlisted.csv"],
        }[self.name]

    def earlier(self, file):
        # `il2 check` writes over lists alone.
        heads = {
            "rows.csv": "file,line,column,class,rule,message\n",
            "rows-unlisted.csv": "export,table,column,text,rows,nearest\n",
        }
        return heads.get(file, "earlier\n")

    def prepare(self, folder):
        shutil.copytree(self.source, folder, symlinks=True)

    def command(self, folder):
        sql = "SELECT * FROM doses ORDER BY course_id, cycle, dose_number"
        return {
            "verify": [self.il2, "-q", "verify", folder / "out"],
            "query": [self.il2, "query", folder / "out", "--sql", sql, "--overwrite", "--output", folder / "answer.csv"],
            "check": [self.il2, "-q", "check", SAMPLES / "tiny", "--rows", folder / "rows.csv"],
        }[self.name]

    def left_over(self, folder):
        """What is no file of the place, or, of two files, one that is new beside one that is not."""
        found = content(folder)
        mixed = [] if found in (self.old, self.new) else ["files that are not all old or all new"]
        return sorted(set(found) - set(self.new)) + mixed

    def check(self, folder, what):
        found = {name: sha for name, sha in content(folder).items() if "/.il2-" not in f"/{name}"}
        for name in self.new:
            if found.get(name) not in (self.old[name], self.new[name]):
                wrong(f"{what}: {name} is neither the earlier nor the new one")
        again = run(*self.command(folder))
        if again.returncode != 0:
            wrong(f"{what}: the next run says {again.stderr}")
        elif content(folder) != self.new:
            wrong(f"{what}: the next run leaves something else")
        return "new" if found == self.new else "old" if found == self.old else "one of two"


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
    every = ["ingest", "first", "report", "verify", "query", "check", "signals", "disk"]
    wanted = sys.argv[2:] or every
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        # What a run would leave for itself alone would lie here.
        ENVIRONMENT["TMPDIR"] = str(scratch / "tmp")
        (scratch / "tmp").mkdir()
        ingest = Ingest(il2, scratch, "ingest", [SAMPLES / "tiny", SAMPLES / "published"], SAMPLES / "tiny")
        tasks = {"ingest": ingest}
        if {"first", "signals"} & set(wanted):
            tasks["first"] = Ingest(il2, scratch, "first", [], SAMPLES / "tiny")
        if {"report", "signals"} & set(wanted):
            tasks["report"] = Report(il2, scratch)
        for name in ["verify", "query", "check"]:
            if {name, "signals"} & set(wanted):
                tasks[name] = Files(il2, scratch, name)
        for name in ["ingest", "first"]:
            if name in wanted:
                end_everywhere(name, tasks[name], scratch)
        for name in ["report", "verify", "query", "check"]:
            if name in wanted:
                # Drafts have names by chance, and a report draws for seconds.
                end_everywhere(name, tasks[name], scratch, has_fixed_names=False, most=MOST)
        if "signals" in wanted:
            for name, task in tasks.items():
                is_fixed = isinstance(task, Ingest)
                end_everywhere(name, task, scratch, by="INT", has_fixed_names=is_fixed, most=MOST_OF_SIGNALS)
                for by in ["INT", "TERM", "HUP", "KILL"]:
                    end_at_times(name, task, scratch, by, TIMES)
        if "disk" in wanted:
            fill_disks(ingest, scratch)
        if list((scratch / "tmp").iterdir()):
            wrong("something is left in the folder for temporary files")
    print(f"{len(FAULTS)} wrong")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()

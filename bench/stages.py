"""One audit by stage: seconds, peak memory, and what it has on the disk while it runs.

Run `python -m bench.stages INCIDENT.toml [--memory 4GB] [--threads 2] [--ranges 3] [--keep FOLDER]
[--json FILE]`.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event, Thread, get_native_id

from bench.disk import size_on_disk, spilled_below
from offpurpose.audit.ranges import without_range
from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.costing.probe import measure_speed
from offpurpose.costing.sampling import sizes_of
from offpurpose.costing.sizes import measures
from offpurpose.engine.database import Limits
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files

_SECONDS = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Told:
    """What an audit said of its progress, and when: second of the clock, of all processors together."""

    wall: float
    cpu: float
    stage: str
    done: int
    total: int | None


@dataclass
class Stage:
    """A stage of a run, in all ranges: seconds of the clock and of the processors, alone and together."""

    wall: float = 0.0
    cpu: float = 0.0
    at_work: float = 0.0
    together: float = 0.0


@dataclass
class Recorded:
    """What was seen of one run; sizes in bytes, `unit` in seconds of a processor."""

    incident: str
    memory: str | None
    threads: int | None
    measures: dict[str, dict[str, float]]
    unit: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0
    peak_memory: int = 0
    peak_work: int = 0
    peak_spill: int = 0
    tables: int = 0
    results: int = 0
    told: list[Told] = field(default_factory=list)
    stages: dict[str, Stage] = field(default_factory=dict)


def record(
    incident: Path,
    memory: str | None,
    threads: int | None,
    temp: Path | None,
    *,
    sensitivity: bool,
    ranges: int | None = None,
    keep: Path | None = None,
) -> Recorded:
    """Audit an incident, and watch; the case is left in the folder that is to be kept, else thrown away."""
    read = load_incident(incident)
    sizes = sizes_of(read, find_files(read.folder, read.inputs.values()))
    of_inputs = {name: measures(size, size.rows.expected) for name, size in sizes.items()}
    seen = Recorded(str(incident), memory, threads, of_inputs)
    unit = measure_speed(Limits(memory, threads)).seconds
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(dir=temp) as folder:
        _audit(seen, Path(folder), sensitivity=sensitivity, ranges=ranges)
        seen.tables = size_on_disk(Path(folder) / "case" / "case.duckdb")
        seen.results = size_on_disk(Path(folder) / "case") - seen.tables
    seen.unit = (unit + measure_speed(Limits(memory, threads)).seconds) / 2
    return seen


def _audit(seen: Recorded, folder: Path, *, sensitivity: bool, ranges: int | None) -> None:
    wall, cpu = time.perf_counter(), time.process_time()

    def now() -> tuple[float, float]:
        return time.perf_counter() - wall, time.process_time() - cpu

    def progress(stage: str, done: int, total: int | None) -> None:
        seen.told.append(Told(*now(), stage, done, total))

    progress("start", 0, None)
    options = AuditOptions(memory=seen.memory, threads=seen.threads, sensitivity=sensitivity, ranges=ranges)
    with _watched(seen, folder):
        run_audit(Path(seen.incident), folder / "case", options, progress)
    seen.wall, seen.cpu = now()
    end = Told(seen.wall, seen.cpu, "", 0, None)
    for each, after in zip(seen.told, [*seen.told[1:], end], strict=True):
        stage = seen.stages.setdefault(without_range(each.stage), Stage())
        stage.wall += after.wall - each.wall
        stage.cpu += after.cpu - each.cpu


@contextmanager
def _watched(seen: Recorded, folder: Path) -> Iterator[None]:
    over = Event()

    def watch() -> None:
        own = get_native_id()
        while not over.wait(_SECONDS):
            resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
            seen.peak_memory = max(seen.peak_memory, resident)
            seen.peak_spill = max(seen.peak_spill, spilled_below(folder))
            seen.peak_work = max(seen.peak_work, size_on_disk(folder))
            stage = seen.stages.setdefault(without_range(seen.told[-1].stage), Stage())
            # Those that only wait for a processor are counted: others on the machine make no difference.
            running = _runnable(own)
            stage.at_work += running
            stage.together += running if running > 1 else 0

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _runnable(own: int) -> int:
    """Count the threads of this process, but for one, that run or could run."""
    count = 0
    for task in Path("/proc/self/task").iterdir():
        try:
            state = (task / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except OSError:
            continue
        count += state == "R" and task.name != str(own)
    return count


def main() -> None:
    """Run one audit and print it by stage."""
    parser = argparse.ArgumentParser(prog="python -m bench.stages", description=__doc__)
    parser.add_argument("incident", type=Path)
    parser.add_argument("--memory")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--sensitivity", action="store_true")
    parser.add_argument("--ranges", type=int, help="in how many ranges of accounts matches are judged")
    parser.add_argument("--temp-dir", type=Path)
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="leave the case in this folder, as `case`"
    )
    parser.add_argument("--json", type=Path, help="add the record to this file, one on a line")
    chosen = parser.parse_args()
    seen = record(
        chosen.incident,
        chosen.memory,
        chosen.threads,
        chosen.temp_dir,
        sensitivity=chosen.sensitivity,
        ranges=chosen.ranges,
        keep=chosen.keep,
    )
    print(f"{'seconds':>8} {'of processors':>14}")
    for name, stage in seen.stages.items():
        print(f"{stage.wall:>8.2f} {stage.cpu:>14.2f}  {name}")
    print(f"{seen.wall:>8.2f} {seen.cpu:>14.2f}  in all; the unit took {seen.unit:.3f}")
    for name in ("peak_memory", "peak_work", "peak_spill", "tables", "results"):
        print(f"{getattr(seen, name) / 1e6:>8,.0f}  MB {name}")
    if chosen.json:
        with chosen.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(seen)) + "\n")


if __name__ == "__main__":
    main()

"""One audit by stage: seconds, peak memory, and what it has on the disk while it runs.

Run `python -m bench.stages INCIDENT.toml [--memory 4GB] [--threads 2] [--json FILE]`.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event, Thread

from offpurpose.audit.run import AuditOptions, run_audit

_SECONDS = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Recorded:
    """What was seen of one run: each change of stage with its second, and peaks in bytes."""

    seconds: float = 0.0
    peak_memory: int = 0
    peak_work: int = 0
    peak_spill: int = 0
    case: int = 0
    events: list[tuple[float, str, int, int | None]] = field(default_factory=list)

    def by_stage(self) -> dict[str, float]:
        """Return the seconds from the first word of each stage to that of the next, in order."""
        ends = [each[0] for each in self.events[1:]] + [self.seconds]
        found: dict[str, float] = {}
        for (begun, stage, _, _), end in zip(self.events, ends, strict=True):
            found[stage] = found.get(stage, 0.0) + end - begun
        return found


def record(incident: Path, options: AuditOptions, folder: Path) -> Recorded:
    """Audit an incident into a folder below `folder`, and watch."""
    seen, begun = Recorded(), time.perf_counter()

    def progress(stage: str, done: int, total: int | None) -> None:
        seen.events.append((time.perf_counter() - begun, stage, done, total))

    progress("start", 0, None)
    with _watched(seen, folder):
        run_audit(incident, folder / "case", options, progress)
    seen.seconds = time.perf_counter() - begun
    seen.case = _size(folder / "case")
    return seen


@contextmanager
def _watched(seen: Recorded, folder: Path) -> Iterator[None]:
    over = Event()

    def watch() -> None:
        while not over.wait(_SECONDS):
            resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
            seen.peak_memory = max(seen.peak_memory, resident)
            spill = sum(_size(path) for path in folder.glob(".*/.spill"))
            seen.peak_spill = max(seen.peak_spill, spill)
            seen.peak_work = max(seen.peak_work, _size(folder))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_blocks * 512
            except OSError:
                continue
    return total


def main() -> None:
    """Run one audit and print it by stage."""
    parser = argparse.ArgumentParser(prog="python -m bench.stages", description=__doc__)
    parser.add_argument("incident", type=Path)
    parser.add_argument("--memory")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--temp-dir", type=Path)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.temp_dir) as folder:
        seen = record(
            chosen.incident, AuditOptions(memory=chosen.memory, threads=chosen.threads), Path(folder)
        )
    for stage, seconds in seen.by_stage().items():
        print(f"{seconds:>8.2f}  {stage}")
    print(f"{seen.seconds:>8.2f}  in all")
    for name in ("peak_memory", "peak_work", "peak_spill", "case"):
        print(f"{getattr(seen, name) / 1e6:>8,.0f}  MB {name}")
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(seen)), encoding="utf-8")


if __name__ == "__main__":
    main()

"""`python -m bench`: the audit of a synthetic incident against the floor of the same round."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from bench.floor import make_hashed_contacts
from bench.sizes import SIZES
from offpurpose.simulating.simulate import simulate


@dataclass(frozen=True)
class Measured:
    """One run of a process: seconds of wall clock and of processors, peak resident memory in GiB."""

    wall: float
    cpu: float
    peak: float


def measure(command: list[str]) -> Measured:
    """Run a command to its end and take the operating system's own account of it."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    # An audit that finds uses after the window ends with status 3: it is done all the same.
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"failed: {' '.join(command)}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)


def one_round(folder: Path, incident: Path, memory: str, threads: int) -> dict[str, Measured]:
    """Run the floor and the audit, one after the other."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        audit = [
            *(sys.executable, "-m", "offpurpose", "audit", str(incident), "--out", f"{scratch}/case"),
            *("--memory", memory, "--threads", str(threads), "--quiet", "--no-progress"),
        ]
        return {
            "floor": measure([sys.executable, "-m", "bench.floor", str(folder), memory]),
            "audit": measure(audit),
        }


def machine() -> str:
    """One line that says what the figures were taken on."""
    return (
        f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def main() -> None:
    """Make the data if need be, run the rounds, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="folder for data and figures")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    folder = chosen.data.resolve() / chosen.size
    incident = folder / "incident.toml"
    if not incident.exists():
        simulate(SIZES[chosen.size], folder)
    make_hashed_contacts(folder)
    rounds = [one_round(folder, incident, chosen.memory, chosen.threads) for _ in range(chosen.rounds)]
    report(chosen.size, chosen.memory, rounds, folder)


def report(size: str, memory: str, rounds: list[dict[str, Measured]], folder: Path) -> None:
    """Print one line a round and the medians, and write them as JSON beside the data."""
    print(f"size {size}, --memory {memory}; {machine()}")
    print(f"{'round':>6} {'floor s':>8} {'audit s':>8} {'ratio':>6} {'audit GiB':>9}")
    ratios = [each["audit"].wall / each["floor"].wall for each in rounds]
    for number, (each, ratio) in enumerate(zip(rounds, ratios, strict=True), 1):
        floor, audit = each["floor"], each["audit"]
        print(f"{number:>6} {floor.wall:>8.1f} {audit.wall:>8.1f} {ratio:>6.1f} {audit.peak:>9.2f}")
    print(f"median ratio {statistics.median(ratios):.1f}")
    figures = {
        "size": size,
        "memory": memory,
        "machine": machine(),
        "rounds": [{name: asdict(run) for name, run in each.items()} for each in rounds],
        "median_ratio": statistics.median(ratios),
    }
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

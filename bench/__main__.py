"""`python -m bench`: the audit of a simulated incident against the floor and its peers, round by round."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import history
from bench.measuring import Measured, machine, measure
from bench.sizes import SIZES
from bench.stages import record
from bench.subjects import AUDIT, FLOOR, PEERS, Checksum, Subject, audit, floor, peer, world
from offpurpose.simulating.plan import FORMATS
from offpurpose.simulating.profiles import PROFILES

Round = dict[str, Measured]


def subjects(chosen: argparse.Namespace) -> list[Subject]:
    """Return what is measured in each round; its data is made where it is not there."""
    data: Path = chosen.data.resolve()
    even, memory, threads = world(data, chosen.size), chosen.memory[0], chosen.threads
    return [
        floor(even, memory),
        audit(AUDIT, even, memory, threads),
        *(audit(f"{AUDIT}, {limit}", even, limit, threads) for limit in chosen.memory[1:]),
        *(
            audit(f"{AUDIT}, {form}", world(data, chosen.size, form=form), memory, threads)
            for form in chosen.formats
        ),
        *(
            audit(f"{AUDIT}, {profile}", world(data, chosen.size, profile), memory, threads)
            for profile in chosen.profiles
        ),
        *(peer(engine, even, memory) for engine in chosen.peers),
    ]


def one_round(of: Sequence[Subject], folder: Path) -> tuple[Round, dict[str, Checksum]]:
    """Run everything once, one after the other."""
    measured: Round = {}
    tables: dict[str, Checksum] = {}
    for subject in of:
        with tempfile.TemporaryDirectory(dir=folder) as out:
            measured[subject.name] = measure(subject.command(Path(out)), Path(out))
            if subject.found is not None:
                tables[subject.name] = subject.found(Path(out))
    return measured, tables


def require_same(tables: dict[str, Checksum], profiles: Sequence[str]) -> None:
    """Stop where the account tables of one incident differ between the ways in which they were made."""
    of_even = {
        name: table for name, table in tables.items() if name.removeprefix(f"{AUDIT}, ") not in profiles
    }
    if len(set(of_even.values())) > 1:
        raise SystemExit(f"the account tables differ: {of_even}")


def main() -> None:
    """Make the data if need be, run the rounds, print the table, write the JSON and the history."""
    chosen = _arguments()
    if chosen.compare:
        print("\n".join(history.compared(history.runs(chosen.history))))
        return
    measured = subjects(chosen)
    rounds: list[Round] = []
    for _ in range(chosen.rounds):
        found, tables = one_round(measured, chosen.data.resolve())
        require_same(tables, chosen.profiles)
        rounds.append(found)
    run = summed_up(chosen.size, rounds, stages_of(chosen))
    report(run)
    history.add(run, chosen.history)
    figures = {
        **asdict(run),
        "runs": [{name: asdict(each) for name, each in found.items()} for found in rounds],
    }
    (chosen.data / f"figures-{chosen.size}.json").write_text(
        json.dumps(figures, indent=2) + "\n", encoding="utf-8"
    )


def stages_of(chosen: argparse.Namespace) -> dict[str, float]:
    """Audit once more, by stage: processor seconds, the dearest first."""
    if chosen.no_stages:
        return {}
    folder = world(chosen.data.resolve(), chosen.size)
    seen = record(
        folder / "incident.toml", chosen.memory[0], chosen.threads, chosen.data.resolve(), sensitivity=False
    )
    return dict(sorted(((name, stage.cpu) for name, stage in seen.stages.items()), key=lambda each: -each[1]))


def summed_up(size: str, rounds: Sequence[Round], stages: dict[str, float]) -> history.Run:
    """Return the medians of all rounds; ratios are to the floor of the same round."""
    names = rounds[0]
    return history.Run(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        commit=history.commit(),
        machine=machine(),
        size=size,
        rounds=len(rounds),
        seconds={name: statistics.median(found[name].wall for found in rounds) for name in names},
        ratio={
            name: statistics.median(found[name].wall / found[FLOOR].wall for found in rounds)
            for name in names
        },
        peak={name: max(found[name].peak for found in rounds) for name in names},
        spill={name: max(found[name].spill for found in rounds) for name in names},
        stages=stages,
    )


def report(run: history.Run) -> None:
    """Print one line a subject, and one a stage that takes more than a hundredth."""
    print(f"size {run.size}; medians of {run.rounds}; {run.machine}; {run.commit}")
    print(f"{'':24} {'seconds':>8} {'x floor':>8} {'peak GiB':>9} {'spill GiB':>9}")
    for name, seconds in run.seconds.items():
        figures = f"{seconds:>8.1f} {run.ratio[name]:>8.1f} {run.peak[name]:>9.2f} {run.spill[name]:>9.2f}"
        print(f"{name:24} {figures}")
    total = sum(run.stages.values())
    for name, seconds in run.stages.items():
        if seconds > total / 100:
            print(f"  {name:34} {seconds:>8.1f} s of processors, {100 * seconds / total:.0f} %")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="folder for data and figures")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", nargs="+", default=["4GB"], help="the first is that of all but the audit")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--formats", nargs="+", choices=FORMATS[1:], default=[], help="beside Parquet")
    parser.add_argument("--profiles", nargs="+", choices=PROFILES, default=[], help="beside the even one")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=[])
    parser.add_argument("--no-stages", action="store_true", help="leave out the audit by stage")
    parser.add_argument("--history", type=Path, default=history.HISTORY)
    parser.add_argument(
        "--compare", action="store_true", help="only compare the last two runs in the history"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""`python -m bench.sweep`: whether the bounds hold the truth in many simulated incidents."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
from tests.simulating.bounds import audit, broken_claims, load

from offpurpose.simulating.plan import Plan
from offpurpose.simulating.profiles import PROFILES
from offpurpose.simulating.simulate import simulate


def main() -> None:
    """Simulate and audit one incident for each seed and profile; exit status 1 where a claim is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many, from --first")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--contacts", type=int, default=1_000)
    parser.add_argument("--matches", type=int, default=None)
    parser.add_argument("--profiles", nargs="+", choices=PROFILES, default=list(PROFILES))
    chosen = parser.parse_args()
    worlds = [
        Plan.of_size(
            contacts=chosen.contacts,
            matches=chosen.matches,
            uploads=max(20, chosen.contacts // 50),
            seed=seed,
            profile=profile,
        )
        for seed in range(chosen.first, chosen.first + chosen.seeds)
        for profile in chosen.profiles
    ]
    failed = [plan for plan in worlds if not holds(plan)]
    print(f"{len(worlds)} incidents, {len(failed)} in which the bounds do not hold the truth")
    sys.exit(1 if failed else 0)


def holds(plan: Plan) -> bool:
    """Whether the bounds of one incident hold the truth; says so."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        load(con, simulate(plan, Path(folder) / "incident"))
        audit(con)
        broken = broken_claims(con)
        [[affected, upper]] = con.execute("select affected, upper_bound from summary_accounts").fetchall()
        [[real]] = con.execute("select count(*) from account_truth where affected_in_log").fetchall()
    said = "; ".join(f"{rows} {claim}" for claim, rows in broken.items()) or "holds"
    print(
        f"{plan.profile:8} seed {plan.seed:<5} {affected:>7,} <= {real:>7,} <= {upper:>7,}  {said}",
        flush=True,
    )
    return not broken


if __name__ == "__main__":
    main()

"""What the audit is measured against comes to the same answer, and figures are kept and compared."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from bench import history
from bench.__main__ import require_same
from bench.peers.accounts import digest_contacts, of_case, of_peer
from bench.peers.given import given
from bench.subjects import PEERS

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.simulating.plan import Plan
from offpurpose.simulating.simulate import simulate


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "even"
    simulate(Plan(contacts=2_000, matches=10_000, entries=4_000, uploads=40), folder)
    digest_contacts(folder)
    return folder


@pytest.fixture(scope="module")
def audited(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    out = tmp_path_factory.mktemp("audited") / "case"
    return of_case(run_audit(world / "incident.toml", out, AuditOptions(threads=1)).case)


@pytest.mark.parametrize("engine", PEERS)
def test_a_peer_judges_every_account_as_the_audit_does(
    world: Path, audited: tuple[int, int], tmp_path: Path, engine: str
) -> None:
    judge = import_module(f"bench.peers.by_{engine}").judge
    table = tmp_path / "table.parquet"
    judge(given(world, table), "1GB")
    assert audited[0] > 500
    assert of_peer(table) == audited


def test_another_answer_about_the_same_incident_is_told() -> None:
    same = {"audit": (3, 7), "audit, 2GB": (3, 7), "audit, skewed": (4, 9)}
    require_same(same, ["skewed"])
    with pytest.raises(SystemExit, match="the account tables differ"):
        require_same({**same, "polars": (3, 8)}, ["skewed"])


RUN = history.Run(
    date="2026-01-02",
    commit="abc",
    machine="2 processors",
    size="S",
    rounds=3,
    seconds={"floor": 2.0, "audit": 20.0},
    ratio={"floor": 1.0, "audit": 10.0},
    peak={"floor": 0.5, "audit": 1.5},
    spill={"floor": 0.0, "audit": 0.0},
    stages={"load contacts": 3.0},
)


def test_the_last_run_is_compared_with_the_one_before(tmp_path: Path) -> None:
    kept = tmp_path / "history.jsonl"
    assert history.runs(kept) == []
    other = replace(RUN, machine="8 processors")
    later = replace(RUN, date="2026-01-03", ratio={"floor": 1.0, "audit": 7.5, "polars": 3.0})
    for run in (replace(RUN, ratio={"floor": 1.0, "audit": 99.0}), RUN, other, later):
        history.add(run, kept)
    assert history.runs(kept)[1] == RUN
    assert history.compared(history.runs(kept)) == [
        "size S; 2 processors",
        "  2026-01-02 abc -> 2026-01-03 abc",
        "  floor                    times the floor: 1.0 -> 1.0 (+0 %)",
        "  audit                    times the floor: 10.0 -> 7.5 (-25 %)",
        "  polars                   times the floor: new",
        "size S; 8 processors",
        "  one run only: nothing to compare",
    ]

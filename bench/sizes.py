"""The sizes of the incidents that are measured."""

from __future__ import annotations

from offpurpose.simulating.plan import Plan

SIZES = {
    "T": Plan(contacts=20_000, matches=100_000, entries=40_000, uploads=100),
    "S": Plan(contacts=1_000_000, matches=5_000_000, entries=2_000_000, uploads=2_000),
    "M": Plan(contacts=10_000_000, matches=50_000_000, entries=20_000_000, uploads=20_000),
    "L": Plan(contacts=100_000_000, matches=280_000_000, entries=100_000_000, uploads=60_000),
    "X": Plan(contacts=150_000_000, matches=500_000_000, entries=150_000_000, uploads=100_000),
}

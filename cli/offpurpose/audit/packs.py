"""Audit packs: for each kind of incident, the inputs that it takes and the queries that it runs."""

from __future__ import annotations

from dataclasses import dataclass

from offpurpose.engine.query_files import QueryFile, load_queries


@dataclass(frozen=True)
class AuditPack:
    """A kind of incident: its own queries end in `match_verdict`; results and checks serve every kind."""

    name: str
    folders: tuple[str, ...]
    inputs: tuple[str, ...]

    @property
    def queries(self) -> tuple[QueryFile, ...]:
        """The pack's queries, in running order."""
        return load_queries(self.folders)


CONTACT_MATCHING = AuditPack(
    name="contact_matching",
    folders=("contact_matching", "results", "checks"),
    inputs=("contacts", "uploads", "entries", "matches", "accounts", "partner_map"),
)

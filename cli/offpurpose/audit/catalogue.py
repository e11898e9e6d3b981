"""All query files, for those who want to read them: the audit's and those of other commands."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sensitivity import SENSITIVITY
from offpurpose.engine.query_files import QueryFile, load_queries
from offpurpose.errors import UsageFaultError

__all__ = ["CALIBRATION", "EXPLANATION", "INSPECTION", "SENSITIVITY", "VERIFICATION", "Catalogue"]

INSPECTION = "inspection"
"""Folder of the queries that `check` runs; they may read the audit's tables, and none of those reads them."""
EXPLANATION = "explanation"
"""Folder of the queries that `explain` runs over the evidence of one account."""

CALIBRATION = "calibration"
"""Folder of the queries that `calibrate` runs over what loading under many rule packs leaves."""

VERIFICATION = "verification"
"""Folder of the queries that `verify` runs over the files of a case alone."""


@dataclass(frozen=True)
class Catalogue:
    """Queries in running order: the audit's, then those of `--sensitivity` and of other commands."""

    queries: tuple[QueryFile, ...]

    @classmethod
    def load(cls) -> Catalogue:
        """Read every query file."""
        beside = (SENSITIVITY, INSPECTION, EXPLANATION, CALIBRATION, VERIFICATION)
        everything = load_queries((*CONTACT_MATCHING.folders, *beside))
        more = (query for folder in beside for query in everything if query.folder == folder)
        return cls((*CONTACT_MATCHING.queries, *more))

    def find(self, name: str) -> QueryFile:
        """Return the query of that name, with or without its folder and `.sql`.

        Raises:
            UsageFaultError: when there is none.
        """
        stem = name.removesuffix(".sql").rsplit("/", 1)[-1]
        for query in self.queries:
            if query.name == stem:
                return query
        near = get_close_matches(stem, [query.name for query in self.queries], n=1)
        advice = f"did you mean {near[0]}? " if near else ""
        raise UsageFaultError(
            f"there is no query of that name: {stem}", hint=f"{advice}`offpurpose queries` lists them"
        )

    def place(self, query: QueryFile) -> int:
        """Return the place of a query in running order, from 1."""
        return self.queries.index(query) + 1

    def reads(self, query: QueryFile) -> tuple[list[str], list[str]]:
        """Return the tables that a query reads: those that other queries make, and those of loading."""
        made = {other.name for other in self.queries}
        return sorted(query.reads & made), sorted(query.reads - made)

    def read_by(self, query: QueryFile) -> list[str]:
        """Return the queries that read the table of this one, in running order."""
        return [other.name for other in self.queries if query.name in other.reads]

"""Rules of the audit, each broken on purpose in one place, with a profile whose worlds tell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.engine.query_files import QueryFile


@dataclass(frozen=True)
class Mistake:
    """A query with one piece of its text replaced by another."""

    what: str
    profile: str
    query: str
    right: str
    wrong: str
    size: tuple[int, ...] = ()
    """Contacts and matches of the world that tells, where it is not the usual one."""

    def queries(self) -> tuple[QueryFile, ...]:
        """All queries of the audit, this one of them broken."""
        return tuple(
            self.broken(each) if each.name == self.query else each for each in CONTACT_MATCHING.queries
        )

    def broken(self, query: QueryFile) -> QueryFile:
        assert query.text.count(self.right) == 1, f"{self.query} has no longer the text that is to be broken"
        return replace(query, text=query.text.replace(self.right, self.wrong))


def in_rule(what: str, profile: str, rule: str, verdict: str, wrong: str) -> Mistake:
    """A rule that gives another verdict."""
    return Mistake(what, profile, "rule", f"'{rule}', '{verdict}'", f"'{rule}', '{wrong}'")


MISTAKES = (
    in_rule("dual purpose is confirmed", "even", "3", "cleared", "confirmed"),
    in_rule("permitted is confirmed", "even", "3b", "cleared", "confirmed"),
    in_rule("security-only is cleared", "even", "2", "confirmed", "cleared"),
    in_rule("what was not held then is cleared", "even", "5", "undetermined", "cleared"),
    in_rule("a mixed list is inferred", "gaps", "11", "ambiguous", "inferred"),
    in_rule("a missing list clears", "gaps", "16", "ambiguous", "cleared"),
    in_rule("what was never held is cleared", "gaps", "6", "undetermined", "cleared"),
    in_rule("an empty list clears", "gaps", "13", "undetermined", "cleared"),
    in_rule("nothing held clears", "gaps", "18", "undetermined", "cleared"),
    in_rule("devices on the list are no doubt", "gaps", "9b", "ambiguous", "inferred"),
    in_rule("a missing map clears", "partners", "8", "undetermined", "cleared"),
    in_rule("a digest under a lost key clears", "partners", "1d", "undetermined", "cleared"),
    in_rule("an unclassified purpose is permitted", "dirty", "4", "undetermined", "cleared"),
    in_rule("an unreadable identifier clears", "dirty", "1c", "undetermined", "cleared"),
    in_rule("an unknown kind clears", "dirty", "1b", "undetermined", "cleared"),
    Mistake(
        "a short list is whole",
        "gaps",
        "upload_list",
        "and (upload.entry_count is null or entry_facts.rows_read >= upload.entry_count)",
        "",
    ),
    Mistake(
        "a purpose of another day counts",
        "even",
        "held_span",
        "rows between unbounded preceding and current row",
        "rows between unbounded preceding and unbounded following",
    ),
    Mistake(
        "the window has no end",
        "even",
        "examined_match",
        "matched_at >= window_end then",
        "matched_at is null then",
    ),
    Mistake(
        "any system is in scope",
        "dirty",
        "examined_match",
        "upload.upload_id is null or system_in_scope.system is not null as in_scope",
        "true as in_scope",
    ),
    Mistake(
        "an old map stays in force",
        "partners",
        "map_in_force",
        "version_in_force.in_force_until,\n    versioned",
        "timestamp '9999-12-31 00:00:00' as in_force_until,\n    versioned",
    ),
    Mistake(
        "lines that cannot be read are forgotten",
        "dirty",
        "account_verdict",
        "where may_matter and account_id is not null",
        "where false",
        # Few matches an account, so that no other line tells of it.
        size=(12_000, 8_000),
    ),
    Mistake(
        "an account with unread holdings is judged as any other",
        "dirty",
        "rule",
        "case when needs_all_contacts then 'ambiguous' else verdict end",
        "verdict",
    ),
)

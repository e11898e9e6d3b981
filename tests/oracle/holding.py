"""What an account held, and the class of an identifier for it at an instant: rules, section 1."""

from __future__ import annotations

from tests.oracle.facts import Facts, Holding, Identifier
from tests.oracle.identifiers import CONTACT_KINDS, Named

NOT_HELD, PERMITTED, UNCLASSIFIED, SECURITY_ONLY = "not held", "permitted", "unclassified", "security-only"


def contains(start: int | None, end: int | None, t: int) -> bool:
    """Whether `[start, end)` contains t; an absent end is open."""
    return (start is None or start <= t) and (end is None or t < end)


def purpose_class(facts: Facts, purpose: str) -> str:
    """`security` or `permitted` as the incident lists the purpose, else `unclassified`."""
    if purpose in facts.settings.security:
        return "security"
    return "permitted" if purpose in facts.settings.permitted else "unclassified"


def identifiers_of(named: Named) -> list[Identifier]:
    """The identifiers that a digest is compared with: of both kinds where no kind is given."""
    kinds = CONTACT_KINDS if named.kind is None else (named.kind,)
    return [Identifier(kind, named.digest) for kind in kinds]


def holdings_of(facts: Facts, account_id: str, identifiers: list[Identifier]) -> list[Holding]:
    """The holdings of an account that are of any of the identifiers, at whatever time."""
    return [
        holding
        for holding in facts.holdings
        if holding.account_id == account_id and holding.identifier in identifiers
    ]


def at(holdings: list[Holding], t: int) -> list[Holding]:
    """Those of the holdings that contain t."""
    return [holding for holding in holdings if contains(holding.valid_from, holding.valid_to, t)]


def class_at(facts: Facts, holdings: list[Holding], t: int) -> str:
    """The class that the holdings of an identifier give it at t."""
    classes = [purpose_class(facts, holding.purpose) for holding in at(holdings, t)]
    if not classes:
        return NOT_HELD
    if facts.dual_purpose_is_security_only and {"security", "permitted"} <= set(classes):
        return SECURITY_ONLY
    if "permitted" in classes:
        return PERMITTED
    return UNCLASSIFIED if "unclassified" in classes else SECURITY_ONLY


def is_dual_purpose(facts: Facts, holdings: list[Holding], t: int) -> bool:
    """Whether a security purpose stands beside a permitted one at t."""
    classes = {purpose_class(facts, holding.purpose) for holding in at(holdings, t)}
    return {"security", "permitted"} <= classes


def class_of(facts: Facts, account_id: str, identifier: Identifier, t: int) -> str:
    """The class of one identifier for an account at t."""
    return class_at(facts, holdings_of(facts, account_id, [identifier]), t)


def held_at(facts: Facts, account_id: str, t: int) -> set[Identifier]:
    """All that an account held at t, unmatchable identifiers aside."""
    own = [holding for holding in facts.holdings if holding.account_id == account_id]
    return {holding.identifier for holding in at(own, t) if holding.identifier is not None}


def boundaries_of(holdings: list[Holding]) -> set[int]:
    """The instants at which any of the holdings begins or ends."""
    instants = {instant for each in holdings for instant in (each.valid_from, each.valid_to)}
    return {instant for instant in instants if instant is not None}

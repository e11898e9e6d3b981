"""What the rules look at, gathered for one match or map row, and the judgement that they give."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.facts import Facts, Identifier
from tests.oracle.holding import at, class_at, class_of, holdings_of, identifiers_of, is_dual_purpose
from tests.oracle.rules import (
    HELD_RULES,
    LISTED_RULES,
    NAMED_RULES,
    TURNED_BY_A_MISSING_ROW,
    Concerned,
    HeldEvidence,
    Judgement,
    ListedEvidence,
    NamedEvidence,
    Said,
    first_that_applies,
)


def incomplete_account(facts: Facts, said: Said, judgement: Judgement) -> Judgement:
    """Incomplete accounts: some verdicts become ambiguous, numbered as the rule that they replace."""
    if said.account_id in facts.incomplete_accounts and judgement.rule in TURNED_BY_A_MISSING_ROW:
        return replace(judgement, verdict="ambiguous", reason="contacts_incomplete")
    return judgement


def resting_on(judgement: Judgement, said: Said, identifiers: set[Identifier]) -> Judgement:
    """The judgement with the identifiers that it rests on, and their kinds where none is named."""
    own_kinds = {identifier.kind for identifier in identifiers}
    return replace(
        judgement,
        kinds=frozenset(own_kinds if said.kind is None else {said.kind}),
        concerned=frozenset(Concerned(identifier, said.t) for identifier in identifiers),
    )


def judge_named(facts: Facts, said: Said) -> Judgement:
    """Rules 1 to 6."""
    readable = said.named is not None and said.named.state == "digest"
    identifiers = identifiers_of(said.named) if said.named is not None and readable else []
    holdings = holdings_of(facts, said.account_id, identifiers)
    evidence = NamedEvidence(
        said=said,
        other_kinds=facts.settings.other_kinds,
        cls=class_at(facts, holdings, said.t),
        dual_purpose=is_dual_purpose(facts, holdings, said.t),
        ever_held=bool(holdings),
    )
    judgement = incomplete_account(facts, said, first_that_applies(NAMED_RULES, evidence))
    # A digest under a key that is not to be had is compared with nothing.
    found = [] if judgement.rule == "1d" else at(holdings, said.t) or holdings
    return resting_on(judgement, said, {each.identifier for each in found if each.identifier is not None})


def judge_listed(facts: Facts, said: Said, k: set[Identifier], *, other_kinds: bool) -> Judgement:
    """Rules 9 to 13."""
    classes = [class_of(facts, said.account_id, identifier, said.t) for identifier in k]
    evidence = ListedEvidence(classes, said.kind is not None, other_kinds)
    judgement = incomplete_account(facts, said, first_that_applies(LISTED_RULES, evidence))
    return resting_on(judgement, said, k)


def judge_held(facts: Facts, said: Said, h: set[Identifier]) -> Judgement:
    """Rules 14 to 18."""
    classes = [class_of(facts, said.account_id, identifier, said.t) for identifier in h]
    evidence = HeldEvidence(classes, said.kind is not None)
    judgement = incomplete_account(facts, said, first_that_applies(HELD_RULES, evidence))
    return resting_on(judgement, said, h)

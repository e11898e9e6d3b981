"""Answers to where the accounts are, and to what changed since an earlier case."""

from __future__ import annotations

from offpurpose.forms.answers import Answer, answers, counted
from offpurpose.forms.authorities import country_of, places_of
from offpurpose.forms.facts import Facts
from offpurpose.report.figures import Value

_GROUPS = "country_groups (query summary_country_groups)"
_HEADINGS = ("affected accounts", "possibly affected accounts")


@answers
def eea(facts: Facts) -> Answer | None:
    """Accounts in the European Economic Area."""
    return _group(facts, "eea", "the European Economic Area")


@answers
def eu(facts: Facts) -> Answer | None:
    """Accounts in the European Union."""
    return _group(facts, "eu", "the European Union")


@answers
def uk(facts: Facts) -> Answer | None:
    """Accounts in the United Kingdom."""
    return _group(facts, "uk", "the United Kingdom")


@answers
def us(facts: Facts) -> Answer | None:
    """Accounts in the United States."""
    return _group(facts, "us", "the United States")


@answers
def eea_countries(facts: Facts) -> Answer:
    """Accounts by country of the European Economic Area."""
    inside = places_of("eea")
    rows = tuple(
        (row["country"], row["affected_accounts"], row["possibly_affected_accounts"])
        for row in facts.table("by_country")
        if country_of(str(row["country"])) in inside
    )
    text = "By country, where the records say it:" if rows else "The records name no account in them."
    sources = ("report/by_country.csv (query by_country)",)
    return Answer("eea_countries", text, None, sources, ("country", *_HEADINGS), rows)


@answers
def us_states(facts: Facts) -> Answer:
    """Accounts by state of the United States."""
    found = facts.summary["us_states"]
    rows = tuple((row["state"], row["affected_accounts"], row["possibly_affected_accounts"]) for row in found)
    known = any(row["state"] != "unknown" for row in found)
    text = (
        "By state; `unknown` are accounts of which the records say no more than the country:"
        if known
        else "The records do not say in which state an account is:"
    )
    sources = ("us_states (query summary_us_states)",)
    return Answer("us_states", text, None, sources, ("state", *_HEADINGS), rows)


@answers
def change(facts: Facts) -> Answer | None:
    """What changed since the earlier case: bounds then and now, and the accounts that moved."""
    if facts.change is None:
        return None
    earlier, now = facts.change["earlier"], facts.summary["accounts"]
    text = (
        f"Since the earlier case ({earlier.get('reference') or 'without a reference'}): at least"
        f" {counted(earlier['affected'])} accounts then, {counted(now['affected'])} now; at most"
        f" {counted(earlier['upper_bound'])} then, {counted(now['upper_bound'])} now."
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (move["from"] or "on no list", move["to"] or "on no list", move["accounts"])
        for move in facts.change.get("moves", [])
    )
    value = {
        "earlier": dict(earlier),
        "now": {key: now[key] for key in ("affected", "possibly_affected", "upper_bound")},
        "reasons": facts.change.get("reasons", []),
    }
    headings = ("verdict then", "verdict now", "accounts")
    return Answer("change", text, value, ("comparison of the two cases",), headings, rows)


def _group(facts: Facts, group: str, name: str) -> Answer | None:
    found = [row for row in facts.summary["country_groups"] if row["country_group"] == group]
    if not found:
        return None
    [row] = found
    affected, possibly = row["affected_accounts"], row["possibly_affected_accounts"]
    text = (
        f"In {name}: {counted(affected)} affected accounts, and {counted(possibly)} possibly affected ones."
    )
    value = {"affected_accounts": affected, "possibly_affected_accounts": possibly}
    return Answer(group, text, value, (_GROUPS,))

"""Answers to how many and of what, each beside what limits it."""

from __future__ import annotations

from offpurpose.forms.answers import Answer, answers, counted, instant_of
from offpurpose.forms.facts import Facts
from offpurpose.report.figures import Row, Value

_ACCOUNTS = "query summary_accounts"
_GAPS_SHOWN = 10


@answers
def systems(facts: Facts) -> Answer:
    """What was used in which ad systems."""
    found = facts.summary["incident"]["systems"]
    text = (
        "E-mail addresses and phone numbers that accounts had given only for security were matched to lists"
        f" of advertisers in the ad systems {', '.join(found)}, as far as the audit shows it."
    )
    return Answer("systems", text, found, ("incident file: incident.systems",))


@answers
def persons(facts: Facts) -> Answer:
    """Both bounds, in accounts."""
    accounts = facts.summary["accounts"]
    text = (
        f"At least {counted(accounts['affected'])} accounts, which can be shown, and at most"
        f" {counted(accounts['upper_bound'])}, which cannot be ruled out. Counted are accounts: one person"
        " may have several."
    )
    value = {"at_least": accounts["affected"], "at_most": accounts["upper_bound"], "unit": "accounts"}
    return Answer("persons", text, value, _of("accounts.affected", "accounts.upper_bound"))


@answers
def most_persons(facts: Facts) -> Answer:
    """The upper bound, in accounts."""
    most = facts.summary["accounts"]["upper_bound"]
    text = f"At most {counted(most)} accounts: the maximum that may be affected, by the evidence there is."
    return Answer("most_persons", text, {"at_most": most}, _of("accounts.upper_bound"))


@answers
def eligible(facts: Facts) -> Answer:
    """The accounts that the fault could have reached at all."""
    number = facts.summary["accounts"]["eligible"]
    text = (
        f"{counted(number)} accounts had given any contact data only for security in that time: all that such"
        " a fault could have reached, and not a count of the affected."
    )
    return Answer("eligible", text, number, _of("accounts.eligible"))


@answers
def unreadable(facts: Facts) -> Answer | None:
    """The log lines that are in no bound."""
    lines = facts.summary["accounts"]["unreadable_log_lines"]
    if lines == 0:
        return None
    text = f"Beyond these numbers, {counted(lines)} log lines name no account that can be read."
    return Answer("unreadable", text, lines, _of("accounts.unreadable_log_lines"))


@answers
def limits(facts: Facts) -> Answer:
    """How much of the time the log covers."""
    found = facts.summary["coverage"]
    text = (
        f"The log covers {counted(found['days_with_log'])} of {counted(found['days'])} days of that time"
        f" ({counted(found['share'])}); what happened on the other days is in no number."
    )
    return Answer("limits", text, found, ("coverage (query summary_coverage)",))


@answers
def coverage(facts: Facts) -> Answer:
    """The longest gaps of the log."""
    gaps = sorted(facts.summary["coverage_gaps"], key=lambda gap: (-gap["days"], gap["first_day"]))
    rows = tuple((gap["first_day"], gap["last_day"], gap["days"]) for gap in gaps[:_GAPS_SHOWN])
    text = f"The log has {counted(len(gaps))} gaps in that time; the longest, in days of UTC:"
    if len(gaps) < 2:
        text = "The log has one gap in that time, in days of UTC:" if gaps else "The log has no gap then."
    sources = ("coverage_gaps (query summary_coverage_gaps)",)
    return Answer("coverage", text, len(gaps), sources, ("first day", "last day", "days"), rows)


@answers
def records(facts: Facts) -> Answer:
    """The lower bound, in records."""
    found = facts.summary["records"]
    text = (
        f"At least {counted(found['affected'])} records: {counted(found['email'])} e-mail addresses and"
        f" {counted(found['phone'])} phone numbers, each of one account. How many more there may be, the"
        " evidence does not say."
    )
    value = {"at_least": found["affected"], "email": found["email"], "phone": found["phone"]}
    return Answer("records", text, value, ("records (query summary_records)",))


@answers
def kinds(facts: Facts) -> Answer:
    """The kinds of contact data."""
    found = facts.summary["records"]
    rows = (("e-mail addresses", found["email"]), ("phone numbers", found["phone"]))
    text = "Contact data: e-mail addresses and phone numbers, compared as digests."
    return Answer(
        "kinds", text, None, ("records (query summary_records)",), ("kind", "records, at least"), rows
    )


@answers
def purposes(facts: Facts) -> Answer:
    """What the data had been given for."""
    headings = ("given for", "affected accounts", "possibly affected accounts")
    rows = _by(facts.table("by_purpose"), "purpose")
    text = "What the data had been given for; an account with two purposes is counted under each:"
    return Answer("purposes", text, None, ("report/by_purpose.csv (query by_purpose)",), headings, rows)


@answers
def containment(facts: Facts) -> Answer:
    """What the log shows after the end."""
    found = facts.summary["containment"]
    sources = ("containment (query summary_containment)",)
    if not found["matches_after_window"]:
        text = "There is no evidence of how it went on: the log has no matches after the end."
        return Answer("containment", text, found, sources)
    text = (
        f"After the end, the log (up to {instant_of(found['log_until'])}) shows"
        f" {counted(found['after_window_security_only'])} matches through security-only data, and"
        f" {counted(found['after_window_ambiguous'])} that may have been."
    )
    return Answer("containment", text, found, sources)


@answers
def rules(facts: Facts) -> Answer:
    """How the numbers were made."""
    found = facts.summary["rules"]
    text = (
        "The numbers are computed anew from the evidence by published SQL, under the rules of the ad system"
        " that the incident file states; report/queries.sql and manifest.json have the SQL and all digests."
    )
    return Answer("rules", text, found, ("rules (incident file: matching)",))


@answers
def deliverable(facts: Facts) -> Answer:
    """Who can be told and who cannot."""
    headings = ("status of the account", "affected accounts", "possibly affected accounts")
    rows = _by(facts.summary["statuses"], "status")
    text = "Who can be told and who cannot, by the status of the accounts:"
    return Answer("deliverable", text, None, ("statuses (query summary_statuses)",), headings, rows)


def _of(*paths: str) -> tuple[str, ...]:
    return tuple(f"{path} ({_ACCOUNTS})" for path in paths)


def _by(rows: list[Row], key: str) -> tuple[tuple[Value, ...], ...]:
    return tuple((row[key], row["affected_accounts"], row["possibly_affected_accounts"]) for row in rows)

"""Answers to when: the notification, its clock, and the time in which the fault was live."""

from __future__ import annotations

from datetime import datetime

from offpurpose.forms.answers import Answer, answers, instant_of
from offpurpose.forms.facts import Facts, instant


@answers
def notification(facts: Facts) -> Answer:
    """Whether this is the initial notification or a follow-up."""
    said = facts.narrative.notification is not None
    source = "narrative: report.notification" if said else "whether an earlier case was named (--since)"
    return Answer("notification", f"This is the {facts.notification} notification.", None, (source,))


@answers
def discovered(facts: Facts) -> Answer | None:
    """When it was discovered."""
    if facts.discovered_at is None:
        return None
    said = facts.narrative.dates.discovered_at is not None
    source = "narrative: dates.discovered_at" if said else "incident file: incident.discovered_at"
    at = instant(facts.discovered_at)
    return Answer("discovered", f"Discovered at {at}.", at, (source,))


@answers
def clock(facts: Facts) -> Answer | None:
    """By when the form asks to be notified, and whether that was kept."""
    if facts.due_at is None or facts.form.hours is None:
        return None
    due, hours = instant(facts.due_at), facts.form.hours
    text = f"{hours} hours after that is {due}"
    notified = facts.narrative.dates.notified_at
    if notified is not None:
        side = "after" if facts.is_late else "within"
        text += f"; notified at {instant(notified)}, {side} these {hours} hours"
    value = {"hours": hours, "due_at": due, "notified_at": _or_none(notified), "late": facts.is_late}
    return Answer("clock", f"{text}. ({facts.form.hours_cite}.)", value, ("computed from the discovery",))


@answers
def delay(facts: Facts) -> Answer | None:
    """Whether reasons for a delay are asked for."""
    if facts.form.hours is None:
        return None
    words = {
        None: "Whether it is late is not known before it has been notified (narrative: dates.notified_at).",
        True: "Notified later: reasons are asked for.",
        False: "Notified in time: none are asked for.",
    }
    return Answer("delay", words[facts.is_late], {"late": facts.is_late}, ("narrative: dates",))


@answers
def window(facts: Facts) -> Answer:
    """When the fault is taken to have been live."""
    found = facts.summary["incident"]["window"]
    start = "all time before" if found["start"] is None else instant_of(found["start"])
    text = f"The fault is taken to have been live from {start} up to {instant_of(found['end'])}, exclusive."
    basis = f" Basis: {found['basis']}" if found["basis"] else ""
    return Answer("window", text + basis, found, ("incident file: window",))


@answers
def told(facts: Facts) -> Answer | None:
    """When the people were told."""
    at = facts.narrative.dates.subjects_notified_at
    if at is None:
        return None
    return Answer("told", f"Told at {instant(at)}.", instant(at), ("narrative: dates.subjects_notified_at",))


def _or_none(value: datetime | None) -> str | None:
    return None if value is None else instant(value)

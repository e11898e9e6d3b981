"""The reason codes in plain words: a phrase for a table, and a sentence for one match."""

from __future__ import annotations

from dataclasses import dataclass

MAPPED = "mapped:"
"""What the code of a reason begins with where a row of the partner map decided (rule 7)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is.

    phrase: at most 56 characters, without a full stop.
    sentence: said of one match of one account.
    """

    phrase: str
    sentence: str


REASONS: dict[str, Reason] = {
    "not_contact_data": Reason(
        "the log names something other than contact data",
        "The log says that something other than an e-mail address or phone number was matched.",
    ),
    "unknown_kind": Reason(
        "the log names a kind of identifier that is not known",
        "The log names a kind of identifier that is neither e-mail nor phone, nor known to be another.",
    ),
    "logged_unreadable": Reason(
        "the log names an identifier that cannot be read",
        "The log names an identifier that the ad system's own rules could not have read.",
    ),
    "key_missing": Reason(
        "the map's digest is under a key that is not to be had",
        "The partner map names the identifier only as a digest under a key that is not to be had.",
    ),
    "logged_security_only": Reason(
        "the log names an identifier given only for security",
        "The log names the identifier, and the account had given it only for security at that time.",
    ),
    "logged_dual_purpose": Reason(
        "the identifier was also given for a permitted use",
        "The log names the identifier; the account had given it both for security and for a permitted use.",
    ),
    "logged_permitted": Reason(
        "the identifier was given for a permitted use",
        "The log names the identifier, and the account had given it for a permitted use, not for security.",
    ),
    "logged_unclassified": Reason(
        "the identifier's purpose is not classified",
        "The log names the identifier, and the incident file does not classify what it was given for.",
    ),
    "logged_not_held_then": Reason(
        "the account held the identifier, but not then",
        "The log names the identifier; the account held it at another time, but not at that one.",
    ),
    "logged_never_held": Reason(
        "the account never held the identifier",
        "The log names the identifier, and no contact record ties it to the account.",
    ),
    "map_missing": Reason(
        "no row of the partner map covers the match",
        "The log names a partner's user id that no row of the partner map ties to the account at that time.",
    ),
    "only_security_only_listed": Reason(
        "only security-only identifiers were on the list",
        "Of what the account held at that time, only identifiers given only for security were on the list.",
    ),
    "other_kinds_listed": Reason(
        "security-only ones were listed, and other kinds of data",
        "Of the account's identifiers only those given only for security were on the list, but it has also"
        " held entries that are no contact data, and the log does not say which kind matched.",
    ),
    "only_permitted_listed": Reason(
        "only identifiers for permitted uses were on the list",
        "Of what the account held at that time, only identifiers given for permitted uses were on the list.",
    ),
    "mixed_listed": Reason(
        "security-only and other identifiers were on the list",
        "Both an identifier that the account gave only for security and another of its own were on the list.",
    ),
    "unclassified_listed": Reason(
        "an identifier of unclassified purpose was on the list",
        "An identifier of the account whose purpose is not classified was on the list, and none that was"
        " given only for security.",
    ),
    "nothing_listed": Reason(
        "nothing that the account held was on the list",
        "Nothing that the account held at that time was on the list, so that the match is unexplained.",
    ),
    "only_security_only_held": Reason(
        "all that the account held was security-only",
        "The list was not kept whole; all identifiers of the logged kind that the account held at that time"
        " were given only for security.",
    ),
    "only_security_only_held_kind_unknown": Reason(
        "all it held was security-only, but the kind is unknown",
        "The list was not kept whole; all that the account held at that time was given only for security, but"
        " the log does not say that contact data was matched.",
    ),
    "only_permitted_held": Reason(
        "all that the account held was for permitted uses",
        "The list was not kept whole; all that the account held at that time was given for permitted uses.",
    ),
    "list_missing": Reason(
        "the list was not kept, and it held more than one use",
        "The list was not kept whole; the account held an identifier given only for security, and others.",
    ),
    "unclassified_held": Reason(
        "what the account held has an unclassified purpose",
        "The list was not kept whole, and the account held an identifier whose purpose is not classified, and"
        " none that was given only for security.",
    ),
    "nothing_held": Reason(
        "the account held no identifier then",
        "The list was not kept whole, and no contact record of the account covers that time.",
    ),
    "contacts_incomplete": Reason(
        "a contact record of the account could not be read",
        "A contact record of the account could not be read, and it could turn this verdict either way.",
    ),
    "row_rejected": Reason(
        "a log line of the account could not be read",
        "A log line that names the account could not be read, so that it cannot be ruled out.",
    ),
}
"""By code, without `mapped:`. The lowest rule that gives a code stands first."""


def phrase_of(code: str) -> str:
    """Return a reason code in a few plain words; a code that is not known, as it is."""
    reason = REASONS.get(code.removeprefix(MAPPED))
    if reason is None:
        return code
    return f"by the map: {reason.phrase}" if code.startswith(MAPPED) else reason.phrase


def sentence_of(code: str) -> str:
    """Return a reason code as a sentence; a code that is not known, as it is."""
    reason = REASONS.get(code.removeprefix(MAPPED))
    if reason is None:
        return code
    if not code.startswith(MAPPED):
        return reason.sentence
    return f"The log names a partner's user id, and by the partner map's row for it: {reason.sentence}"

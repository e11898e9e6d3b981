"""What became of an account in sentences, also of one that is on no list."""

from __future__ import annotations

from collections import Counter
from typing import Any

Json = dict[str, Any]

_UNREAD = "a log line that names it could not be read, and is not known to lie outside the window"
_OUTSIDE = {
    "before_window": "{} before the window",
    "after_window": "{} after the window",
    "other_system": "{} of a system that the incident does not name",
}
LISTS_NOT_COMPLETE = {
    "no_entries": "no entry of the list was kept",
    "rows_rejected": "a row of the list or of its record could not be read",
    "fewer_than_declared": "fewer entries were read than the upload's record declares",
    "key_missing": "its digests are under a key that is not to be had",
    "before_upload": "entries without an instant count from its upload on, and the match came earlier",
}
"""By code: why a list does not count as complete."""


def account_sentence(account: Json, matches: list[Json]) -> str:
    """Say why the account is on the list that it is on, or on none."""
    verdicts = Counter(match["verdict"] for match in matches if match["counted_as"] == "judged")
    if account["is_affected"]:
        both = verdicts["confirmed"] + verdicts["inferred"]
        return (
            f"It is in the lower bound: {_of_its(both, account['judged'])} went through an identifier"
            f" given only for security ({_listed(verdicts, ('confirmed', 'inferred'))})."
        )
    if account["verdict"] in {"ambiguous", "undetermined"}:
        open_ones = verdicts["ambiguous"] + verdicts["undetermined"]
        why = [_UNREAD] if account["row_rejected"] else []
        if open_ones:
            found = _listed(verdicts, ("ambiguous", "undetermined"))
            why.insert(0, f"the evidence leaves {_of_its(open_ones, account['judged'])} open ({found})")
        return f"It is possibly affected: {'; '.join(why)}."
    return f"It is on neither list: {_why_neither(account)}."


def _why_neither(account: Json) -> str:
    if account["judged"]:
        if account["judged"] == 1:
            return "its one judged match is cleared"
        return f"all its {account['judged']:,} judged matches are cleared"
    if not account["matches"]:
        return "no line of the match log that was accepted names it"
    outside = [said.format(f"{account[name]:,}") for name, said in _OUTSIDE.items() if account[name]]
    one = account["matches"] == 1
    return f"no match of it is judged; {'the one' if one else 'those'} that the log has: {', '.join(outside)}"


def _of_its(some: int, judged: int) -> str:
    if judged == 1:
        return "its one judged match"
    return (
        f"all its {judged:,} judged matches"
        if some == judged
        else f"{some:,} of its {judged:,} judged matches"
    )


def _listed(verdicts: Counter[str], names: tuple[str, ...]) -> str:
    return ", ".join(f"{verdicts[name]:,} {name}" for name in names if verdicts[name])

"""The names of matches that the log does not name, by the data contract."""

from __future__ import annotations

from offpurpose.inputs.stages import IS_OTHER_BY_DIGEST, Stage

_LENGTH = 32


def row_name(stage: Stage) -> str:
    """Write SQL for the name of a match, over the columns of its stage."""
    fields = {
        "matched_at": _instant("matched_at"),
        "account_id": "cast(account_id as varchar)",
        "upload_id": "cast(upload_id as varchar)",
        "kind": "kind",
        "digest": _identifier(),
        "region": "region",
        "partner_user_id": "partner_user_id",
        "ended_at": _instant("ended_at"),
    }
    told = " || ".join(
        f"coalesce(strlen({field}) || ':' || {field}, '-')" if column in stage.columns else "'-'"
        for column, field in fields.items()
    )
    return f"'row-' || left(sha256({told}), {_LENGTH})"


def _instant(column: str) -> str:
    """As in the outputs: to the microsecond, in UTC."""
    return f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')"


def _identifier() -> str:
    bytes_in_hex = "lower(hex(digest))"
    return (
        f"case when identifier_state = 'digest' or {IS_OTHER_BY_DIGEST} then {bytes_in_hex}"
        f" else identifier_state || ':' || {bytes_in_hex} end"
    )

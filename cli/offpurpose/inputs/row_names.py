"""The names of matches that the log does not name, by the data contract."""

from __future__ import annotations

from offpurpose.inputs.stages import IS_OTHER_BY_DIGEST, Stage

_LENGTH = 32


def row_name(stage: Stage) -> str:
    """Write SQL for the name of a match, over the columns of its stage."""
    fields = (
        _instant("matched_at"),
        "cast(account_id as varchar)",
        "cast(upload_id as varchar)",
        "kind",
        _identifier(),
        "region" if "region" in stage.columns else "cast(null as varchar)",
        "partner_user_id",
        _instant("ended_at"),
    )
    told = " || ".join(f"coalesce(strlen({field}) || ':' || {field}, '-')" for field in fields)
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

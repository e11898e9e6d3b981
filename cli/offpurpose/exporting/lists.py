"""The account lists of a case as relations that can be queried and written again."""

from __future__ import annotations

from dataclasses import replace

from offpurpose.case.layout import OUTPUTS, VERDICTS, Output
from offpurpose.case.opening import Case

AFFECTED = "accounts/affected_accounts"
POSSIBLY_AFFECTED = "accounts/possibly_affected_accounts"

_BY_NAME = {output.name: output for output in OUTPUTS}


def list_of(case: Case, name: str, condition: str = "true") -> Output:
    """Return an account list of the case, read from its Parquet file, as far as a condition holds."""
    return replace(_BY_NAME[name], relation=_relation(case, name, condition))


def verdicts_of(case: Case, condition: str = "true") -> Output:
    """Return the verdicts of the case, as far as a condition holds."""
    return replace(VERDICTS, relation=_relation(case, VERDICTS.name, condition))


def quoted(text: str) -> str:
    """Write text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _relation(case: Case, name: str, condition: str) -> str:
    path = str(case.file(f"{name}.parquet").resolve())
    # A list of one name is not taken for a pattern.
    return f"(select * from read_parquet([{quoted(_escaped(path))}]) where {condition})"


def _escaped(path: str) -> str:
    """Write a path in which the characters of patterns stand for themselves."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in path)

"""pandas, by merges of whole tables in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from bench.peers.given import VERDICTS, Given

Frame: TypeAlias = Any
"""A data frame: pandas says little of its types."""


def judge(given: Given, _memory: str | None) -> None:
    """Write the account table; pandas takes no limit of memory."""
    matches, contacts, entries = (
        pq.read_table(_files(given.files[name])).to_pandas() for name in ("matches", "contacts", "entries")
    )
    in_window = (matches.matched_at >= given.start) & (matches.matched_at < given.end)
    judged = matches[in_window]
    is_named = judged.identifier_hash.notna()
    verdicts = pd.concat(
        [_of_named(judged[is_named], contacts), _of_unnamed(judged[~is_named], contacts, entries)]
    )
    table = pd.crosstab(verdicts.account_id, verdicts.verdict).reindex(columns=list(VERDICTS), fill_value=0)
    table.reset_index().to_parquet(given.out)


def _files(pattern: str) -> list[Path]:
    return sorted(Path(pattern).parent.glob(Path(pattern).name))


def _held_then(joined: Frame) -> Frame:
    return joined[(joined.matched_at >= joined.valid_from) & (joined.matched_at < joined.valid_to)]


def _of_named(named: Frame, contacts: Frame) -> Frame:
    keys = {"left_on": ["account_id", "identifier_hash"], "right_on": ["account_id", "digest"]}
    held = _held_then(named.merge(contacts, **keys))
    security_only = named.match_id.map(held.groupby("match_id").is_security.all())
    conditions = [security_only.isna().to_numpy(), (security_only == True).to_numpy()]  # noqa: E712 - or missing
    verdict = np.select(conditions, ["undetermined", "confirmed"], "cleared")
    return pd.DataFrame({"account_id": named.account_id.to_numpy(), "verdict": verdict})


def _of_unnamed(unnamed: Frame, contacts: Frame, entries: Frame) -> Frame:
    held = _held_then(unnamed.drop(columns="identifier_hash").merge(contacts, on="account_id"))
    candidates = held.groupby(["match_id", "upload_id", "digest"]).is_security.all().reset_index()
    listed = candidates.merge(
        entries.drop_duplicates(),
        left_on=["upload_id", "digest"],
        right_on=["upload_id", "identifier_hash"],
    )
    found = listed.groupby("match_id").is_security
    security_only, permitted = (
        unnamed.match_id.map(each)
        for each in (found.any(), (~listed.is_security).groupby(listed.match_id).any())
    )
    conditions = [
        permitted.isna().to_numpy(),
        ((security_only == True) & (permitted == True)).to_numpy(),  # noqa: E712 - or missing
        (security_only == True).to_numpy(),  # noqa: E712 - or missing
    ]
    verdict = np.select(conditions, ["undetermined", "ambiguous", "inferred"], "cleared")
    return pd.DataFrame({"account_id": unnamed.account_id.to_numpy(), "verdict": verdict})

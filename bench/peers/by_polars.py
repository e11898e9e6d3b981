"""Polars, lazy, with its streaming engine."""

from __future__ import annotations

import polars as pl

from bench.peers.given import VERDICTS, Given


def judge(given: Given, _memory: str | None) -> None:
    """Write the account table; Polars takes no limit of memory."""
    matches, contacts, entries = (
        pl.scan_parquet(given.files[name]) for name in ("matches", "contacts", "entries")
    )
    judged = matches.filter(pl.col("matched_at").is_between(given.start, given.end, closed="left"))
    named, unnamed = (
        judged.filter(pl.col("identifier_hash").is_not_null()),
        judged.filter(pl.col("identifier_hash").is_null()),
    )
    verdicts = pl.concat([_of_named(named, contacts), _of_unnamed(unnamed, contacts, entries)])
    counts = [(pl.col("verdict") == verdict).sum().cast(pl.Int64).alias(verdict) for verdict in VERDICTS]
    verdicts.group_by("account_id").agg(counts).sink_parquet(given.out, engine="streaming")


_HELD_THEN = (pl.col("matched_at") >= pl.col("valid_from")) & (pl.col("matched_at") < pl.col("valid_to"))


def _of_named(named: pl.LazyFrame, contacts: pl.LazyFrame) -> pl.LazyFrame:
    held = (
        named.join(contacts, left_on=["account_id", "identifier_hash"], right_on=["account_id", "digest"])
        .filter(_HELD_THEN)
        .group_by("match_id")
        .agg(pl.col("is_security").all().alias("security_only"))
    )
    verdict = (
        pl.when(pl.col("security_only").is_null())
        .then(pl.lit("undetermined"))
        .when("security_only")
        .then(pl.lit("confirmed"))
        .otherwise(pl.lit("cleared"))
    )
    return named.join(held, on="match_id", how="left").select("account_id", verdict.alias("verdict"))


def _of_unnamed(unnamed: pl.LazyFrame, contacts: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    explained = (
        unnamed.join(contacts, on="account_id")
        .filter(_HELD_THEN)
        .group_by("match_id", "upload_id", "digest")
        .agg(pl.col("is_security").all().alias("security_only"))
        .join(
            entries,
            left_on=["upload_id", "digest"],
            right_on=["upload_id", "identifier_hash"],
            how="semi",
        )
        .group_by("match_id")
        .agg(
            pl.col("security_only").any().alias("any_security_only"),
            (~pl.col("security_only")).any().alias("any_permitted"),
        )
    )
    verdict = (
        pl.when(pl.col("any_permitted").is_null())
        .then(pl.lit("undetermined"))
        .when(pl.col("any_security_only") & pl.col("any_permitted"))
        .then(pl.lit("ambiguous"))
        .when("any_security_only")
        .then(pl.lit("inferred"))
        .otherwise(pl.lit("cleared"))
    )
    return unnamed.join(explained, on="match_id", how="left").select("account_id", verdict.alias("verdict"))

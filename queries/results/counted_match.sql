-- Title: The matches that put an account on a list
-- Grain: one row per judged match that counts for its account's row
-- Assumes: an affected row covers confirmed and inferred matches, a possibly affected row covers
--          ambiguous and undetermined ones
-- Rules: section 3, data contract (account lists)
-- Stored: while the audit runs
-- Partitioned: by account
select
    verdict_code.source_row,
    account_verdict.account_no,
    verdict_code.upload_no,
    verdict_code.matched_at,
    verdict_code.kind,
    verdict_code.reason_no,
    account_verdict.is_affected
from verdict_code
inner join account_verdict on verdict_code.account_no = account_verdict.account_no
where
    verdict_code.counted_as = 'judged'
    -- An account of such a match is on a list.
    and verdict_code.verdict != 'cleared'
    and (verdict_code.verdict in ('confirmed', 'inferred')) = account_verdict.is_affected

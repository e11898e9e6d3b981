-- Title: The verdict of every judged match, with its reason
-- Grain: one row per judged match
-- Assumes: nothing beyond `judged_match`
-- Rules: sections 2 and 3, data contract (verdicts.parquet)
-- Stored: no
select
    match_id,
    account_id,
    upload_id,
    matched_at,
    system,
    advertiser_id,
    partner_id,
    kind,
    verdict,
    reason,
    source_row,
    rule
from judged_match

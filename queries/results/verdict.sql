-- Title: The verdict of every judged match, with its reason
-- Grain: one row per judged match
-- Assumes: a match whose upload has no record has no advertiser and no partner
-- Rules: sections 2 and 3, data contract (verdicts.parquet)
-- Stored: no
select
    match_verdict.match_id,
    match_verdict.account_id,
    match_verdict.upload_id,
    match_verdict.matched_at,
    match_verdict.system,
    upload.advertiser_id,
    upload.partner_id,
    match_verdict.kind,
    match_verdict.verdict,
    match_verdict.reason,
    match_verdict.source_row,
    match_verdict.rule
from match_verdict
left join upload on match_verdict.upload_id = upload.upload_id
where match_verdict.counted_as = 'judged'

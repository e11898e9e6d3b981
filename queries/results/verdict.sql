-- Title: The verdict of every judged match, with its reason and what its upload says of it
-- Grain: one row per judged match
-- Assumes: a match whose upload has no record is of system `unknown`, and has no advertiser and no partner
-- Rules: sections 2 and 3, data contract (verdicts.parquet)
-- Stored: no
select
    verdict_code.match_id,
    verdict_code.account_id,
    upload_code.upload_id,
    verdict_code.matched_at,
    upload_code.system,
    upload_code.advertiser_id,
    upload_code.partner_id,
    verdict_code.kind,
    cast(reason_code.verdict as varchar) as verdict,
    reason_code.reason,
    verdict_code.source_row,
    cast(reason_code.rule as varchar) as rule
from verdict_code
inner join upload_code on verdict_code.upload_no = upload_code.upload_no
inner join reason_code on verdict_code.reason_no = reason_code.reason_no
where verdict_code.counted_as = 'judged'

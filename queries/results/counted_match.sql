-- Title: The matches that put an account on a list
-- Grain: one row per judged match that counts for its account's row
-- Assumes: an affected row covers confirmed and inferred matches, a possibly affected row covers
--          ambiguous and undetermined ones
-- Rules: section 3, data contract (account lists)
select
    match_verdict.source_row,
    match_verdict.account_id,
    match_verdict.upload_id,
    match_verdict.matched_at,
    match_verdict.system,
    match_verdict.kind,
    match_verdict.reason,
    upload.advertiser_id,
    upload.partner_id,
    account_verdict.is_affected
from match_verdict
inner join account_verdict on match_verdict.account_id = account_verdict.account_id
left join upload on match_verdict.upload_id = upload.upload_id
where
    match_verdict.counted_as = 'judged'
    and account_verdict.verdict != 'cleared'
    and match_verdict.verdict != 'cleared'
    and (match_verdict.verdict in ('confirmed', 'inferred')) = account_verdict.is_affected

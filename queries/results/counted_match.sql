-- Title: The matches that put an account on a list
-- Grain: one row per judged match that counts for its account's row
-- Assumes: an affected row covers confirmed and inferred matches, a possibly affected row covers
--          ambiguous and undetermined ones
-- Rules: section 3, data contract (account lists)
select
    judged_match.source_row,
    account_verdict.account_no,
    judged_match.upload_id,
    judged_match.matched_at,
    judged_match.system,
    judged_match.kind,
    judged_match.reason,
    judged_match.advertiser_id,
    judged_match.partner_id,
    account_verdict.is_affected
from judged_match
inner join account_verdict on judged_match.account_id = account_verdict.account_id
where
    account_verdict.verdict != 'cleared'
    and judged_match.verdict != 'cleared'
    and (judged_match.verdict in ('confirmed', 'inferred')) = account_verdict.is_affected

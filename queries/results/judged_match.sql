-- Title: The judged matches, with what their uploads say of them and the reason of each verdict
-- Grain: one row per judged match
-- Assumes: a match whose upload has no record is of system `unknown`, and has no advertiser and no partner
-- Rules: sections 2 and 3
-- Stored: no
select
    match_verdict.source_row,
    match_verdict.match_id,
    match_verdict.account_id,
    match_verdict.upload_id,
    match_verdict.matched_at,
    match_verdict.ended_at,
    coalesce(upload.system, 'unknown') as system,
    upload.advertiser_id,
    upload.partner_id,
    match_verdict.kind,
    cast(match_verdict.verdict as varchar) as verdict,
    case when match_verdict.through_map then 'mapped:' || rule.reason else rule.reason end as reason,
    cast(match_verdict.rule as varchar) as rule
from match_verdict
inner join rule
    on
        match_verdict.rule = rule.rule
        and match_verdict.contacts_incomplete = rule.contacts_incomplete
left join upload on match_verdict.upload_id = upload.upload_id
where match_verdict.counted_as = 'judged'

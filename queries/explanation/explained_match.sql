-- Title: Every match of one account, with its verdict and what that rests on
-- Grain: one row per accepted match of the account; no verdict where none was asked for
-- Assumes: the tables hold the rows of one account, and of the uploads that its log lines name
-- Rules: section 2 (counted once; rules 1-18), section 6 (never a verdict without its reason)
with decided as (
    select
        match_verdict.source_row,
        match_verdict.kind as kinds,
        cast(rule.verdict as varchar) as verdict,
        case when match_verdict.through_map then 'mapped:' || rule.reason else rule.reason end as reason,
        match_verdict.rule,
        rule.strength,
        match_verdict.through_map,
        match_verdict.map_instant
    from match_verdict
    inner join rule
        on
            match_verdict.rule = rule.rule
            and match_verdict.contacts_incomplete = rule.contacts_incomplete
)

select
    examined_match.source_row,
    examined_match.match_id,
    examined_match.account_id,
    examined_match.upload_id,
    examined_match.matched_at,
    examined_match.ended_at,
    cast(examined_match.counted_as as varchar) as counted_as,
    examined_match.system,
    examined_match.advertiser_id,
    examined_match.partner_id,
    examined_match.kind as logged_kind,
    examined_match.digest,
    cast(examined_match.identifier_state as varchar) as identifier_state,
    examined_match.partner_user_id,
    examined_match.copies,
    upload.source_row as upload_row,
    upload.uploaded_at,
    upload.key_id,
    decided.kinds,
    decided.verdict,
    decided.reason,
    decided.rule,
    decided.strength,
    decided.map_instant,
    case
        when decided.through_map or decided.rule = '8' then 'map'
        when decided.rule in ('1', '1b', '1c', '1d') then 'kind'
        when decided.rule in ('2', '3', '3b', '4', '5', '6') then 'identifier'
        when decided.rule in ('9', '9b', '10', '11', '12', '13') then 'list'
        when decided.rule is not null then 'holdings'
    end as rests_on
from examined_match
left join decided on examined_match.source_row = decided.source_row
left join upload on examined_match.upload_id = upload.upload_id

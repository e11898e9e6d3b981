-- Title: Uses that can tell by which rules the ad system went
-- Grain: one row per match that logs a digest, match that names no identifier on a list that was kept, or row
--   of a partner map that names a digest
-- Assumes: raw values in the log say nothing of the rules; a partner's keyed digests neither
-- Rules: section 1 (match, partner map), section 2 (keyed digests)
with logged as (
    select
        match.source_row,
        case when match.digest is null then 'listed' else 'logged' end as way,
        coalesce(upload.system, 'unknown') as system,
        match.matched_at as used_at,
        match.account_id,
        match.upload_id,
        match.kind,
        match.digest
    from match
    left join upload on match.upload_id = upload.upload_id
    left join rule_digest on match.source_row = rule_digest.source_row
    where
        rule_digest.source_row is null
        and (match.kind is null or match.kind in ('email', 'phone'))
        and (
            match.identifier_state = 'digest'
            or (
                match.identifier_state is null
                and match.partner_user_id is null
                and match.upload_id in (select upload_id from calibration_entry)
            )
        )
),

mapped as (
    select
        partner_map.source_row,
        'mapped' as way,
        'partner' as system,
        partner_map.mapped_at as used_at,
        partner_map.account_id,
        cast(null as varchar) as upload_id,
        partner_map.kind,
        partner_map.digest
    from partner_map
    left join rule_digest on partner_map.source_row = rule_digest.source_row
    where
        rule_digest.source_row is null
        and partner_map.identifier_state = 'digest'
        and partner_map.key_id is null
        and (partner_map.kind is null or partner_map.kind in ('email', 'phone'))
),

used as (
    select * from logged
    union all by name
    select * from mapped
)

select
    *,
    strftime(used_at, '%Y') || '-Q' || quarter(used_at) as quarter
from used

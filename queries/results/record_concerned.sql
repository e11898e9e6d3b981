-- Title: The records concerned: identifiers used off purpose, as far as can be shown
-- Grain: one row per judged confirmed or inferred match and identifier that was security-only in it
-- Assumes: several matches may concern the same record, an account's kind and digest
-- Rules: section 3 (records concerned; the lag of the ad system's index)
with used as (
    select
        identifier_at_issue.*,
        judged_match.matched_at,
        judged_match.system,
        judged_match.advertiser_id,
        judged_match.partner_id,
        judged_match.reason
    from identifier_at_issue
    inner join judged_match on identifier_at_issue.source_row = judged_match.source_row
    where
        judged_match.verdict in ('confirmed', 'inferred')
        and identifier_at_issue.class = 'security_only'
),

record as (
    select
        account_id,
        kind,
        digest,
        row_number() over () as record_no
    from used
    group by account_id, kind, digest
)

select
    record.record_no,
    used.source_row,
    used.account_id,
    used.kind,
    used.digest,
    used.used_at,
    used.matched_at,
    used.system,
    used.advertiser_id,
    used.partner_id,
    used.reason,
    used.class_since > timestamp '0001-01-01 00:00:00'
    and used.class_since >= used.used_at - interval 48 hour as changed_within_48_hours
from used
inner join record
    on
        used.account_id = record.account_id
        and used.kind = record.kind
        and used.digest = record.digest

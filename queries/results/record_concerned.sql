-- Title: The records concerned: identifiers used off purpose, as far as can be shown
-- Grain: one row per judged confirmed or inferred match and identifier that was security-only in it
-- Assumes: several matches may concern the same account, kind and digest; counts are of distinct ones
-- Rules: section 3 (records concerned; the lag of the ad system's index)
select
    identifier_at_issue.source_row,
    identifier_at_issue.account_id,
    identifier_at_issue.kind,
    identifier_at_issue.digest,
    identifier_at_issue.used_at,
    match_verdict.matched_at,
    match_verdict.upload_id,
    match_verdict.system,
    match_verdict.kind as verdict_kind,
    match_verdict.reason,
    identifier_at_issue.class_since > timestamp '0001-01-01 00:00:00'
    and identifier_at_issue.class_since >= identifier_at_issue.used_at - interval 48 hour as changed_within_48_hours
from identifier_at_issue
inner join match_verdict on identifier_at_issue.source_row = match_verdict.source_row
where
    match_verdict.verdict in ('confirmed', 'inferred')
    and identifier_at_issue.class = 'security_only'

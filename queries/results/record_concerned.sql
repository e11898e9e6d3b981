-- Title: The records concerned: identifiers used off purpose, as far as can be shown
-- Grain: one row per judged confirmed or inferred match and identifier that was security-only in it
-- Assumes: several matches may concern the same record, an account's kind and digest; an identifier of
--          which one digest does not say all is one record under all of them
-- Rules: section 3 (records concerned; the lag of the ad system's index)
-- Stored: while the audit runs
with used as (
    select
        identifier_at_issue.*,
        verdict_code.matched_at,
        verdict_code.upload_no,
        verdict_code.reason_no
    from identifier_at_issue
    inner join verdict_code on identifier_at_issue.source_row = verdict_code.source_row
    where
        verdict_code.verdict in ('confirmed', 'inferred')
        and identifier_at_issue.class = 'security_only'
),

identity as (
    select
        account_id,
        kind,
        record_digest,
        digest,
        valid_from,
        valid_to
    from holding
    semi join digest_known on holding.source_row = digest_known.source_row
),

recorded as (
    select
        used.*,
        used.digest as record_digest
    from used
    anti join digest_known on used.digest = digest_known.digest

    union all

    select distinct
        used.*,
        coalesce(identity.record_digest, used.digest) as record_digest
    from used
    semi join digest_known on used.digest = digest_known.digest
    left join identity
        on
            used.account_id = identity.account_id
            and used.kind = identity.kind
            and used.digest = identity.digest
            and used.used_at >= identity.valid_from
            and used.used_at < identity.valid_to
),

record as (
    select
        account_id,
        kind,
        record_digest,
        row_number() over () as record_no
    from recorded
    group by account_id, kind, record_digest
)

select
    record.record_no,
    used.source_row,
    used.account_id,
    used.kind,
    used.digest,
    used.used_at,
    used.matched_at,
    used.upload_no,
    used.reason_no,
    used.class_since > timestamp '0001-01-01 00:00:00'
    and used.class_since >= used.used_at - interval 48 hour as changed_within_48_hours
from recorded as used
inner join record
    on
        used.account_id = record.account_id
        and used.kind = record.kind
        and used.record_digest = record.record_digest

-- Title: The records concerned: identifiers used off purpose, as far as can be shown
-- Grain: one row per judged confirmed or inferred match and identifier that was security-only in it
-- Assumes: several matches may concern the same record, an account's kind and digest; an identifier of
--          which one digest does not say all is one record under all of them
-- Rules: section 3 (records concerned; the lag of the ad system's index)
-- Stored: while the audit runs
-- Partitioned: by account
-- Numbers: record_no
with used as (
    select *
    from identifier_at_issue
    where verdict in ('confirmed', 'inferred') and class = 'security_only'
),

-- An address that was given is one record with a digest of it that was given too.
given_raw as (
    select
        holding.account_id,
        holding.kind,
        holding.record_digest,
        holding.digest,
        holding.valid_from,
        holding.valid_to
    from holding
    semi join digest_known on holding.source_row = digest_known.source_row
    semi join (select source_row from also_digested where rule_no is not null) as raw_row
        on holding.source_row = raw_row.source_row
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
        coalesce(given_raw.record_digest, given_digest_record.record_digest, used.digest) as record_digest
    from used
    semi join digest_known on used.digest = digest_known.digest
    left join given_raw
        on
            used.account_id = given_raw.account_id
            and used.kind = given_raw.kind
            and used.digest = given_raw.digest
            and used.used_at >= given_raw.valid_from
            and used.used_at < given_raw.valid_to
    left join given_digest_record on used.digest = given_digest_record.digest
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

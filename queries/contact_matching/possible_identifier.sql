-- Title: The identifiers that can explain a use which names none: the sets K and H of the rules
-- Grain: one row per such use and identifier, told by its span in `held_span`
-- Assumes: where the list is complete, only what stood on it then; elsewhere all that was held then
-- Rules: rules 9-18 (K and H)
-- Stored: while the audit runs
-- Partitioned: by account
with held_then as (
    select
        unnamed_use.source_row,
        unnamed_use.upload_id,
        unnamed_use.used_at,
        unnamed_use.list_is_complete,
        held_span.span_no,
        held_span.kind,
        held_span.digest,
        held_span.class
    from unnamed_use
    inner join held_span
        on
            unnamed_use.account_id = held_span.account_id
            and unnamed_use.used_at >= held_span.valid_from
            and unnamed_use.used_at < held_span.valid_to
            and (unnamed_use.kind is null or unnamed_use.kind = held_span.kind)
            -- Where rules differ by system, the last byte of a digest says of which systems it is.
            and (
                unnamed_use.digest_end is null
                or right(hex(held_span.digest), 2) = unnamed_use.digest_end
            )
    where held_span.kind != 'either'
),

listed as (
    select
        entry.upload_id,
        entry.digest,
        entry.kind,
        coalesce(entry.added_at, timestamp '0001-01-01 00:00:00') as added_at,
        coalesce(entry.removed_at, timestamp '9999-12-31 23:59:59.999999') as removed_at
    from entry
    anti join digest_known on entry.source_row = digest_known.source_row
    where entry.identifier_state = 'digest'

    union all

    select
        entry.upload_id,
        digest_known.digest,
        entry.kind,
        greatest(
            coalesce(entry.added_at, timestamp '0001-01-01 00:00:00'), digest_known.known_from
        ) as added_at,
        least(
            coalesce(entry.removed_at, timestamp '9999-12-31 23:59:59.999999'), digest_known.known_until
        ) as removed_at
    from entry
    inner join digest_known on entry.source_row = digest_known.source_row
)

select
    source_row,
    span_no,
    kind,
    class
from held_then
where not list_is_complete

union all

-- An identifier that a list has several times is one.
select distinct
    held_then.source_row,
    held_then.span_no,
    held_then.kind,
    held_then.class
from listed
inner join held_then
    on
        listed.upload_id = held_then.upload_id
        and listed.digest = held_then.digest
        and (listed.kind is null or held_then.kind = listed.kind)
        and held_then.used_at >= listed.added_at
        and held_then.used_at < listed.removed_at
where held_then.list_is_complete

-- Title: The digests by which each contact record and entry was known, and when
-- Grain: one row per contact record or entry with a matchable identifier, and digest
-- Assumes: an input row is a contact record or an entry by its number alone
-- Rules: section 1 (identifier, rules by system and date)
with identified as (
    select
        source_row,
        digest,
        valid_from as since,
        valid_to as until
    from contact
    where not unmatchable

    union all

    select
        source_row,
        digest,
        added_at as since,
        removed_at as until
    from entry
    where identifier_state = 'digest'
),

bounded as (
    select
        source_row,
        digest,
        coalesce(since, timestamp '0001-01-01 00:00:00') as since,
        coalesce(until, timestamp '9999-12-31 23:59:59.999999') as until
    from identified
)

select bounded.*
from bounded
anti join digest_known on bounded.source_row = digest_known.source_row

union all

select
    bounded.source_row,
    digest_known.digest,
    greatest(bounded.since, digest_known.known_from) as since,
    least(bounded.until, digest_known.known_until) as until
from bounded
inner join digest_known on bounded.source_row = digest_known.source_row

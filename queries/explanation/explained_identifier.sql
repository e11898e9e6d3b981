-- Title: The digests by which the identifier of each row was known, and when
-- Grain: one row per row of contacts, matches, entries or map with an identifier, digest, and time
-- Assumes: where one rule pack applies to every use, the digest of the row itself says all
-- Rules: section 1 (identifier, rules by system and date)
with given as (
    select
        source_row,
        kind,
        digest
    from contact
    where not unmatchable

    union all

    select
        source_row,
        kind,
        digest
    from match
    where identifier_state = 'digest'

    union all

    select
        source_row,
        kind,
        digest
    from entry
    where identifier_state = 'digest'

    union all

    select
        source_row,
        kind,
        digest
    from partner_map
    where identifier_state = 'digest'
)

select
    given.source_row,
    given.kind,
    given.digest as row_digest,
    coalesce(digest_known.digest, given.digest) as digest,
    coalesce(digest_known.known_from, timestamp '0001-01-01 00:00:00') as known_from,
    coalesce(digest_known.known_until, timestamp '9999-12-31 23:59:59.999999') as known_until
from given
left join digest_known on given.source_row = digest_known.source_row

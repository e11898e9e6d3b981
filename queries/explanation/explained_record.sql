-- Title: The contact records that bear on each use, and whether they held at the time
-- Grain: one row per match, use and contact record
-- Assumes: where the use names an identifier, the records of it at any time; elsewhere all held at the time
-- Rules: section 1 (holding, class of an identifier), rules 2-6 and 9-18
with record as (
    select
        contact.source_row,
        contact.kind,
        explained_digest.digest,
        explained_digest.since as valid_from,
        explained_digest.until as valid_to
    from contact
    inner join explained_digest on contact.source_row = explained_digest.source_row
),

named as (
    select
        explained_use.source_row,
        explained_use.evidence_row,
        explained_use.used_at,
        explained_use.kind,
        coalesce(digest_known.digest, explained_use.digest) as digest
    from explained_use
    left join digest_known on explained_use.evidence_row = digest_known.source_row
    where explained_use.rests_on = 'identifier'
),

bearing as (
    select
        named.source_row,
        named.evidence_row,
        record.source_row as contact_row,
        bool_or(named.used_at >= record.valid_from and named.used_at < record.valid_to) as held_then
    from named
    inner join record
        on
            named.digest = record.digest
            and (named.kind is null or named.kind = record.kind)
    group by named.source_row, named.evidence_row, record.source_row

    union all

    select distinct
        explained_use.source_row,
        explained_use.evidence_row,
        record.source_row as contact_row,
        true as held_then
    from explained_use
    inner join record
        on
            explained_use.used_at >= record.valid_from
            and explained_use.used_at < record.valid_to
            and (explained_use.kind is null or explained_use.kind = record.kind)
    where explained_use.rests_on in ('list', 'holdings')
),

listed as (
    select distinct
        explained_entry.source_row,
        record.source_row as contact_row
    from explained_entry
    inner join record
        on
            explained_entry.held_kind = record.kind
            and explained_entry.digest = record.digest
    where explained_entry.on_list_then
)

select
    bearing.*,
    listed.contact_row is not null as listed_then
from bearing
left join listed
    on
        bearing.source_row = listed.source_row
        and bearing.contact_row = listed.contact_row

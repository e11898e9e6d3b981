-- Title: The contact records that bear on each use, and whether they held at the time
-- Grain: one row per match, use and contact record
-- Assumes: where the use names an identifier, the records of it at any time; elsewhere all held at the time
-- Rules: section 1 (holding, class of an identifier), rules 2-6 and 9-18
with record as (
    select
        source_row,
        kind,
        digest,
        coalesce(valid_from, timestamp '0001-01-01 00:00:00') as valid_from,
        coalesce(valid_to, timestamp '9999-12-31 23:59:59.999999') as valid_to
    from contact
    where not unmatchable
),

bearing as (
    select
        explained_use.source_row,
        explained_use.evidence_row,
        record.source_row as contact_row,
        explained_use.used_at >= record.valid_from and explained_use.used_at < record.valid_to as held_then
    from explained_use
    inner join record
        on
            explained_use.digest = record.digest
            and (explained_use.kind is null or explained_use.kind = record.kind)
    where explained_use.rests_on = 'identifier'

    union all

    select
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
)

select
    bearing.*,
    explained_entry.source_row is not null as listed_then
from bearing
left join record on bearing.contact_row = record.source_row
left join (
    select distinct
        source_row,
        held_kind,
        digest
    from explained_entry
    where on_list_then
) as explained_entry
    on
        bearing.source_row = explained_entry.source_row
        and record.kind = explained_entry.held_kind
        and record.digest = explained_entry.digest

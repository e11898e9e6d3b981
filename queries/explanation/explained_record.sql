-- Title: The contact records that bear on each use, and whether they held at the time
-- Grain: one row per match, use and contact record
-- Assumes: where the use names an identifier, the records of it at any time; elsewhere all held at the time
-- Rules: section 1 (holding, class of an identifier, rules by system and date), rules 2-6 and 9-18
with bearing as (
    select
        explained_use.source_row,
        explained_use.evidence_row,
        explained_held.contact_row,
        explained_held.kind,
        explained_held.row_digest,
        explained_use.used_at >= explained_held.held_from
        and explained_use.used_at < explained_held.held_until as held_then
    from explained_use
    inner join explained_identifier
        on
            explained_use.evidence_row = explained_identifier.source_row
            and explained_use.used_at >= explained_identifier.known_from
            and explained_use.used_at < explained_identifier.known_until
    inner join explained_held
        on
            explained_identifier.digest = explained_held.digest
            and (explained_use.kind is null or explained_use.kind = explained_held.kind)
    where explained_use.rests_on = 'identifier'

    union all

    select
        explained_use.source_row,
        explained_use.evidence_row,
        explained_held.contact_row,
        explained_held.kind,
        explained_held.row_digest,
        true as held_then
    from explained_use
    left join system_digest on explained_use.system = system_digest.system
    inner join explained_held
        on
            explained_use.used_at >= explained_held.held_from
            and explained_use.used_at < explained_held.held_until
            and (explained_use.kind is null or explained_use.kind = explained_held.kind)
            -- Where rules differ by system, the last byte of a digest says of which systems it is.
            and (
                system_digest.digest_end is null
                or right(hex(explained_held.digest), 2) = system_digest.digest_end
            )
    where explained_use.rests_on in ('list', 'holdings')
),

listed as (
    select distinct
        source_row,
        held_kind,
        digest
    from explained_entry
    where on_list_then
)

select
    bearing.source_row,
    bearing.evidence_row,
    bearing.contact_row,
    bool_or(bearing.held_then) as held_then,
    bool_or(listed.source_row is not null) as listed_then
from bearing
left join listed
    on
        bearing.source_row = listed.source_row
        and bearing.kind = listed.held_kind
        and bearing.row_digest = listed.digest
group by bearing.source_row, bearing.evidence_row, bearing.contact_row

-- Title: What each contact record says was held, and when, under each digest by which that was known
-- Grain: one row per contact record with a matchable identifier, digest, and time
-- Assumes: no valid_from means since before all records, no valid_to means still held
-- Rules: section 1 (holding, rules by system and date)
select
    explained_identifier.source_row as contact_row,
    explained_identifier.kind,
    explained_identifier.row_digest,
    explained_identifier.digest,
    explained_identifier.known_from,
    explained_identifier.known_until,
    greatest(
        coalesce(contact.valid_from, timestamp '0001-01-01 00:00:00'), explained_identifier.known_from
    ) as held_from,
    least(
        coalesce(contact.valid_to, timestamp '9999-12-31 23:59:59.999999'), explained_identifier.known_until
    ) as held_until
from explained_identifier
inner join contact on explained_identifier.source_row = contact.source_row

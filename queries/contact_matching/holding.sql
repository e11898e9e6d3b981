-- Title: Who held which identifier, for which class of purpose, and when
-- Grain: one row per contact record with a matchable identifier, and digest by which the ad system knew it
-- Assumes: no valid_from means since before all records, no valid_to means still held; a record whose
--          end is not after its start contains no instant, and still counts as having been held;
--          `record_digest` is the one digest of the record, under whichever digests it was known
-- Rules: section 1 (holding, purpose class, unmatchable, rules by system and date)
-- Stored: no
-- Partitioned: by account
with known as (
    select
        contact.source_row,
        contact.account_id,
        contact.kind,
        contact.digest as record_digest,
        contact.digest,
        contact.purpose,
        coalesce(contact.valid_from, timestamp '0001-01-01 00:00:00') as valid_from,
        coalesce(contact.valid_to, timestamp '9999-12-31 23:59:59.999999') as valid_to
    from contact
    anti join digest_known on contact.source_row = digest_known.source_row
    where not contact.unmatchable

    union all

    select
        contact.source_row,
        contact.account_id,
        contact.kind,
        contact.digest as record_digest,
        digest_known.digest,
        contact.purpose,
        greatest(
            coalesce(contact.valid_from, timestamp '0001-01-01 00:00:00'), digest_known.known_from
        ) as valid_from,
        least(
            coalesce(contact.valid_to, timestamp '9999-12-31 23:59:59.999999'), digest_known.known_until
        ) as valid_to
    from contact
    inner join digest_known on contact.source_row = digest_known.source_row
    where not contact.unmatchable
)

select
    known.source_row,
    known.account_id,
    known.kind,
    known.record_digest,
    known.digest,
    known.purpose,
    coalesce(purpose_class.class, 'unclassified') as purpose_class,
    known.valid_from,
    known.valid_to
from known
left join purpose_class on known.purpose = purpose_class.purpose

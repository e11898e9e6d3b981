-- Title: Who held which identifier, for which class of purpose, and when
-- Grain: one row per contact record with a matchable identifier
-- Assumes: no valid_from means since before all records, no valid_to means still held; a record whose
--          end is not after its start contains no instant, and still counts as having been held
-- Rules: section 1 (holding, purpose class, unmatchable)
-- Stored: no
with bounded as (
    select
        account_id,
        kind,
        digest,
        purpose,
        coalesce(valid_from, timestamp '0001-01-01 00:00:00') as valid_from,
        coalesce(valid_to, timestamp '9999-12-31 23:59:59.999999') as valid_to
    from contact
    where not unmatchable
)

select
    bounded.account_id,
    bounded.kind,
    bounded.digest,
    bounded.purpose,
    coalesce(purpose_class.class, 'unclassified') as purpose_class,
    bounded.valid_from,
    bounded.valid_to
from bounded
left join purpose_class on bounded.purpose = purpose_class.purpose

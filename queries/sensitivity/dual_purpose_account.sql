-- Title: Accounts that held something for a security and for a permitted purpose
-- Grain: one row per account
-- Assumes: at the same time or not, and under whatever kind: one account too many does no harm
-- Rules: section 5 (sensitivity), section 1 (dual-purpose)
with both_purposes as (
    select contact.account_id
    from contact
    inner join purpose_class on contact.purpose = purpose_class.purpose
    left join digest_known on contact.source_row = digest_known.source_row
    where not contact.unmatchable
    group by contact.account_id, coalesce(digest_known.digest, contact.digest)
    having count(distinct purpose_class.class) > 1
)

select distinct account_id
from both_purposes

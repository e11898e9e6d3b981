-- Title: All that the account gave, for what, and when
-- Grain: one row per contact record of the account
-- Assumes: a record that contains no instant is still one
-- Rules: section 1 (holding, purpose class, unmatchable)
select
    contact.source_row,
    contact.kind,
    contact.digest,
    contact.unmatchable,
    contact.purpose,
    coalesce(purpose_class.class, 'unclassified') as purpose_class,
    contact.valid_from,
    contact.valid_to,
    contact.copies
from contact
left join purpose_class on contact.purpose = purpose_class.purpose

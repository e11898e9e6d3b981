-- Title: The classes of purposes, those of no class counted as security
-- Grain: one row per purpose that the incident lists or a contact record names
-- Assumes: nothing beyond the incident's purposes
-- Rules: section 5 (sensitivity), section 1 (purpose class)
-- Stands for: purpose_class
-- Concerns: unclassified_account
select
    purpose,
    class
from purpose_class

union all

select distinct
    contact.purpose,
    'security' as class
from contact
anti join purpose_class on contact.purpose = purpose_class.purpose

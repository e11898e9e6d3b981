-- Title: Accounts that held something for a purpose of no class
-- Grain: one row per account
-- Assumes: nothing beyond the incident's purposes
-- Rules: section 5 (sensitivity), section 1 (purpose class)
select distinct contact.account_id
from contact
anti join purpose_class on contact.purpose = purpose_class.purpose

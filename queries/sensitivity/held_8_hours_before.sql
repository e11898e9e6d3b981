-- Title: The contact records, as an index that is 8 hours behind would have them
-- Grain: one row per contact record
-- Assumes: what was held 8 hours before a use is what counted for it
-- Rules: section 5 (sensitivity)
-- Stands for: contact
-- Concerns: lately_changed_account
select
    * replace (
        valid_from + interval 8 hour as valid_from,
        valid_to + interval 8 hour as valid_to
    )
from contact

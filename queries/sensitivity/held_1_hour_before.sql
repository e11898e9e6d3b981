-- Title: The contact records, as an index that is 1 hour behind would have them
-- Grain: one row per contact record
-- Assumes: what was held 1 hour before a use is what counted for it
-- Rules: section 5 (sensitivity)
-- Stands for: contact
-- Concerns: lately_changed_account
select
    * replace (
        valid_from + interval 1 hour as valid_from,
        valid_to + interval 1 hour as valid_to
    )
from contact

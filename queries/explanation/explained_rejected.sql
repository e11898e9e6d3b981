-- Title: Rows that could not be read and that name the account
-- Grain: one row per rejected row with the account's id
-- Assumes: `may_matter` is null for rows of other inputs than the matches
-- Rules: section 3 (rejected matches rows), section 4 (rejected), section 1 (incomplete account)
select
    rejected_row.source_row,
    rejected_row.input,
    rejected_row.column_name,
    rejected_row.reason,
    rejected_row.masked_value,
    rejected_row.upload_id,
    rejected_row.matched_at,
    rejected_match.may_matter
from rejected_row
left join rejected_match on rejected_row.source_row = rejected_match.source_row
where rejected_row.account_id is not null

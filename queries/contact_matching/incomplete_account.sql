-- Title: Accounts whose holdings are not all known
-- Grain: one row per account that a rejected contact record names
-- Assumes: a rejected record keeps its account id where that could be read
-- Rules: section 1 (incomplete account)
select distinct account_id
from rejected_row
where input = 'contacts' and account_id is not null

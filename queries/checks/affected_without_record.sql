-- Title: Affected accounts without a record that was used
-- Grain: one row per affected account for which no record concerned is known
-- Assumes: a confirmed or inferred match rests on at least one security-only identifier
-- Rules: section 3 (records concerned)
-- Fails: the lower bound names accounts for which it has no identifier to show
select affected_account.account_id
from affected_account
anti join record_concerned on affected_account.account_id = record_concerned.account_id

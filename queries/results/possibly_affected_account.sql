-- Title: Possibly affected accounts: what the evidence cannot rule out
-- Grain: one row per possibly affected account
-- Assumes: the verdict is the strongest of the account's judged matches
-- Rules: section 3, data contract (account lists)
-- Stored: no
select *
from listed_account
where verdict in ('ambiguous', 'undetermined')

-- Title: Affected accounts: the lower bound, and the notification list
-- Grain: one row per affected account
-- Assumes: the verdict is the strongest of the account's judged matches
-- Rules: section 3, data contract (account lists)
-- Stored: no
select *
from listed_account
where verdict in ('confirmed', 'inferred')

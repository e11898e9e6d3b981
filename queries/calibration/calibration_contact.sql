-- Title: What the accounts' raw addresses and numbers are under the rule packs
-- Grain: one row per account, kind and digest
-- Assumes: rule_digest has every digest of every raw row, with a bit for each pack that makes it;
--   holdings of all times count, since when something was held says nothing of the rules
-- Rules: section 1 (identifier, holding)
select
    contact.account_id,
    contact.kind,
    rule_digest.digest,
    bit_or(rule_digest.rules) as rules
from contact
inner join rule_digest on contact.source_row = rule_digest.source_row
group by all

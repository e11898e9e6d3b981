-- Title: The digests by which the ad system knew a raw identifier, where one does not say all, and when
-- Grain: one row per input row with such an identifier, digest, and time for which rules gave that digest
-- Assumes: empty where one rule pack applies to every use: then the digest of the row itself says all
-- Rules: section 1 (identifier, rules by system and date)
select distinct
    also_digested.source_row,
    also_digested.digest,
    coalesce(digest_rule.applies_from, timestamp '0001-01-01 00:00:00') as known_from,
    coalesce(digest_rule.applies_until, timestamp '9999-12-31 23:59:59.999999') as known_until
from also_digested
left join digest_rule on also_digested.rule_no = digest_rule.rule_no

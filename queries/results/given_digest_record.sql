-- Title: Of which record a digest is that was given as such
-- Grain: one row per digest that was given as such and that one digest does not say all of, and its record
-- Assumes: empty where one rule pack applies to every use: then every digest is a record of its own
-- Rules: section 3 (records concerned), section 1 (rules by system and date)
select distinct
    holding.digest,
    holding.record_digest
from holding
semi join digest_known on holding.source_row = digest_known.source_row
anti join (select source_row from also_digested where rule_no is not null) as raw_row
    on holding.source_row = raw_row.source_row

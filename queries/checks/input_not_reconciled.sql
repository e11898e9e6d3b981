-- Title: Inputs of which a row is unaccounted for
-- Grain: one row per input whose rows read are not accepted, duplicate or rejected
-- Assumes: every row read is exactly one of these
-- Rules: section 4 (nothing is lost)
-- Fails: some rows of an input were lost or counted twice
select *
from input_count
where read != accepted + duplicates + rejected

-- Title: The classes of identifiers, dual-purpose ones counted as security-only
-- Grain: one row per span of `held_span`
-- Assumes: a security purpose beside a permitted one is not covered by it
-- Rules: section 5 (sensitivity), section 1 (dual-purpose)
-- Stands for: held_span
-- Concerns: dual_purpose_account
select * replace (case class when 'dual_purpose' then 'security_only' else class end as class)
from held_span

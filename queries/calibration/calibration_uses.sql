-- Title: Uses by system and quarter, and the rule packs that reproduce them
-- Grain: one row per system, quarter, way and set of rule packs
-- Assumes: nothing more
-- Rules: section 5 (days and months are UTC, and so are quarters)
select
    system,
    quarter,
    way,
    email_rules,
    phone_rules,
    count(*) as uses
from calibration_reproduced
group by all
order by system, quarter, way, email_rules, phone_rules

-- Title: The records of the lists
-- Grain: one row per list
select
    range as upload_id,
    'adv' || pick(range, 40, 500) as advertiser_id,
    partner_of(range) as partner_id,
    instant(uploaded_at(range)) as uploaded_at
from range($low, $high)

-- Title: The groups of countries that authorities ask about
-- Grain: one row per group and ISO 3166 country code in it
-- Assumes: EL and UK, which the European Union writes for Greece and the United Kingdom, may stand in
--          the records; the United Kingdom is in no group but its own, also for instants before it left
-- Rules: data contract (breakdowns, country groups)
-- Stored: no
with union_member (country) as (
    values
    ('AT'), ('BE'), ('BG'), ('CY'), ('CZ'), ('DE'), ('DK'), ('EE'), ('EL'), ('ES'), ('FI'), ('FR'), ('GR'),
    ('HR'), ('HU'), ('IE'), ('IT'), ('LT'), ('LU'), ('LV'), ('MT'), ('NL'), ('PL'), ('PT'), ('RO'), ('SE'),
    ('SI'), ('SK')
),

other_member (country_group, country) as (
    values
    ('eea', 'IS'), ('eea', 'LI'), ('eea', 'NO'), ('uk', 'GB'), ('uk', 'UK'), ('switzerland', 'CH'),
    ('us', 'US'), ('unknown', 'unknown')
)

select
    'eu' as country_group,
    country
from union_member

union all

select
    'eea' as country_group,
    country
from union_member

union all

select
    country_group,
    country
from other_member

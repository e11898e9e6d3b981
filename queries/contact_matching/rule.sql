-- Title: The rules, with the verdict and the reason code that each gives
-- Grain: one row per rule and state of the account's contact records (complete or not)
-- Assumes: rules are tried in the order of `position`; strength orders the verdicts
-- Rules: rules 1-18, incomplete accounts, section 3
with verdict_strength (verdict, strength) as (
    values
    ('cleared', 1),
    ('undetermined', 2),
    ('ambiguous', 3),
    ('inferred', 4),
    ('confirmed', 5)
),

decided (position, rule, verdict, reason, needs_all_contacts) as (
    values
    (1, '1', 'cleared', 'not_contact_data', false),
    (2, '1b', 'undetermined', 'unknown_kind', false),
    (3, '1c', 'undetermined', 'logged_unreadable', false),
    (4, '1d', 'undetermined', 'key_missing', false),
    (5, '2', 'confirmed', 'logged_security_only', true),
    (6, '3', 'cleared', 'logged_dual_purpose', false),
    (7, '3b', 'cleared', 'logged_permitted', false),
    (8, '4', 'undetermined', 'logged_unclassified', false),
    (9, '5', 'undetermined', 'logged_not_held_then', false),
    (10, '6', 'undetermined', 'logged_never_held', false),
    (11, '8', 'undetermined', 'map_missing', false),
    (12, '9', 'inferred', 'only_security_only_listed', true),
    (13, '9b', 'ambiguous', 'other_kinds_listed', false),
    (14, '10', 'cleared', 'only_permitted_listed', true),
    (15, '11', 'ambiguous', 'mixed_listed', false),
    (16, '12', 'undetermined', 'unclassified_listed', false),
    (17, '13', 'undetermined', 'nothing_listed', false),
    (18, '14', 'inferred', 'only_security_only_held', true),
    (19, '14b', 'ambiguous', 'only_security_only_held_kind_unknown', false),
    (20, '15', 'cleared', 'only_permitted_held', true),
    (21, '16', 'ambiguous', 'list_missing', false),
    (22, '17', 'undetermined', 'unclassified_held', false),
    (23, '18', 'undetermined', 'nothing_held', false)
),

by_state as (
    select
        position,
        rule,
        false as contacts_incomplete,
        verdict,
        reason
    from decided

    union all

    -- A missing contact row could turn these rules either way.
    select
        position,
        rule,
        true as contacts_incomplete,
        case when needs_all_contacts then 'ambiguous' else verdict end as verdict,
        case when needs_all_contacts then 'contacts_incomplete' else reason end as reason
    from decided
)

select
    by_state.position,
    cast(
        by_state.rule as enum(
            '1', '1b', '1c', '1d', '2', '3', '3b', '4', '5', '6', '8', '9', '9b', '10', '11', '12', '13',
            '14', '14b', '15', '16', '17', '18'
        )
    ) as rule,
    by_state.contacts_incomplete,
    cast(
        by_state.verdict as enum('cleared', 'undetermined', 'ambiguous', 'inferred', 'confirmed')
    ) as verdict,
    by_state.reason,
    verdict_strength.strength
from by_state
inner join verdict_strength on by_state.verdict = verdict_strength.verdict

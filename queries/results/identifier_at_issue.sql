-- Title: The identifiers that the verdict of a match rests on, where it is not cleared
-- Grain: one row per judged match and identifier; none where no identifier was held then
-- Assumes: a mapped match rests on the identifiers of all map rows that give its verdict
-- Rules: section 3 (records concerned, lag), data contract (kind of a verdict)
-- Stored: while the audit runs
with in_question as (
    select *
    from match_verdict
    where counted_as = 'judged' and verdict != 'cleared'
),

evidence as (
    select
        source_row,
        source_row as evidence_row,
        account_id,
        matched_at as used_at,
        kind,
        digest,
        class_since,
        rule
    from in_question
    where not through_map

    union all

    select
        in_question.source_row,
        map_row_verdict.source_row as evidence_row,
        in_question.account_id,
        map_row_verdict.used_at,
        map_row_verdict.kinds as kind,
        map_row_verdict.digest,
        map_row_verdict.class_since,
        map_row_verdict.rule
    from in_question
    inner join upload on in_question.upload_id = upload.upload_id
    inner join match on in_question.source_row = match.source_row
    inner join map_in_force
        on
            upload.partner_id = map_in_force.partner_id
            and match.partner_user_id = map_in_force.partner_user_id
            and in_question.account_id = map_in_force.account_id
            and in_question.map_instant = map_in_force.in_force_from
    inner join map_row_verdict
        on
            map_in_force.map_row = map_row_verdict.source_row
            and in_question.strength = map_row_verdict.strength
    where in_question.through_map
),

named as (
    select
        source_row,
        account_id,
        used_at,
        kind,
        digest,
        rule,
        class_since
    from evidence
    where digest is not null and kind in ('email', 'phone')

    union all

    -- A digest held under both kinds at once is one record under each.
    select
        evidence.source_row,
        evidence.account_id,
        evidence.used_at,
        held_span.kind,
        evidence.digest,
        evidence.rule,
        held_span.valid_from as class_since
    from evidence
    inner join held_span
        on
            evidence.account_id = held_span.account_id
            and evidence.digest = held_span.digest
            and evidence.used_at >= held_span.valid_from
            and evidence.used_at < held_span.valid_to
    where evidence.kind = 'email|phone' and held_span.kind != 'either'
)

select
    source_row,
    account_id,
    used_at,
    kind,
    digest,
    case cast(rule as varchar) when '2' then 'security_only' else 'unclassified' end as class,
    class_since
from named

union all

select
    evidence.source_row,
    evidence.account_id,
    evidence.used_at,
    possible_identifier.kind,
    possible_identifier.digest,
    possible_identifier.class,
    possible_identifier.class_since
from evidence
inner join possible_identifier on evidence.evidence_row = possible_identifier.source_row

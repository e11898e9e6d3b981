-- Title: The identifiers that the verdict of a match rests on, where it is not cleared
-- Grain: one row per judged match and identifier; none where no identifier was held then
-- Assumes: a mapped match rests on the identifiers of all map rows that give its verdict
-- Rules: section 3 (records concerned, lag), data contract (kind of a verdict)
-- Stored: while the audit runs
with in_question as (
    select
        verdict_code.*,
        reason_code.rule,
        reason_code.through_map
    from verdict_code
    inner join reason_code on verdict_code.reason_no = reason_code.reason_no
    where verdict_code.counted_as = 'judged' and verdict_code.verdict != 'cleared'
),

evidence as (
    select
        in_question.source_row,
        in_question.source_row as evidence_row,
        in_question.account_id,
        in_question.matched_at as used_at,
        in_question.kind,
        coalesce(several.digest, held_span.digest) as digest,
        coalesce(several.class_since, held_span.valid_from) as class_since,
        in_question.rule
    from in_question
    left join held_span on in_question.span_no = held_span.span_no
    left join named_by_several_digests as several on in_question.source_row = several.source_row
    where not in_question.through_map

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
    inner join upload_code on in_question.upload_no = upload_code.upload_no
    inner join match on in_question.source_row = match.source_row
    inner join map_in_force
        on
            upload_code.partner_id = map_in_force.partner_id
            and match.partner_user_id = map_in_force.partner_user_id
            and in_question.account_id = map_in_force.account_id
            and in_question.matched_at >= map_in_force.in_force_from
            and in_question.matched_at < map_in_force.in_force_until
    inner join map_row_verdict
        on
            map_in_force.map_row = map_row_verdict.source_row
            and in_question.verdict = map_row_verdict.verdict
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

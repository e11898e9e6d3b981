-- Title: The identifiers that the verdict of a match rests on, where it is not cleared
-- Grain: one row per judged match and identifier; none where no identifier was held then
-- Assumes: a mapped match rests on the identifiers of all map rows that give its verdict
-- Rules: section 3 (records concerned, lag), data contract (kind of a verdict)
-- Stored: while the audit runs
-- Partitioned: by account
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
        source_row,
        matched_at,
        upload_no,
        reason_no,
        verdict,
        source_row as evidence_row,
        account_id,
        matched_at as used_at,
        kind,
        span_no,
        cast(rule as varchar) as rule
    from in_question
    where not through_map

    union all

    select
        in_question.source_row,
        in_question.matched_at,
        in_question.upload_no,
        in_question.reason_no,
        in_question.verdict,
        map_row_verdict.source_row as evidence_row,
        in_question.account_id,
        map_row_verdict.used_at,
        map_row_verdict.kinds as kind,
        map_row_verdict.span_no,
        cast(map_row_verdict.rule as varchar) as rule
    from in_question
    inner join upload_code on in_question.upload_no = upload_code.upload_no
    inner join (select * from match where partner_user_id is not null) as mapped_match
        on in_question.source_row = mapped_match.source_row
    inner join map_in_force
        on
            upload_code.partner_id = map_in_force.partner_id
            and mapped_match.partner_user_id = map_in_force.partner_user_id
            and in_question.account_id = map_in_force.account_id
            and in_question.matched_at >= map_in_force.in_force_from
            and in_question.matched_at < map_in_force.in_force_until
    inner join map_row_verdict
        on
            map_in_force.map_row = map_row_verdict.source_row
            and in_question.verdict = map_row_verdict.verdict
    where in_question.through_map
),

rested_on as (
    -- What the evidence names is of the kind that it says.
    select *
    from evidence
    where span_no is not null and kind in ('email', 'phone')

    union all

    select evidence.* replace (null as kind, possible_identifier.span_no as span_no)
    from evidence
    inner join possible_identifier on evidence.evidence_row = possible_identifier.source_row
),

-- A digest held under both kinds at once is one record under each.
under_both_kinds as (
    select
        evidence.* exclude (span_no),
        held_span.digest
    from held_span
    inner join evidence on held_span.span_no = evidence.span_no
    where evidence.kind = 'email|phone'
)

select
    rested_on.source_row,
    rested_on.matched_at,
    rested_on.upload_no,
    rested_on.reason_no,
    rested_on.verdict,
    rested_on.account_id,
    rested_on.used_at,
    coalesce(rested_on.kind, held_span.kind) as kind,
    held_span.digest,
    held_span.class,
    held_span.valid_from as class_since
from rested_on
inner join held_span on rested_on.span_no = held_span.span_no

union all

select
    evidence.source_row,
    evidence.matched_at,
    evidence.upload_no,
    evidence.reason_no,
    evidence.verdict,
    evidence.account_id,
    evidence.used_at,
    unnest(string_split(evidence.kind, '|')) as kind,
    several.digest,
    case evidence.rule when '2' then 'security_only' else 'unclassified' end as class,
    several.class_since
from evidence
inner join named_by_several_digests as several on evidence.evidence_row = several.source_row
where several.digest is not null

union all

select
    under_both_kinds.source_row,
    under_both_kinds.matched_at,
    under_both_kinds.upload_no,
    under_both_kinds.reason_no,
    under_both_kinds.verdict,
    under_both_kinds.account_id,
    under_both_kinds.used_at,
    held_span.kind,
    under_both_kinds.digest,
    case under_both_kinds.rule when '2' then 'security_only' else 'unclassified' end as class,
    held_span.valid_from as class_since
from held_span
inner join under_both_kinds
    on
        held_span.account_id = under_both_kinds.account_id
        and held_span.digest = under_both_kinds.digest
        and under_both_kinds.used_at >= held_span.valid_from
        and under_both_kinds.used_at < held_span.valid_to
where held_span.kind != 'either'

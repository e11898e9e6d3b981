-- Title: Matching: which entry met which account, when, and what is left of it in the log
-- `meeting` has one row for every time that an entry may have met an account; `attempt` one for each match
-- that really happened, also where the log has lost it. `stale` ones were made from an identifier that the
-- account no longer held, or not yet: the ad system was late.

-- Lists are matched one after the other, more or less.
create macro match_entry(m) as
    greatest(0, least(
        entries() - 1,
        floor(m::double / attempts() * entries())::bigint + pick(m, 35, drift()) - drift() // 2
    ));

create macro nearest_entry(m) as
    case
        when befalls(m, 37, heavy_matches()::double / attempts())
            then least(entries() - 1, match_entry(m) - match_entry(m) % 100 + 3)
        when is_heavy(match_entry(m)) then match_entry(m) + 1
        else match_entry(m)
    end;

create macro match_holder(m, e) as
    case
        when is_hot(e) then first_holder(1 + pick(m, 36, hot_accounts()))
        else entry_holder(e)
    end;

create macro meeting(low, high) as table (
    with
    tried as (
        select
            range as m,
            nearest_entry(range) as e
        from range(low, high)
    ),
    listed as (
        select
            m,
            e,
            entry_upload(e) as u,
            match_holder(m, e) as h
        from tried
        where entry_known(e)
    ),
    dated as (
        select
            *,
            account_of(h) as a,
            entry_added(e, u) + pick(m, 31, entry_stays(e)) as t,
            held_from(h) as f,
            partner_of(u) as q,
            is_mapped(u) as by_map,
            is_device(e) and not is_mapped(u) as by_device
        from listed
    )
    select
        *,
        held_until(h, f) as until
    from dated
);

create macro attempt(low, high) as table (
    with
    met as (
        select
            *,
            case when by_map then map_version(q, t) end as v,
            not by_map and not by_device and (t < f or t >= until) as stale
        from meeting(low, high)
    )
    select
        met.*,
        map_user.security_only as mapped_security_only,
        map_user.kinds as mapped_kinds
    from met
    left join map_user using (q, v, a)
    where
        case
            when by_map then map_user.a is not null
            when by_device then dice(m, 33) < 0.5
            else not stale or dice(m, 33) < stale_share()
        end
);

-- The log: days of it are gone, a partner system's begins late, and some lines cannot be read.
create macro is_day_lost(day, u) as
    befalls(day // 10, 52, days_lost_share())
    or (days_lost_share() > 0 and system_of(u) = 'partner' and day < first_upload() // days(1) + 400);

create macro evidence_of(m, u, t) as
    case
        when is_day_lost(t // days(1), u) then 'lost'
        when befalls(m, 53, torn_share()) then 'names_no_account'
        when befalls(m, 54, torn_share()) then 'rejected'
        else 'logged'
    end;

create macro is_named(m, stale) as
    stale or dice(m, 32) < named_share();

-- Lines that say something else than what the match was made through.
create macro says_nonsense(m) as
    befalls(m, 55, nonsense_share());

create macro says_other_kind(m) as
    befalls(m, 56, nonsense_share());

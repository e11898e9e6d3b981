-- Title: Accounts, and what they hold: which identifier, for what, from when to when
-- A holder is one account's holding of one identifier, whatever the purposes. The holders of an account are
-- two or three neighbouring numbers, so that either is known from the other.

create macro account_of(h) as
    h * 9 // 20;

create macro first_holder(a) as
    (a * 20 + 8) // 9;

create macro account_id(a) as
    (hash(xor(a * 1000 + 777, key())) >> 1)::bigint;

-- A few hold the identifier of somebody else: the second one of another account, which is always its own.
-- Only first holders do, so that no account holds an identifier twice.
create macro is_first(h) as
    h = first_holder(account_of(h));

create macro holds_hot_identifier(h) as
    is_first(h) and account_of(h) between 1 and hot_accounts();

create macro shares(h) as
    is_first(h) and befalls(h, 1, shared_share() * 20 / 9);

create macro other_account(h) as
    (account_of(h) + 1 + pick(h, 2, accounts() - 1)) % accounts();

create macro identifier_of(h) as
    case
        when holds_hot_identifier(h) then 1
        when shares(h) then first_holder(other_account(h)) + 1
        else h
    end;

-- The account with very many matches holds its identifier for security alone, and all the time.
create macro is_heavily_matched(h) as
    heavy_matches() > 0 and h = 0;

-- Held by most since before the window, by some since a day in it; for good, or for a time.
create macro first_held(h) as
    case
        when dice(h, 11) < 0.8 or is_heavily_matched(h) then 1199145600000000 + (dice(h, 12) * 168e12)::bigint
        else window_start() + (dice(h, 12) * 200e12)::bigint
    end;

create macro held_until(h, since) as
    case
        when dice(h, 13) < 0.75 or is_heavily_matched(h) then for_good()
        else since + days(1) + (dice(h, 14) * 250e12)::bigint
    end;

-- A number that passes from one account to another: who has it next holds it from when it was given up.
create macro is_recycled(h) as
    shares(h) and dice(h, 17) < 0.5;

create macro given_up(h) as
    held_until(first_holder(other_account(h)) + 1, first_held(first_holder(other_account(h)) + 1));

create macro held_from(h) as
    case
        when is_recycled(h) and given_up(h) < window_end() then given_up(h)
        else first_held(h)
    end;

-- What it is held for: a number from 0 to 1, cut into the histories below.
create macro history(h) as
    case when is_heavily_matched(h) then 0.05 else dice(h, 4) end;

create macro turning_point(h, since) as
    since + (dice(h, 15) * 100e12)::bigint;

create macro purposes(h, f, t, turn) as
    case
        when history(h) < 0.015 then [
            {'purpose': 'two_factor', 'since': f, 'until': t},
            {'purpose': 'account_recovery', 'since': f + days(1), 'until': t}
        ]
        when history(h) < 0.100 then [{'purpose': 'two_factor', 'since': f, 'until': t}]
        when history(h) < 0.150 then [{'purpose': 'account_recovery', 'since': f, 'until': t}]
        when history(h) < 0.180 then [
            {'purpose': 'two_factor', 'since': f, 'until': t},
            {'purpose': 'profile', 'since': f, 'until': t}
        ]
        when history(h) < 0.215 then [
            {'purpose': 'two_factor', 'since': f, 'until': t},
            {'purpose': 'marketing', 'since': turn, 'until': t}
        ]
        when history(h) < 0.250 then [
            {'purpose': 'account_recovery', 'since': f, 'until': t},
            {'purpose': 'profile', 'since': f, 'until': least(turn, t)}
        ]
        when history(h) < 0.800 then [{'purpose': 'profile', 'since': f, 'until': t}]
        when history(h) >= 1 - unsorted_share() then case pick(h, 18, 4)
            when 0 then [{'purpose': 'backup_contact', 'since': f, 'until': t}]
            when 1 then [{'purpose': 'newsletter', 'since': f, 'until': t}]
            when 2 then [
                {'purpose': 'two_factor', 'since': f, 'until': t},
                {'purpose': 'newsletter', 'since': f, 'until': t}
            ]
            else [
                {'purpose': 'profile', 'since': f, 'until': t},
                {'purpose': 'backup_contact', 'since': f, 'until': t}
            ]
        end
        else [{'purpose': 'marketing', 'since': f, 'until': t}]
    end;

-- The truth of it: from when to when it was held for security alone. Nowhere do these two look at `purposes`.
create macro alone_from(h, f, t, turn) as
    case
        when history(h) < 0.150 then f
        when history(h) < 0.180 then for_good()
        when history(h) < 0.215 then f
        when history(h) < 0.250 then turn
        when history(h) >= 1 - unsorted_share() and pick(h, 18, 4) = 0 then f
        else for_good()
    end;

create macro alone_to(h, f, t, turn) as
    case
        when history(h) >= 0.180 and history(h) < 0.215 then least(turn, t)
        else t
    end;

-- Of a deleted account no contact records are left.
create macro is_purged(a) as
    befalls(a, 19, purged_share());

create macro status_of(a) as
    case
        when is_purged(a) then 'deleted'
        when dice(a, 20) < 0.03 then 'suspended'
        when dice(a, 20) < 0.90 then 'active'
    end;

-- Title: Identifiers: which numbers and addresses there are, and how people write them
-- What is made of an identifier step by step is made in columns, as a macro makes its arguments as often as it
-- names them.

create macro kind_of(i) as
    case when dice(i, 3) < 0.35 then 'phone' else 'email' end;

-- Countries are numbered from 1.
create macro country_of(i) as
    (country_of_hundred())[pick(i, 5, 100) + 1];

-- No two identifiers of a country are one number, as long as the country has that many.
create macro place_in_plan(i, country) as
    (i * 982451653) % ((block_counts())[country] * 1000000);

create macro numbered(country, place) as
    (blocks())[(first_blocks())[country] + place // 1000000] * 1000000::bigint + place % 1000000;

create macro national_number(i) as
    numbered(country_of(i), place_in_plan(i, country_of(i)))::varchar;

create macro address(i) as
    'user' || (1000000000 + i)::varchar || ([
        '.a@example.com', '.bc@example.com', '.smith@example.com', '.jones@example.com',
        '.k@mail.example', '.lee@mail.example', '.silva@mail.example', '.mueller@mail.example',
        '.o@example.org', '.kumar@example.org', '.sato@example.org', '.ng@example.org',
        '.x@corp.example.net', '.diaz@corp.example.net', '.rossi@corp.example.net', '.okafor@corp.example.net'
    ])[pick(i, 8, 16) + 1];

-- As the ad system normalises it, before it is digested.
create macro normal(i) as
    case kind_of(i)
        when 'phone' then '+' || (calling_codes())[country_of(i)] || national_number(i)
        else address(i)
    end;

-- What a person dials within the country.
create macro dialled(region, trunk, national) as
    case region
        when 'US' then '(' || national[1:3] || ') ' || national[4:6] || '-' || national[7:]
        when 'BR' then '(' || national[1:2] || ') ' || national[3:7] || '-' || national[8:]
        else trunk || national[1:3] || ' ' || national[4:]
    end;

create macro phone_as_written(h, code, national, region, trunk) as
    case
        when dice(h, 10) < 0.60 then '+' || code || national
        when dice(h, 10) < 0.85 then '+' || code || ' ' || national[1:3] || '-' || national[4:6] || ' ' || national[7:]
        else dialled(region, trunk, national)
    end;

create macro address_as_written(h, address) as
    case
        when dice(h, 10) < 0.70 then address
        when dice(h, 10) < 0.85 then upper(address)
        else '  ' || upper(address[1]) || address[2:] || ' '
    end;

-- Title: Identifiers: which numbers and addresses there are, and how people write them
-- What is made step by step is made in columns, as a macro makes an argument as often as it names it.

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
create macro dialled(country, national) as
    case (regions())[country]
        when 'US' then '(' || national[1:3] || ') ' || national[4:6] || '-' || national[7:]
        when 'BR' then '(' || national[1:2] || ') ' || national[3:7] || '-' || national[8:]
        else (trunk_prefixes())[country] || national[1:3] || ' ' || national[4:]
    end;

create macro phone_as_written(h, country, national) as
    case
        when dice(h, 10) < 0.60 then '+' || (calling_codes())[country] || national
        when dice(h, 10) < 0.85
            then '+' || (calling_codes())[country] || ' ' || national[1:3] || '-' || national[4:6]
                || ' ' || national[7:]
        else dialled(country, national)
    end;

create macro address_as_written(h, address) as
    case
        when dice(h, 10) < 0.70 then address
        when dice(h, 10) < 0.85 then upper(address)
        else '  ' || upper(address[1]) || address[2:] || ' '
    end;

-- One digest is written in several ways.
create macro digest_as_written(x, hex) as
    case
        when not befalls(x, 38, rewritten_share()) then hex
        when dice(x, 39) < 0.5 then upper(hex)
        else to_base64(unhex(hex))
    end;

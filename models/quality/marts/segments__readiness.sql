-- One row per check of the data behind the segments: pass, warn or fail, and why.
{%- set grain_words = 'one row is a customer, without orders' if var('segments_input_grain') == 'customer'
    else 'one row is a whole order, without products' %}
with

measures as (
    select * from {{ ref('int_segments__readiness_measures') }}
),

checks as (
    select * from {{ ref('segments_readiness_checks') }}
),

judged as (
    select
        checks.*,
        cast(measures.measured_value as double) as measured_value,
        measures.detail,
        not measures.is_stated as lacks_money,
        measures.check_name in (
            {{ customer_segments.quoted_list(customer_segments.checks_not_stated()) }}
        ) or not measures.is_stated as is_not_supplied,
        -- what could not be measured counts as 0
        coalesce(measures.measured_value, 0) as judged_value,
        case checks.good_side when 'above' then 1 else -1 end as direction
    from measures
    inner join checks
        on measures.check_name = checks.check_name
),

ruled as (
    select
        *,
        case
            when direction * judged_value < direction * fail_limit then 'fail'
            when direction * judged_value < direction * warn_limit then 'warn'
            else 'pass'
        end as status
    from judged
),

final as (
    select
        check_order,
        check_name,
        case when is_not_supplied then 'warn' else status end as status,
        case when not is_not_supplied then measured_value end as measured_value,
        good_side,
        warn_limit,
        fail_limit,
        case
            when lacks_money then 'This data does not tell the ' || check_name || ': no money is stated.'
            when is_not_supplied
                then 'This data does not tell the ' || check_name || ': {{ grain_words }}.'
            when status = 'pass' then pass_sentence
            else problem_sentence || detail
        end as sentence,
        case
            when is_not_supplied then 'The affected columns are empty; nothing is estimated instead.'
            when status = 'pass' then 'None.'
            else problem_consequence
        end as consequence
    from ruled
    -- few files state a status; a small or young shop has no clusters, or no quarter to predict;
    -- without campaign contacts nobody is held out
    where
        (check_name != 'share of lines of unknown status' or judged_value > 0)
        and (
            measured_value is not null
            or check_name not in (
                'distinct groups', 'activity explained by the segments', 'customers held out of campaigns',
                'share of units of one product beyond its share of sales',
                'share of customers of a low recency score who ordered in the last 30 days',
                'days without an order before the as-of date',
                'bias that the lifetime totals of all past windows share',
                'share of customers who bought what would have been recommended'
            )
        )
)

select * from final

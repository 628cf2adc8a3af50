{#- What is said of a candidate to those who read the table. -#}
{% macro candidate_verdict() -%}
case
            when candidates.choice_rank = 1 and candidates.verdict = 'meets every demand' and candidates.has_groups
                then 'chosen: of those that meet every demand, the number of groups that stands out most'
            when candidates.choice_rank = 1 and candidates.verdict = 'meets every demand'
                then 'chosen: a convention, the most clusters that are found again'
            when candidates.choice_rank = 1 and candidates.algorithm = 'money_tiers' and not candidates.is_algorithm
                then 'chosen: there are no groups, and tiers are honest about it'
            when candidates.choice_rank = 1 and candidates.verdict like 'asked for%' then 'chosen: ' || candidates.verdict
            when candidates.choice_rank = 1 then 'chosen for want of better: ' || candidates.verdict
            when candidates.verdict = 'meets every demand' and candidates.has_groups
                then 'meets every demand, but another number stands out more'
            when candidates.verdict = 'meets every demand'
                then 'meets every demand, but another does so with more clusters'
            else candidates.verdict
        end
{%- endmacro %}

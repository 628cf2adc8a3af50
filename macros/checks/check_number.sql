{#- A number var within its range; whole where both ends are whole and wide apart. -#}
{% macro check_number(name, lowest, highest) %}
    {%- set value = var(name) -%}
    {%- set is_whole = highest is integer and highest > 1 -%}
    {%- set wanted = ('a whole number' if is_whole else 'a number') ~ ' from ' ~ lowest ~ ' to ' ~ highest -%}
    {%- if value is none -%}
        {%- if name not in ['segments_cluster_count', 'segments_campaign_budget', 'segments_model_version'] -%}
            {%- do customer_segments.refuse(name, 'null', wanted) -%}
        {%- endif -%}
    {%- elif value is boolean or value is not number or (is_whole and value is not integer)
        or value < lowest or value > highest -%}
        {#- a number in quotes is text, and is shown as such -#}
        {%- set is_text = value is string and modules.re.fullmatch('[0-9.+-]+', value) -%}
        {%- do customer_segments.refuse(name, "'" ~ value ~ "'" if is_text else value, wanted) -%}
    {%- endif -%}
{% endmacro %}

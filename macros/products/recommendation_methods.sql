{#- The ways to recommend that the back-test compares and that may be served, most trusted first. -#}
{% macro recommendation_methods() %}
    {{ return([
        'related and rising', 'alike and rising', 'related', 'category recent top', 'category top',
        'segment recent top', 'segment top', 'country top', 'shop recent top', 'shop top'
    ]) }}
{% endmacro %}

{#- One row per way that may be served: where only the segment's products count, not what others buy most. -#}
{% macro servable_methods() -%}
    {%- set in_segment = var('segments_recommendation_scope') == 'segment' -%}
    {%- set rows = [] -%}
    {%- for method in customer_segments.recommendation_methods() -%}
        {%- set is_list = method.endswith('top') -%}
        {%- if not (in_segment and is_list and not method.startswith('segment')) -%}
            {%- do rows.append(
                "select '" ~ method ~ "' as method, " ~ loop.index ~ " as boldness, "
                ~ (is_list | string | lower) ~ " as is_list"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(rows | join('\n    union all\n    ')) }}
{%- endmacro %}

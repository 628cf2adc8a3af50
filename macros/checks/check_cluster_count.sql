{#-
  Stops the run before any fit if segments_cluster_count exceeds the number of distinct
  customers.
-#}
{% macro check_cluster_count() %}
    {%- set wanted = var('segments_cluster_count') -%}
    {%- if execute and wanted is not none -%}
        {%- set features = [] -%}
        {%- for feature in customer_segments.clustering_features() -%}
            {%- do features.append(adapter.quote(feature)) -%}
        {%- endfor -%}
        {%- set found = run_query(
            'select count(*) from (select distinct ' ~ features | join(', ') ~ ' from ' ~ this
            ~ ' where is_in_sample) as points'
        ).columns[0].values() | first | int -%}
        {%- if 0 < found < wanted -%}
            {%- do customer_segments.stop(
                'segments_cluster_count is ' ~ wanted ~ ', but only ' ~ found ~ ' customers differ in their features; set it to '
                ~ [found, 2] | max ~ ' or less, or to null.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

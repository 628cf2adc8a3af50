{#-
  Into how many parts customers are divided, so that the products of all customers of a part fit into memory:
  one per five million pairs of a customer and a product that may be scored. histories: the purchase histories.
-#}
{% macro candidate_parts(histories) %}
    {#- while dbt parses, and in a unit test, there is nothing to count -#}
    {%- if not execute or not histories.schema or not adapter.get_relation(histories.database, histories.schema, histories.identifier) -%}
        {{ return(1) }}
    {%- endif -%}
    {%- set pairs = run_query(
        'select least(count(*) * ' ~ customer_segments.tuning('neighbour_products') ~ ', '
        ~ 'count(distinct customer_number) * count(distinct product_number)) from ' ~ histories ~ ' where is_current'
    ).columns[0].values()[0] | int -%}
    {{ return([1 + pairs // 5000000, 100] | min) }}
{% endmacro %}

{#- A var on the command line or in a vars file that is nearly one of ours is one of ours. -#}
{% macro check_var_names() %}
    {%- set known = customer_segments.known_vars() -%}
    {%- for name in (invocation_args_dict.get('vars') or {}) if name.startswith('segments_') and name not in known -%}
        {%- set near = customer_segments.nearest_name(name, known, 0.85) -%}
        {%- if near -%}
            {{ exceptions.raise_compiler_error(
                name ~ ' is no var of this project; did you mean ' ~ near ~ '? Every var is listed in dbt_project.yml.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- Every var of dbt_project.yml, and the one that leaves the demo shop out. -#}
{% macro known_vars() %}
    {%- set names = [
        'segments_use_demo_shop',
        'segments_transactions', 'segments_customers', 'segments_products', 'segments_campaign_contacts',
        'segments_transactions_columns', 'segments_customers_columns', 'segments_products_columns',
        'segments_campaign_contacts_columns', 'segments_customer_attributes', 'segments_business_timezone',
        'segments_currency', 'segments_cancelled_order_prefix', 'segments_earliest_order_date',
        'segments_latest_order_date', 'segments_as_of_date', 'segments_clustering_features',
        'segments_family_weights', 'segments_rfm_grid', 'segments_rfm_cuts', 'segments_previous_customers',
        'segments_previous_registry', 'segments_campaign_salt',
        'segments_expected_totals', 'segments_previous_history', 'segments_previous_parameters'
    ] -%}
    {{ return(
        names + (customer_segments.number_vars() | map('first') | list) + (customer_segments.choice_vars() | map('first') | list)
    ) }}
{% endmacro %}

{#- Ends the run at the first key that `make inputs` left open as "?": only the user can answer it. -#}
{% macro check_open_questions() %}
    {%- set inputs = var('segments_inputs') -%}
    {%- if inputs is mapping -%}
        {%- for input, settings in inputs.items() if settings is mapping -%}
            {%- for key, value in settings.items() -%}
                {%- do customer_segments.refuse_open_question('segments_inputs.' ~ input ~ '.' ~ key, value) -%}
                {%- if value is mapping -%}
                    {%- for column, wanted in value.items() -%}
                        {%- do customer_segments.refuse_open_question('segments_inputs.' ~ input ~ '.' ~ key ~ '.' ~ column, wanted) -%}
                    {%- endfor -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for name in customer_segments.setting_rules() -%}
        {%- do customer_segments.refuse_open_question(name, var(name)) -%}
    {%- endfor -%}
{% endmacro %}

{#- Refuses one value that is still a question. -#}
{% macro refuse_open_question(name, value) %}
    {%- if value == '?' -%}
        {%- do customer_segments.stop(
            name ~ " is '?', a question that is not answered; write the right value in its place, as the comment above it in the vars file says."
        ) -%}
    {%- endif -%}
{% endmacro %}

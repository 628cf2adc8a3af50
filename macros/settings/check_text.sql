{#-
  A name that is nearly one of ours is one of ours, misspelt. In this project every name must be
  known; in a project that installs it, so must those under customer_segments.
-#}
{% macro check_names() %}
    {%- set config = builtins.ref.config -%}
    {%- set is_ours = config.project_name == 'customer_segments' -%}
    {%- set known = ['segments_inputs', 'segments_customer_attributes', 'segments_clustering_features',
        'segments_family_weights', 'segments_rfm_grid', 'segments_rfm_cuts', 'segments_tuning']
        + customer_segments.setting_rules().keys() | list -%}
    {%- set project = config.vars.to_dict() -%}
    {%- set scoped = project.get('customer_segments') or {} -%}
    {%- for settings in [project, scoped, config.cli_vars] -%}
        {%- for name in settings if name not in known and settings[name] is not sameas scoped -%}
            {#- our own list of defaults, not somebody's override of it -#}
            {%- set is_default = is_ours and name == 'segments_tuning_defaults' and settings is sameas project -%}
            {%- set is_near = customer_segments.nearest_name(name, known, 0.8) or (name | string).startswith('segments_') -%}
            {%- if not is_default and (is_ours or settings is sameas scoped or is_near) -%}
                {%- do customer_segments.refuse_name(none, name, known) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#-
  Settings are looked at exactly as they were written, because var() would render text as Jinja; what
  the command line gives comes before what dbt_project.yml gives. No setting holds Jinja, a control character, text of more than 1,000 characters or more than
  2,000 values. Only the places that may name a relation or a path of the environment may hold one of
  the forms of reference_of, which this package resolves itself.
-#}
{% macro check_text() %}
    {%- set config = builtins.ref.config -%}
    {%- set project = config.vars.to_dict() -%}
    {%- set settings = dict(project, **(project.get('customer_segments') or {})) -%}
    {%- do settings.update(config.cli_vars) -%}
    {%- for name, given in settings.items()
        if config.project_name == 'customer_segments' or (name | string).startswith('segments_') -%}
        {%- set queue = [(name | string, name), (name | string, given)] -%}
        {#- what is nested is appended to the list that is walked -#}
        {%- for label, value in queue -%}
            {%- if queue | length > 2000 -%}
                {%- do customer_segments.refuse(name, 'more than 2,000 values', 'fewer') -%}
            {%- endif -%}
            {%- if value is mapping -%}
                {%- for key, nested in value.items() -%}
                    {%- if queue | length <= 2000 -%}
                        {%- do queue.append((label, key)) -%}
                        {%- do queue.append((label ~ '.' ~ (key | string)[:60], nested)) -%}
                    {%- endif -%}
                {%- endfor -%}
            {%- elif value is string -%}
                {%- set may_refer = label == 'segments_rfm_grid' or modules.re.fullmatch('segments_inputs[.][a-z_]+[.]from', label) -%}
                {%- if '{' in value and modules.re.search('\\{[\\{%#]', value)
                    and not (may_refer and customer_segments.reference_of(value)) -%}
                    {%- do customer_segments.refuse(
                        label, value,
                        ("a file, a table, or exactly {{ ref('x') }}, {{ ref('package', 'x') }} or {{ source('a', 'b') }}"
                        if may_refer else 'text without Jinja; a setting is data')
                    ) -%}
                {%- elif value | length > 1000 -%}
                    {%- do customer_segments.refuse(label, value, 'at most 1,000 characters') -%}
                {%- elif modules.re.search('[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029]', value) -%}
                    {%- do customer_segments.refuse(label, value, 'text of one line without control characters') -%}
                {%- endif -%}
            {%- elif value is iterable -%}
                {%- for nested in value -%}
                    {%- if queue | length <= 2000 -%}{%- do queue.append((label, nested)) -%}{%- endif -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#-
  The relation or path that text refers to in one of four forms, resolved here and not by rendering
  the text; none for any other text. SEGMENTS_DATA is the only variable of the environment.
-#}
{% macro reference_of(text) %}
    {%- set name = "'([A-Za-z0-9_.-]+)'" -%}
    {%- set found = modules.re.fullmatch('\\{\\{ *(ref|source)[(] *' ~ name ~ '(?: *, *' ~ name ~ ')? *[)] *\\}\\}', text | trim) -%}
    {%- if found -%}
        {%- if found.group(1) == 'ref' -%}
            {{ return((ref(found.group(2), found.group(3)) if found.group(3) else ref(found.group(2))) | string) }}
        {%- elif found.group(3) -%}
            {{ return(source(found.group(2), found.group(3)) | string) }}
        {%- endif -%}
    {%- endif -%}
    {%- set found = modules.re.fullmatch(
        "\\{\\{ *env_var[(] *'SEGMENTS_DATA'(?: *, *'([^'{}]*)')? *[)] *\\}\\}(/[^{}]*)", text | trim
    ) -%}
    {{ return(env_var('SEGMENTS_DATA', found.group(1) or '../shared/data') ~ found.group(2) if found else none) }}
{% endmacro %}

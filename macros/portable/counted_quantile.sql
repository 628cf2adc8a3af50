{#-
  The quantile of macro quantile over counted values: rows with a value, how many are at most it (up_to) and
  how many there are (total). An aggregate holds every value in memory; counts are sorted, and written
  to disk where memory is short.
-#}
{% macro counted_quantile(value, up_to, total, share, digits=none) -%}
{%- set place = '(' ~ total ~ ' - 1) * cast(' ~ share ~ ' as double)' -%}
{%- set low = 'min(case when ' ~ up_to ~ ' > floor(' ~ place ~ ') then ' ~ value ~ ' end)' -%}
{%- set high = 'min(case when ' ~ up_to ~ ' > ceil(' ~ place ~ ') then ' ~ value ~ ' end)' -%}
{%- set rest = 'max(' ~ place ~ ' - floor(' ~ place ~ '))' -%}
{%- if digits is none -%}
{{ low }} * (1 - {{ rest }}) + {{ high }} * {{ rest }}
{%- else -%}
{#- wider than the values, whose product with the unit would not fit #}
{%- set unit = ' as decimal(28, ' ~ digits ~ ')) * 1' ~ '0' * digits ~ ' as bigint)' -%}
{%- set units = 'cast(cast(' ~ low ~ unit ~ ' + cast(cast(' ~ high ~ ' - ' ~ low ~ unit ~ ' * ' ~ rest -%}
{{ customer_segments.cut_off('sign(' ~ units ~ ') * floor(abs(' ~ units ~ '))', digits) }}
{%- endif -%}
{%- endmacro %}

{#- Stops the run at a packed file that is cut off. -#}
{% macro check_pack(input, path) %}
    {%- set complaint = customer_segments.pack_complaint(path) -%}
    {%- if complaint -%}
        {%- do customer_segments.stop('segments_' ~ input ~ ': file ' ~ path ~ ' ' ~ complaint ~ '.') -%}
    {%- endif -%}
{% endmacro %}

{#-
  What is wrong where the last four bytes of a gzip file, which tell the size of what is in
  it, tell more than gzip can pack into so few. A file of 4 MB and more may hold more than
  four bytes can tell; where it is cut off, the engine stops when it comes to the end.
-#}
{% macro pack_complaint(path) %}
    {%- if not (path | lower).endswith('.gz') -%}{{ return(none) }}{%- endif -%}
    {%- set facts = run_query(
        "select octet_length(content) as size, hex(array_slice(content, 1, 2)) as magic, "
        ~ "hex(array_slice(content, octet_length(content) - 3, octet_length(content))) as last_bytes "
        ~ "from read_blob(" ~ customer_segments.quoted(path) ~ ")"
    ).rows[0] -%}
    {%- set last = facts['last_bytes'] | string -%}
    {%- set told = (last[6:8] ~ last[4:6] ~ last[2:4] ~ last[0:2]) | int(0, 16) -%}
    {%- if facts['magic'] | string == '1F8B' and facts['size'] < 4000000 and told > 1032 * facts['size'] -%}
        {{ return('is packed but cut off; send it again') }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}

{#- Stops the run at a packed file that is cut off. -#}
{% macro check_pack(input, path) %}
    {%- set complaint = customer_segments.pack_complaint(path) -%}
    {%- if complaint -%}
        {%- do customer_segments.stop('segments_' ~ input ~ ': file ' ~ path ~ ' ' ~ complaint ~ '.') -%}
    {%- endif -%}
{% endmacro %}

{#-
  What is wrong where a packed file ends too early. The last four bytes of a small one tell the
  size of what is in it, more than gzip can pack into so few if it is cut off; a large one is
  unpacked once to see.
-#}
{% macro pack_complaint(path) %}
    {%- if not (path | lower).endswith('.gz') -%}{{ return(none) }}{%- endif -%}
    {%- set file = 'read_blob(' ~ customer_segments.quoted(path) ~ ')' -%}
    {%- set size = run_query('select size from ' ~ file).rows[0][0] -%}
    {%- if size < 4000000 -%}
        {%- set facts = run_query(
            "select hex(array_slice(content, 1, 2)) as magic, "
            ~ "hex(array_slice(content, octet_length(content) - 3, octet_length(content))) as last_bytes from " ~ file
        ).rows[0] -%}
        {%- set last = facts['last_bytes'] | string -%}
        {%- set told = (last[6:8] ~ last[4:6] ~ last[2:4] ~ last[0:2]) | int(0, 16) -%}
        {%- set is_cut_off = facts['magic'] | string == '1F8B' and told > 1032 * size -%}
    {%- else -%}
        {%- set is_cut_off = not customer_segments.succeeds(
            'select count(*) from ' ~ customer_segments.read_lines(path, 'ignore_errors = true')
        ) -%}
    {%- endif -%}
    {{ return('is packed but cut off or damaged; pack and send it again' if is_cut_off) }}
{% endmacro %}

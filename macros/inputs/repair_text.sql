{#-
  Repairs UTF-8 text that was read as cp1252 ('CafÃ©' for 'Café'). The pairs are the
  accented letters of western European languages.
-#}
{% macro repair_text(text) %}
    {%- set repaired = namespace(sql=text) -%}
    {%- set pairs = [
        ('Ã©', 'é'), ('Ã¨', 'è'), ('Ãª', 'ê'), ('Ã§', 'ç'), ('Ã¼', 'ü'), ('Ã¶', 'ö'),
        ('Ã¤', 'ä'), ('Ã±', 'ñ'), ('Ã´', 'ô'), ('Ã®', 'î'), ('Ã¢', 'â'), ('Ã³', 'ó'),
        ('ÃŸ', 'ß'), ('Ã¥', 'å'), ('Ã¸', 'ø'), ('Ã‰', 'É'), ('Ã–', 'Ö'), ('Ãœ', 'Ü'),
        ('Ã\u00a0', 'à'), ('Ã ', 'à '), ('â€™', '’'), ('â€“', '–'), ('â€”', '—')
    ] -%}
    {%- for broken, right in pairs -%}
        {%- set repaired.sql = "replace(" ~ repaired.sql ~ ", '" ~ broken ~ "', '" ~ right ~ "')" -%}
    {%- endfor -%}
    {{ return(
        "case when " ~ text ~ " like '%Ã%' or " ~ text ~ " like '%â€%' then "
        ~ repaired.sql ~ " else " ~ text ~ " end"
    ) }}
{% endmacro %}

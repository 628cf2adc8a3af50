{#-
  True if a text is a product name: it has letters, none of them broken, and is not only
  a note on the stock ('?', 'damaged', 'wet/rusty', 'lost??').
-#}
{% macro is_clean_name(name) -%}
{%- set stock_notes = [
    'checked', 'check', 'damages', 'damaged', 'damage', 'lost', 'missing', 'found', 'wet', 'rusty', 'rust', 'broken',
    'crushed', 'smashed', 'faulty', 'mouldy', 'thrown', 'throw', 'away', 'wrongly', 'wrong', 'incorrectly', 'incorrect',
    'adjustment', 'adjust', 'adj', 'unsaleable', 'unsellable', 'destroyed', 'returned', 'mixed', 'mix', 'mailout', 'tbc',
    'coded', 'marked', 'labelled', 'stock', 'code', 'test', 'samples', 'and', 'or', 'up', 'in', 'n/a', 'null', 'none'
] -%}
not {{ customer_segments.regex_matches(name, '.*(Ã[^\\p{Lu} ]|â€|�).*') }}
and not {{ customer_segments.regex_matches(
    'lower(' ~ name ~ ')', '([^\\p{L}]|' ~ stock_notes | join('|') ~ ')*'
) }}
{%- endmacro %}

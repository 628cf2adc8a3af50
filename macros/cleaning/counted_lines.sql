{#- True for the lines of a file that another file replaces. -#}
{% macro is_of_other_file(ordered_at) -%}
(
    files.is_repeated_file
    or ('{{ var("segments_overlapping_files") }}' = 'later_wins' and {{ ordered_at }} >= files.next_file_starts_at)
)
{%- endmacro %}

{#-
  How often an equal line counts. Of a whole order that is loaded twice once, a piece in it as often
  as in one copy; of an order in several files as often as in one of them. Null where equal lines
  are pieces: they differ in another column, or their order repeats in a part only.
-#}
{% macro counted_lines() -%}
case
    when evidence.has_line_ids then 1
    when not repeated_lines.is_whole_order then null
    when repeated_lines.is_in_several_files then repeated_lines.largest_file_line_count
    when evidence.are_repeats_copies and not repeated_lines.differs_elsewhere then cast(ceil(
        cast(repeated_lines.line_count as double)
        / case when evidence.states_quantities then repeated_lines.copy_count else evidence.smallest_copy_count end
    ) as bigint)
end
{%- endmacro %}

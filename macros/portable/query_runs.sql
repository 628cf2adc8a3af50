{#-
  Whether a query ends without an error. Jinja cannot catch one; location_exists of the adapter
  does, and so asks whether 'duckdb_types' exists between two statements of its own. After an
  error the transaction is lost: what is left to do is to stop.
-#}
{% macro query_runs(query) %}
    {{ return(adapter.location_exists("duckdb_types' where 1 = 0; " ~ query ~ "; select '1")) }}
{% endmacro %}

{#-
  True if a query ends without an error. Jinja cannot catch errors; location_exists of the adapter
  can, and asks whether 'duckdb_types' exists between two statements of its own. After an
  error the transaction is lost, so the caller must stop.
-#}
{% macro query_runs(query) %}
    {{ return(adapter.location_exists("duckdb_types' where 1 = 0; " ~ query ~ "; select '1")) }}
{% endmacro %}

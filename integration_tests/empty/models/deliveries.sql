-- One row per delivery: a model that has nothing to do with the package.
select 1 as delivery_id

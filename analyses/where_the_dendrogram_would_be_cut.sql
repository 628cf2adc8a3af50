-- The groups of the Ward hierarchy at any number of clusters: which points stay together. Change the number.
{{ customer_segments.cut_dendrogram(4) }}
order by cluster, point_id

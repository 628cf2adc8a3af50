{#-
  Methods that segments_recommendation_method may name: those of the seed segments_recommendation_methods
  with a preference_order, which no check can read before the seeds are loaded.
-#}
{% macro recommendation_methods() %}
    {{ return([
        'item_linear_trending', 'item_blend_trending', 'item_hybrid_trending', 'item_cosine_trending',
        'item_similarity_llr', 'category_trending', 'category_bestsellers', 'segment_trending',
        'segment_bestsellers', 'country_bestsellers', 'shop_trending', 'shop_bestsellers'
    ]) }}
{% endmacro %}

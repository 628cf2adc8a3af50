-- Fails on each segment whose name, qualifiers included, holds a word that is untrue of a fifth of it.
with

final as (
    select
        segments.segment_id,
        segments.segment_name,
        word_shares.word,
        word_shares.true_share
    from {{ ref('int_segments__segments') }} as segments
    inner join {{ ref('int_segments__word_shares') }} as word_shares
        on
            segments.segment_id = word_shares.segment_id
            and {{ customer_segments.holds_word('segments.segment_name', 'word_shares.word') }}
    where
        word_shares.true_share
        < {{ customer_segments.smallest_true_share() }}
        -- a name of the previous build may stay within its error
        - case when segments.is_kept_name then word_shares.true_share_error else 0 end
)

select * from final

-- One row per person. Only this view sets attributes.
-- It has one column for each attribute that a segment or a template uses.
create or replace view analytics.activation_profile as
with orders as (
    select customer_id, max(ordered_at) as last_order_at, sum(total) as lifetime_value
    from shop.orders
    group by customer_id
),
last_cart as (
    select customer_id, status as cart_status
    from shop.carts
    qualify row_number() over (partition by customer_id order by updated_at desc) = 1
)
select
    c.customer_id,                        -- the identifier in all streams
    lower(trim(c.email)) as email,        -- the second identifier, on the same profile
    c.first_name,
    c.city,
    c.created_at,                         -- TIMESTAMP_TZ or TIMESTAMP_LTZ: arrives as unix seconds
    o.last_order_at,                      -- TIMESTAMP_NTZ: read in the configured time_zone
    coalesce(o.lifetime_value, 0) as lifetime_value,
    c.loyalty_number,                     -- NUMBER(38, 0): beyond 2^53 it is sent as text with every digit
    c.preferences,                        -- VARIANT: arrives as text; an attribute rule converts it to JSON
    l.cart_status,
    c.unsubscribed,                       -- BOOLEAN: only true or false
    c.survey_sent
from shop.customers as c
left join orders as o using (customer_id)
left join last_cart as l using (customer_id)
where c.customer_id is not null
qualify row_number() over (partition by c.customer_id order by c.updated_at desc) = 1;

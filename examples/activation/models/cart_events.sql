-- One row per event, with a key that is the same in every run and the time of the event.
create or replace view analytics.cart_events as
select
    event_id,                             -- the key: the event id in Customer.io is derived from it
    customer_id,
    event_name as event,                  -- cart_updated, cart_abandoned
    occurred_at,                          -- TIMESTAMP_TZ: the time of the event, not of the load
    cart_total,
    items                                 -- VARIANT
from shop.cart_log
where customer_id is not null
qualify row_number() over (partition by event_id order by occurred_at desc) = 1;

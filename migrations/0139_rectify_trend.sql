-- What the workbench's trend reads: who was listed and who was closed in the last weeks, by the day.
create index rectify_item_closed on rectify_item (closed_on, unit_ord) where closed_on <> '';
create index rectify_item_registered on rectify_item (registered_on, unit_ord);

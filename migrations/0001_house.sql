-- What the house knows of itself: settings as key and value (name of the organisation, language, when set up).
create table house_setting (
	key text primary key, -- P1
	value text not null, -- P1
	version bigint not null default 1 -- P1
);

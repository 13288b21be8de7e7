-- Which key of the key file (ground/keyring) seals the secrets of this database: its name, never the key. The one in use has
-- no until. A machine whose file does not hold it must not serve this house.
create table access_seal (
	key_id text primary key, -- P1
	since text not null, -- P1
	until text not null default '' -- P1
);
create unique index access_seal_one on access_seal (until) where until = '';

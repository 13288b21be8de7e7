-- Messages to be sent. One key is one message: a sweep that runs twice queues once. A restricted matter's
-- message carries no title.
create table notify_message (
	id text primary key, -- P1
	key text not null unique, -- P1
	subject text not null, -- P1
	light text not null default '', -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	title text not null default '', -- P2
	link text not null default '', -- P1
	args {{json}} not null, -- P2
	targets {{json}} not null, -- P2
	queued_at text not null, -- P1
	sent_at text not null default '' -- P1
);
create index notify_message_unsent on notify_message (queued_at, id) where sent_at = '';
create index notify_message_ref on notify_message (kind, ref);
create index notify_message_unit on notify_message (unit_id);

-- The in-app inbox: one row for each account that a message reached.
create table notify_notice (
	id text primary key, -- P1
	login_id text not null references access_login(id), -- P1
	message_id text not null references notify_message(id), -- P1
	at text not null, -- P1
	read_at text not null default '', -- P1
	unique (message_id, login_id)
);
create index notify_notice_inbox on notify_notice (login_id, id);
create index notify_notice_unread on notify_notice (login_id, id) where read_at = '';

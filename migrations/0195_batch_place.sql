-- What an uploaded workbook is for, when its list belongs to one thing: a year, a branch, a campaign.
alter table batch_upload add column place text not null default ''; -- P1

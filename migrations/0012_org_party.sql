-- What other rooms may read of the Party tree: which units an organisation covers, and its committee's terms.
create view v_link as select party_id, unit_id, since, until from org_link;
create view v_term as select party_id, number, since, until from org_term;

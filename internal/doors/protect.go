package doors

import "plumbline/internal/ground/db"

// Protected are the tables whose rows the record answers for: each act commits to what it leaves in
// them, and the night work compares (docs/design/0018-witness.md). Columns in Except are derived or
// change without an act; all others are covered, also those that a later migration adds. A table is
// either here or in Unprotected; a test asks.
var Protected = []db.Watched{
	{Table: "house_setting", Key: []string{"key"}},

	{Table: "org_unit", Key: []string{"id"}, Except: []string{"ord", "last", "depth"}},
	{Table: "org_alias", Key: []string{"unit_id", "name"}},
	{Table: "org_event", Key: []string{"seq"}},
	{Table: "org_link", Key: []string{"party_id", "unit_id"}},
	{Table: "org_term", Key: []string{"id"}},
	{Table: "org_person", Key: []string{"id"}},
	{Table: "org_post", Key: []string{"id"}},
	{Table: "org_portfolio", Key: []string{"id"}},
	{Table: "batch_upload", Key: []string{"id"}},

	{Table: "audit_witness", Key: []string{"id"}},
	{Table: "audit_quorum", Key: []string{"seq"}},
	{Table: "access_login", Key: []string{"id"}, Except: []string{"lang", "failed", "suspended_at", "last_at"}},
	{Table: "access_grant", Key: []string{"id"}},
	{Table: "access_factor", Key: []string{"id"}, Except: []string{"last_step", "used_at"}},
	{Table: "access_former", Key: []string{"id"}},
	{Table: "access_code", Key: []string{"id"}},
	{Table: "access_recusal", Key: []string{"id"}},
	{Table: "approve_request", Key: []string{"id"}},
	{Table: "approve_decision", Key: []string{"request_id"}},
	{Table: "approve_use", Key: []string{"request_id"}},

	{Table: "backup_plan", Key: []string{"id"}},
	{Table: "backup_recipient", Key: []string{"public"}},
	{Table: "backup_run", Key: []string{"id"}},
	{Table: "backup_drill", Key: []string{"id"}},

	{Table: "calendar_rule", Key: []string{"code", "since"}},
	{Table: "calendar_year", Key: []string{"year"}},
	{Table: "calendar_day", Key: []string{"day"}},
	{Table: "calendar_promise", Key: []string{"id"}, Except: []string{"unit_ord", "next_at"}},
	{Table: "calendar_change", Key: []string{"seq"}},
	{Table: "file_blob", Key: []string{"hash"}},
	{Table: "file_file", Key: []string{"id"}},

	{Table: "framework_edition", Key: []string{"id"}},
	{Table: "framework_use", Key: []string{"kind", "ref"}},

	{Table: "directive_directive", Key: []string{"id"}, Except: []string{"unit_ord"}},
	{Table: "directive_draft", Key: []string{"directive_id", "draft"}},
	{Table: "directive_node", Key: []string{"id"}},
	{Table: "directive_task", Key: []string{"id"}},
	{Table: "directive_duty", Key: []string{"id"}, Except: []string{"unit_ord"}},
	{Table: "directive_step", Key: []string{"id"}},

	{Table: "inspect_round", Key: []string{"id"}},
	{Table: "inspect_team", Key: []string{"id"}},
	{Table: "inspect_member", Key: []string{"team_id", "person_id"}},
	{Table: "inspect_inspection", Key: []string{"id"}, Except: []string{"unit_ord"}},
	{Table: "inspect_judgement", Key: []string{"inspection_id", "point"}},
	{Table: "inspect_paper", Key: []string{"id"}},
	{Table: "inspect_paper_past", Key: []string{"paper_id", "version"}},
	{Table: "inspect_finding", Key: []string{"id"}},
	{Table: "inspect_report", Key: []string{"inspection_id"}},
	{Table: "inspect_feedback", Key: []string{"id"}, Except: []string{"unit_ord"}},

	{Table: "rectify_item", Key: []string{"id"}, Except: []string{"unit_ord", "changed_at"}},
	{Table: "rectify_partner", Key: []string{"item_id", "unit_id"}, Except: []string{"unit_ord"}},
	{Table: "rectify_manifestation", Key: []string{"id"}},
	{Table: "rectify_task", Key: []string{"id"}},
	{Table: "rectify_measure", Key: []string{"id"}},
	{Table: "rectify_cascade", Key: []string{"measure_id", "unit_id"}, Except: []string{"unit_ord"}},
	{Table: "rectify_milestone", Key: []string{"id"}},
	{Table: "rectify_plan", Key: []string{"id"}, Except: []string{"unit_ord"}},
	{Table: "rectify_plan_version", Key: []string{"plan_id", "number"}},
	{Table: "rectify_plan_sign", Key: []string{"id"}},
	{Table: "rectify_comment", Key: []string{"id"}},
	{Table: "rectify_progress", Key: []string{"id"}},
	{Table: "rectify_note", Key: []string{"id"}},
	{Table: "rectify_extension", Key: []string{"id"}},
	{Table: "rectify_claim", Key: []string{"id"}},
	{Table: "rectify_verification", Key: []string{"id"}},
	{Table: "rectify_signature", Key: []string{"id"}},
	{Table: "rectify_decision", Key: []string{"id"}},
}

// Unprotected says of every other table why the record need not answer for its rows.
var Unprotected = map[string]string{
	"audit_entry":       "the record itself; the check of everything recomputes it",
	"audit_detail":      "committed to by its entry",
	"audit_sealed":      "recomputed by the check",
	"audit_node":        "recomputed by the check",
	"audit_checkpoint":  "signed",
	"audit_row":         "committed to by the state of its entry",
	"audit_cover":       "a change here makes an entry that shows it",
	"audit_alarm":       "a view of entries of the record",
	"audit_cosign":      "signed by its witness; a line of a duty book is an entry of the record",
	"audit_contact":     "how the last contact went, made anew by every contact",
	"access_session":    "ends within a day and changes at every request",
	"access_ceremony":   "the rows of a set-up before the house stands",
	"backup_restore":    "written while the house is being put back; an entry of the record",
	"access_device":     "counters of failed attempts",
	"file_upload":       "uploads under way; what was finished is in file_file",
	"notify_message":    "reminders, derived from promises",
	"notify_notice":     "which reminders were read",
	"search_doc":        "an index, made anew from the rows at any time",
	"org_tree":          "a mark that the tree was renumbered",
	"rectify_series":    "the next number of a series; numbers are unique in their table",
	"inspect_series":    "the next number of a series; numbers are unique in their table",
	"rectify_count":     "counts of items, derived from their rows",
	"schema_migrations": "kept by ground/db",
}

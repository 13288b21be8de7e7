package access

// Role is a set of rights that is granted at a unit.
type Role = string

// The roles (DOMAIN.md 1.2). Their names are stored in grants: never change a value.
const (
	Office     Role = "office"     // 督察办
	TeamLeader Role = "teamleader" // 组长
	TeamDeputy Role = "teamdeputy" // 副组长
	Member     Role = "member"     // 组员
	Liaison    Role = "unit"       // 被督察单位联络员
	UnitHead   Role = "unithead"   // 单位主要负责人
	Lead       Role = "lead"       // 责任领导
	Owner      Role = "owner"      // 责任人
	Verifier   Role = "verifier"   // 验收人
	Leader     Role = "leader"     // 领导小组
	SysAdmin   Role = "sysadmin"   // 系统管理员
	SecAdmin   Role = "secadmin"   // 安全保密管理员
	Auditor    Role = "auditor"    // 安全审计员
	PartyAff   Role = "partyaff"   // 党务干部
)

// Roles in the order of pages.
var Roles = []Role{Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff, SysAdmin, SecAdmin, Auditor}

// Right is one thing that may be done.
type Right string

// Public is for pages that need nobody to be signed in; Halfway for those of a person who has proven
// the password only; SignedIn for those that any account may open.
const (
	Public   Right = "public"
	Halfway  Right = "halfway"
	SignedIn Right = "signed-in"
)

// Rights of the rooms, one line each: its name is what the matrix and the refusal show.
const (
	ReadOrg      Right = "org.read"
	EditOrg      Right = "org.edit"
	ImportOrg    Right = "org.import"
	ReadLogin    Right = "access.read"
	MakeLogin    Right = "access.make"
	GrantRole    Right = "access.grant"
	ReadAudit    Right = "audit.read"
	ReadPack     Right = "framework.read"
	EditPack     Right = "framework.edit"
	ApprovePack  Right = "framework.approve"
	EditDays     Right = "calendar.edit"
	ReadSystem   Right = "system.read"
	ReadPolicy   Right = "policy.read"
	EditRecusal  Right = "recusal.edit"
	EndSessions  Right = "session.end"
	EditSecurity Right = "security.edit"
	ReadWitness  Right = "witness.read"
	TendWitness  Right = "witness.tend"
	ReadBackup   Right = "backup.read"
	RunBackup    Right = "backup.run"

	ReadDirective Right = "directive.read"
	EditDirective Right = "directive.edit"
	ReadTask      Right = "task.read"
	AssignTask    Right = "task.assign"
	DoTask        Right = "task.do"
	AcceptTask    Right = "task.accept"

	ReadRound       Right = "round.read"
	EditRound       Right = "round.edit"
	ApproveRound    Right = "round.approve"
	ReadInspection  Right = "inspection.read"
	EditInspection  Right = "inspection.edit"
	WritePaper      Right = "paper.write"
	ReviewPaper     Right = "paper.review"
	ApprovePaper    Right = "paper.approve"
	WriteReport     Right = "report.write"
	ApproveFeedback Right = "feedback.approve"
	SendFeedback    Right = "feedback.send"
	ReadFeedback    Right = "feedback.read"
	SignFeedback    Right = "feedback.sign"

	ReadItem     Right = "item.read"
	RegisterItem Right = "item.register"
	SignItem     Right = "item.sign"
	WritePlan    Right = "plan.write"
	SignPlan     Right = "plan.sign"
	ReviewPlan   Right = "plan.review"
	DoMeasure    Right = "measure.do"
	AskExtension Right = "extension.ask"
	Extend       Right = "extension.decide"
	ClaimItem    Right = "item.claim"
	VerifyItem   Right = "item.verify"
	CloseItem    Right = "item.close"
	StandItem    Right = "item.stand"
	VoidItem     Right = "item.void"
	LookBack     Right = "item.lookback"
	ImportItem   Right = "item.import"
	ExportItem   Right = "item.export"
	Urge         Right = "item.urge"
)

// The table of grants: one line a right, in the order of pages. Its number is shown in refusals and
// kept in records: never change one, never give a number twice. A line names the right, the right to
// see what it acts upon, the kind of thing, the highest class of data that it reveals, and the roles
// that have it for the units at and below the node of their grant. Behind it may stand:
//
//	in    the states in which it may be used (the rooms' tables of moves say the same; tests compare)
//	team  roles that have it only where the matter's team names the person, and up to which class
//	apart the sides that are kept away
//
// What no line gives is refused: there is no other way to a right.
var table = []Rule{
	// the house
	rule(101, ReadOrg, ReadOrg, KindUnit, P1, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff, SysAdmin, SecAdmin, Auditor),
	rule(102, EditOrg, ReadOrg, KindUnit, P1, SysAdmin),
	rule(103, ImportOrg, ReadOrg, KindUnit, P1, SysAdmin),
	rule(111, ReadLogin, ReadLogin, KindLogin, P1, SysAdmin, SecAdmin, Auditor),
	rule(112, MakeLogin, ReadLogin, KindLogin, P1, SysAdmin),
	rule(113, GrantRole, ReadLogin, KindLogin, P1, SecAdmin),
	rule(115, ApproveGrant, ReadLogin, KindLogin, P1, SysAdmin, SecAdmin),
	rule(114, EndSessions, ReadLogin, KindLogin, P1, SecAdmin),
	rule(121, ReadPolicy, ReadPolicy, KindPolicy, P1, SecAdmin, Auditor),
	rule(122, EditRecusal, ReadPolicy, KindPolicy, P2, SecAdmin),
	rule(123, EditSecurity, ReadPolicy, KindPolicy, P1, SecAdmin),
	rule(131, ReadAudit, ReadAudit, KindRecord, P1, Auditor),
	rule(134, ApproveLogExport, ApproveLogExport, KindRecord, P1, SecAdmin),
	rule(132, ReadWitness, ReadWitness, KindRecord, P1, SysAdmin, Auditor),
	rule(133, TendWitness, ReadWitness, KindRecord, P1, Auditor),
	rule(141, ReadSystem, ReadSystem, KindSystem, P1, SysAdmin, Auditor),
	rule(142, ReadBackup, ReadBackup, KindSystem, P1, SysAdmin, Auditor),
	rule(143, RunBackup, ReadBackup, KindSystem, P1, SysAdmin),
	rule(144, ApproveRestore, ApproveRestore, KindSystem, P1, SecAdmin, Auditor),
	rule(151, ReadPack, ReadPack, KindPack, P1, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff),
	rule(152, EditPack, ReadPack, KindPack, P1, Office),
	rule(153, ApprovePack, ReadPack, KindPack, P1, Leader),
	rule(154, EditDays, ReadPack, KindPack, P1, Office),

	// directives and their tasks
	rule(201, ReadDirective, ReadDirective, KindDirective, P2, Office, Leader),
	rule(202, EditDirective, ReadDirective, KindDirective, P2, Office),
	rule(211, ReadTask, ReadTask, KindDuty, P2, Office, Liaison, UnitHead, Lead, Owner, Leader, PartyAff),
	rule(212, AssignTask, ReadTask, KindDuty, P2, Office, UnitHead).in("signed", "reported", "returned"),
	rule(213, DoTask, ReadTask, KindDuty, P2, Liaison, UnitHead, Lead, Owner, PartyAff).in("issued", "signed", "returned"),
	rule(214, AcceptTask, ReadTask, KindDuty, P2, Office).in("reported").apart(ByHand),

	// inspections
	rule(301, ReadRound, ReadRound, KindRound, P2, Office, TeamLeader, TeamDeputy, Member, Leader),
	rule(302, EditRound, ReadRound, KindRound, P2, Office).in("draft", "approved"),
	rule(303, ApproveRound, ReadRound, KindRound, P2, Leader).in("draft"),
	rule(311, ReadInspection, ReadInspection, KindInspection, P3, Office).team(P4, TeamLeader, TeamDeputy, Member),
	rule(312, EditInspection, ReadInspection, KindInspection, P3, Office).team(P3, TeamLeader).in("scheduled", "on_site"),
	rule(321, WritePaper, ReadInspection, KindPaper, 0).team(P4, TeamLeader, TeamDeputy, Member).in("draft", "returned"),
	rule(322, ReviewPaper, ReadInspection, KindPaper, 0).team(P4, TeamDeputy).in("signed", "reviewed").apart(ByHand),
	rule(323, ApprovePaper, ReadInspection, KindPaper, 0).team(P4, TeamLeader).in("signed", "reviewed", "approved").apart(ByHand),
	rule(331, WriteReport, ReadInspection, KindInspection, 0).team(P3, TeamLeader).in("on_site", "left"),
	rule(341, ReadFeedback, ReadFeedback, KindFeedback, P2, Office, Liaison, UnitHead, Leader),
	rule(342, ApproveFeedback, ReadFeedback, KindFeedback, P3, Leader).in("draft"),
	rule(343, SendFeedback, ReadFeedback, KindFeedback, P2, Office).in("approved"),
	rule(344, SignFeedback, ReadFeedback, KindFeedback, P2, UnitHead).in("sent"),

	// rectification
	rule(401, ReadItem, ReadItem, KindItem, P2, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader),
	rule(402, RegisterItem, ReadItem, KindItem, P2, Office).in("listed", "signed", "working", "mostly_done", "claimed", "verifying", "returned", "standing", "relapsed").apart(BySide),
	rule(403, SignItem, ReadItem, KindItem, P2, UnitHead).in("listed", "relapsed"),
	rule(411, WritePlan, ReadItem, KindPlan, P2, Liaison, UnitHead, Lead).in("draft", "accepted"),
	rule(412, SignPlan, ReadItem, KindPlan, P2, UnitHead).in("submitted", "signed", "accepted", "draft"),
	rule(413, ReviewPlan, ReadItem, KindPlan, P2, Office, TeamLeader).in("signed").apart(BySide),
	rule(421, DoMeasure, ReadItem, KindItem, P2, Liaison, Lead, Owner).in("listed", "signed", "working", "mostly_done", "claimed", "verifying", "returned", "standing", "relapsed"),
	rule(422, AskExtension, ReadItem, KindItem, P2, Liaison, UnitHead, Lead, Owner).in("signed", "working", "mostly_done", "returned"),
	rule(423, Extend, ReadItem, KindItem, P2, Office).in("signed", "working", "mostly_done", "returned").apart(BySide),
	rule(424, ClaimItem, ReadItem, KindItem, P2, UnitHead).in("working", "mostly_done", "standing"),
	rule(431, VerifyItem, ReadItem, KindItem, P2, Verifier).in("listed", "signed", "working", "mostly_done", "claimed", "verifying", "returned", "standing", "relapsed").apart(BySide),
	rule(432, CloseItem, ReadItem, KindItem, P2, Office).in("claimed", "verifying").apart(BySide, ByHand),
	rule(433, StandItem, ReadItem, KindItem, P2, Office, Leader).in("working", "mostly_done", "claimed", "verifying").apart(BySide),
	rule(434, VoidItem, ReadItem, KindItem, P2, Leader).in("listed", "signed", "working", "mostly_done", "claimed", "verifying", "returned", "standing", "relapsed").apart(BySide),
	rule(435, LookBack, ReadItem, KindItem, P2, Office, Verifier).in("closed", "standing").apart(BySide),
	rule(441, ImportItem, ReadItem, KindItem, P2, Office),
	rule(442, ExportItem, ReadItem, KindItem, P2, Office, Liaison, UnitHead, Leader),
	rule(443, Urge, ReadItem, KindItem, P2, Office),

	// the second pair of eyes
	rule(451, ApproveExtension, ReadItem, KindItem, P2, Leader).apart(BySide),
	rule(452, ApproveLowering, ReadItem, KindItem, P2, Leader).apart(BySide),
	rule(453, ApproveExport, ReadItem, KindItem, P2, Office, Leader),
}

// administrators exclude each other and every business role, for the account and the person
// (三员分立; GB/T 22239-2019 on central management).
var administrators = map[Role]bool{SysAdmin: true, SecAdmin: true, Auditor: true}

// chain are the roles of a unit's own line: where a matter is about one of the unit's people, they
// are that person's colleagues and superiors (DOMAIN.md 1.6 no. 1; TRUST.md 2.5).
var chain = map[Role]bool{Liaison: true, UnitHead: true, Lead: true, Owner: true}

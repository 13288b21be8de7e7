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

// Public is for pages that need nobody to be signed in; SignedIn for those that any account may open.
const (
	Public   Right = "public"
	SignedIn Right = "signed-in"
)

// Rights of the rooms, one line each: its name is what the matrix and the refusal show.
const (
	ReadOrg     Right = "org.read"
	EditOrg     Right = "org.edit"
	ImportOrg   Right = "org.import"
	ReadLogin   Right = "access.read"
	MakeLogin   Right = "access.make"
	GrantRole   Right = "access.grant"
	ReadAudit   Right = "audit.read"
	ReadPack    Right = "framework.read"
	EditPack    Right = "framework.edit"
	ApprovePack Right = "framework.approve"
	EditDays    Right = "calendar.edit"
	ReadSystem  Right = "system.read"
	ReadPolicy  Right = "policy.read"
	EditRecusal Right = "recusal.edit"
	EndSessions Right = "session.end"
	ReadWitness Right = "witness.read"
	TendWitness Right = "witness.tend"
	ReadBackup  Right = "backup.read"
	RunBackup   Right = "backup.run"

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

// policy says which rights a role gives, at its node and below.
var policy = map[Role][]Right{
	Office: {ReadOrg, ReadPack, EditPack, EditDays, ReadDirective, EditDirective, ReadTask, AssignTask, AcceptTask,
		ReadRound, EditRound, ReadInspection, EditInspection, SendFeedback, ReadFeedback,
		ReadItem, RegisterItem, ReviewPlan, Extend, CloseItem, StandItem, LookBack, ImportItem, ExportItem, Urge},
	TeamLeader: {ReadOrg, ReadPack, ReadRound, ReadInspection, EditInspection, WritePaper, ApprovePaper, WriteReport, ReadItem, ReviewPlan},
	TeamDeputy: {ReadOrg, ReadPack, ReadRound, ReadInspection, EditInspection, WritePaper, ReviewPaper, ReadItem},
	Member:     {ReadOrg, ReadPack, ReadRound, ReadInspection, WritePaper, ReadItem},
	Liaison:    {ReadOrg, ReadPack, ReadTask, DoTask, ReadFeedback, ReadItem, WritePlan, DoMeasure, AskExtension, ExportItem},
	UnitHead:   {ReadOrg, ReadPack, ReadTask, AssignTask, DoTask, ReadFeedback, SignFeedback, ReadItem, SignItem, WritePlan, SignPlan, AskExtension, ClaimItem, ExportItem},
	Lead:       {ReadOrg, ReadPack, ReadTask, DoTask, ReadItem, WritePlan, DoMeasure, AskExtension},
	Owner:      {ReadOrg, ReadPack, ReadTask, DoTask, ReadItem, DoMeasure, AskExtension},
	Verifier:   {ReadOrg, ReadPack, ReadItem, VerifyItem, LookBack},
	Leader:     {ReadOrg, ReadPack, ApprovePack, ReadDirective, ReadTask, ReadRound, ApproveRound, ApproveFeedback, ReadFeedback, ReadItem, VoidItem, StandItem, ExportItem},
	PartyAff:   {ReadOrg, ReadPack, ReadTask, DoTask},
	SysAdmin:   {ReadOrg, EditOrg, ImportOrg, MakeLogin, ReadLogin, ReadSystem, ReadWitness, ReadBackup, RunBackup},
	SecAdmin:   {ReadOrg, GrantRole, ReadLogin, ReadPolicy, EditRecusal, EndSessions},
	Auditor:    {ReadAudit, ReadOrg, ReadLogin, ReadSystem, ReadPolicy, ReadWitness, TendWitness, ReadBackup},
}

// teamRoles reach only the inspections whose team names the person, not a stretch of the tree.
var teamRoles = map[Role]bool{TeamLeader: true, TeamDeputy: true, Member: true}

// teamRights are the rights for which a team role needs the person to be named in the team.
var teamRights = map[Right]bool{ReadInspection: true, EditInspection: true, WritePaper: true, ReviewPaper: true, ApprovePaper: true, WriteReport: true}

// administrators exclude each other and every business role, for the account and the person
// (三员分立; GB/T 22239-2019 on central management).
var administrators = map[Role]bool{SysAdmin: true, SecAdmin: true, Auditor: true}

// sees is the right to see what a right acts upon: without it the object does not exist.
var sees = map[Right]Right{
	EditOrg: ReadOrg, ImportOrg: ReadOrg, MakeLogin: ReadLogin, GrantRole: ReadLogin, EditPack: ReadPack, ApprovePack: ReadPack, EditDays: ReadPack,
	EditDirective: ReadDirective, AssignTask: ReadTask, DoTask: ReadTask, AcceptTask: ReadTask,
	EditRound: ReadRound, ApproveRound: ReadRound,
	EditInspection: ReadInspection, WritePaper: ReadInspection, ReviewPaper: ReadInspection, ApprovePaper: ReadInspection, WriteReport: ReadInspection,
	ApproveFeedback: ReadFeedback, SendFeedback: ReadFeedback, SignFeedback: ReadFeedback,
	RegisterItem: ReadItem, SignItem: ReadItem, WritePlan: ReadItem, SignPlan: ReadItem, ReviewPlan: ReadItem, DoMeasure: ReadItem,
	AskExtension: ReadItem, Extend: ReadItem, ClaimItem: ReadItem, VerifyItem: ReadItem, CloseItem: ReadItem, StandItem: ReadItem,
	VoidItem: ReadItem, LookBack: ReadItem, ImportItem: ReadItem, ExportItem: ReadItem, Urge: ReadItem,
}

var given = index(policy)

func index(p map[Role][]Right) map[Role]map[Right]bool {
	out := map[Role]map[Right]bool{}
	for role, rights := range p {
		out[role] = map[Right]bool{}
		for _, r := range rights {
			out[role][r] = true
		}
	}
	return out
}

// Policy is the table for the matrix page and for tests.
func Policy() map[Role][]Right { return policy }

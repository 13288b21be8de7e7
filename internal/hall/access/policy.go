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
	Secretary  Role = "secretary"  // 党支部书记、委员
	Finance    Role = "finance"    // 财务审核
	Overseer   Role = "overseer"   // 大监督成员部门
)

// Roles in the order of pages.
var Roles = []Role{Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff, Secretary, Finance, Overseer, SysAdmin, SecAdmin, Auditor}

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
	ExportOrg    Right = "org.export"
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
	rule(101, ReadOrg, ReadOrg, KindUnit, P1, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff, Secretary, Finance, Overseer, SysAdmin, SecAdmin, Auditor),
	rule(102, EditOrg, ReadOrg, KindUnit, P1, SysAdmin),
	rule(103, ImportOrg, ReadOrg, KindUnit, P1, SysAdmin),
	rule(104, ExportOrg, ReadOrg, KindUnit, P1, Office, SysAdmin),
	rule(105, ApproveOrgExport, ReadOrg, KindUnit, P1, Leader, SecAdmin),
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
	rule(135, ApproveWitness, ApproveWitness, KindRecord, P1, SecAdmin),
	rule(141, ReadSystem, ReadSystem, KindSystem, P1, SysAdmin, Auditor),
	rule(142, ReadBackup, ReadBackup, KindSystem, P1, SysAdmin, Auditor),
	rule(143, RunBackup, ReadBackup, KindSystem, P1, SysAdmin),
	rule(144, ApproveRestore, ApproveRestore, KindSystem, P1, SecAdmin, Auditor),
	rule(151, ReadPack, ReadPack, KindPack, P1, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, PartyAff, Secretary, Finance, Overseer),
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

	// duty reports: a report is open to its reporter, to who is named to review it, to the office and the leading group
	rule(501, ReadYear, ReadYear, KindYear, P2, Office, Liaison, UnitHead, Lead, Leader, PartyAff, Overseer),
	rule(502, EditYear, ReadYear, KindYear, P2, Office),
	rule(511, ReadDuty, ReadDuty, KindReport, P3, Office, Leader).team(P3, UnitHead, Lead, Leader, Overseer),
	rule(512, WriteDuty, ReadDuty, KindReport, 0).team(P3, UnitHead, Lead, Leader),
	rule(521, CountDuty, ReadDuty, KindReport, 0).team(P3, UnitHead, Lead, Leader),
	rule(513, ProposeQuestion, ReadYear, KindYear, P2, Office, Liaison, UnitHead, PartyAff, Overseer),
	rule(514, AssignQuestion, ReadYear, KindYear, P2, Office),
	rule(515, ReviewDuty, ReadDuty, KindReport, P3, Office, Leader).team(P3, Overseer, Leader).apart(ByHand),
	rule(516, HoldMeeting, ReadDuty, KindReport, P3, Office),
	rule(517, CommentDuty, ReadDuty, KindReport, P3, Leader).apart(ByHand),
	rule(518, FeedBackDuty, ReadDuty, KindReport, P3, Office),
	rule(519, TransferGrade, ReadDuty, KindReport, P3, Office),
	rule(520, ApproveTransfer, ReadDuty, KindReport, P3, Leader),
	rule(531, ReadBallot, ReadBallot, KindBallot, P2, Office, Leader, PartyAff, Secretary),
	rule(532, RunBallot, ReadBallot, KindBallot, P2, Office, PartyAff, Secretary),
	rule(541, ReadJoint, ReadJoint, KindJoint, P2, Office, Leader, Overseer),
	rule(542, EditJoint, ReadJoint, KindJoint, P2, Office, Overseer),

	// Party organisations, their members and their life: granted at a node of the Party tree
	rule(601, ReadParty, ReadParty, KindParty, P2, Office, Leader, PartyAff, Secretary, Finance),
	rule(602, EditParty, ReadParty, KindParty, P2, PartyAff),
	rule(611, ReadMember, ReadMember, KindMember, P2, PartyAff, Secretary),
	rule(612, EditMember, ReadMember, KindMember, P2, PartyAff, Secretary),
	rule(613, AdmitMember, ReadMember, KindMember, P2, PartyAff, Secretary),
	rule(614, ApproveAdmission, ReadMember, KindMember, P2, PartyAff).apart(ByHand),
	rule(615, ReadDues, ReadDues, KindMember, P2, PartyAff, Secretary, Finance),
	rule(616, KeepDues, ReadDues, KindMember, P3, PartyAff, Secretary),
	rule(621, ReadActivity, ReadActivity, KindActivity, P2, Office, Leader, PartyAff, Secretary),
	rule(622, KeepActivity, ReadActivity, KindActivity, P2, PartyAff, Secretary),
	rule(623, CheckActivity, ReadActivity, KindActivity, P2, PartyAff),
	rule(631, ReadDecision, ReadDecision, KindDecision, P2, Leader, UnitHead, PartyAff, Secretary),
	rule(632, KeepDecision, ReadDecision, KindDecision, P2, PartyAff, Secretary),
	rule(641, ReadReview, ReadReview, KindActivity, P2, PartyAff, Secretary),
	rule(642, KeepReview, ReadReview, KindActivity, P2, PartyAff, Secretary),
	rule(643, ApproveReview, ReadReview, KindActivity, P2, PartyAff).apart(ByHand),
	rule(651, ReadTraining, ReadTraining, KindTraining, P2, Leader, PartyAff, Secretary),
	rule(652, KeepTraining, ReadTraining, KindTraining, P2, PartyAff, Secretary),
	rule(653, RecogniseHours, ReadTraining, KindTraining, P2, PartyAff),
	rule(661, ReadWork, ReadWork, KindWork, P2, Office, Leader, PartyAff, Secretary),
	rule(662, EditWork, ReadWork, KindWork, P2, PartyAff),
	rule(663, DoWork, ReadWork, KindWork, P2, PartyAff, Secretary),
	rule(664, CheckWork, ReadWork, KindWork, P2, Leader, PartyAff).apart(ByHand),
	rule(671, ReadBudget, ReadBudget, KindBudget, P2, Leader, PartyAff, Secretary, Finance),
	rule(672, PlanBudget, ReadBudget, KindBudget, P2, PartyAff),
	rule(673, ApproveBudget, ReadBudget, KindBudget, P2, Leader).apart(ByHand),
	rule(674, AskExpense, ReadBudget, KindBudget, P2, PartyAff, Secretary),
	rule(675, ApproveExpense, ReadBudget, KindBudget, P2, Leader, PartyAff, Secretary).apart(ByHand),
	rule(676, SettleExpense, ReadBudget, KindBudget, P2, Finance).apart(ByHand),

	// campaigns
	rule(701, ReadCampaign, ReadCampaign, KindCampaign, P2, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader, Overseer),
	rule(702, EditCampaign, ReadCampaign, KindCampaign, P2, Office),
	rule(703, ApproveCampaign, ReadCampaign, KindCampaign, P2, Leader).apart(ByHand),
	rule(704, RelayCampaign, ReadCampaign, KindCampaign, P2, Liaison, UnitHead),
	rule(705, DraftSheet, ReadCampaign, KindCampaign, P2, Office),
	rule(706, SignSheet, ReadCampaign, KindCampaign, P2, Leader).apart(ByHand),
	rule(707, ReceiveSelfReport, ReceiveSelfReport, KindSelfReport, 0).team(P4, Office, Leader, Overseer),
	rule(711, ReadOpinion, ReadOpinion, KindOpinion, P3, Office, Liaison, UnitHead, Leader),
	rule(712, EnterOpinion, ReadOpinion, KindOpinion, P3, Office, Liaison),
	rule(713, AnswerOpinion, ReadOpinion, KindOpinion, P3, Office, Liaison, UnitHead),
	rule(714, ApproveAnswer, ReadOpinion, KindOpinion, P3, Office, Leader).apart(ByHand),
	rule(721, ReadChronic, ReadChronic, KindChronic, P2, Office, TeamLeader, TeamDeputy, Member, Liaison, UnitHead, Lead, Owner, Verifier, Leader).team(P2, Liaison, UnitHead, Lead),
	rule(722, RegisterChronic, ReadChronic, KindChronic, P2, Office, Liaison, UnitHead),
	rule(723, ClassifyChronic, ReadChronic, KindChronic, P2, Office),
	rule(724, PlanChronic, ReadChronic, KindChronic, P2, Liaison, UnitHead, Lead),
	rule(725, DoChronic, ReadChronic, KindChronic, P2, Liaison, UnitHead, Lead, Owner),
	rule(726, AcceptChronic, ReadChronic, KindChronic, P2, Office, Verifier).apart(BySide),
	rule(727, CrossReview, ReadChronic, KindChronic, 0).team(P2, Liaison, UnitHead, Lead).apart(BySide),
	rule(728, CloseChronic, ReadChronic, KindChronic, P2, Office).apart(BySide, ByHand),
	rule(741, ReadVisit, ReadVisit, KindVisit, 0).team(P4, Office, TeamLeader, TeamDeputy, Member, Verifier, Leader),
	rule(742, PlanVisit, ReadVisit, KindVisit, 0).team(P4, Office, Leader),
	rule(743, WriteVisit, ReadVisit, KindVisit, 0).team(P4, Office, TeamLeader, TeamDeputy, Member, Verifier),

	// what is asked of a unit
	rule(751, ReadBurden, ReadBurden, KindAsking, P2, Office, Liaison, UnitHead, Leader, PartyAff, Overseer),
	rule(752, AskUnit, ReadBurden, KindAsking, P2, Office, PartyAff, Overseer),
	rule(753, AnswerAsking, ReadBurden, KindAsking, P2, Liaison, UnitHead),
}

// administrators exclude each other and every business role, for the account and the person
// (三员分立; GB/T 22239-2019 on central management).
var administrators = map[Role]bool{SysAdmin: true, SecAdmin: true, Auditor: true}

// chain are the roles of a unit's own line: where a matter is about one of the unit's people, they
// are that person's colleagues and superiors (DOMAIN.md 1.6 no. 1; TRUST.md 2.5).
var chain = map[Role]bool{Liaison: true, UnitHead: true, Lead: true, Owner: true}

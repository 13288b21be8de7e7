package approve

import "plumbline/internal/hall/access"

// Code names a transition. Stored: never change a value.
type Code string

// The 17 transitions of TRUST.md 2.11, in its order; no. 9, 14 and 15 have several kinds of content. From 18
// on those that came with later rooms.
const (
	CloseWithoutAction Code = "case.close_no_action"  // 1 予以了结
	Shelve             Code = "case.shelve"           // 2 暂存待查
	MergeCases         Code = "case.merge"            // 3 并案
	Transfer           Code = "case.transfer"         // 4 移送、改变管辖
	ExtendAgain        Code = "rectify.extend_again"  // 5 再次延期
	RevealIdentity     Code = "clue.reveal"           // 6 查看反映人身份
	AddReader          Code = "clue.add_reader"       // 7 增加知悉人
	RemoveReader       Code = "case.remove_reader"    // 8 撤换知悉人、主办人
	ExportLedger       Code = "rectify.export"        // 9 批量导出台账
	ExportLog          Code = "audit.export"          // 9 导出审计日志
	ExportOrg          Code = "org.export"            // 9 导出单位人员名册
	ChangeRespondent   Code = "case.change_subject"   // 10 变更被反映人、反映内容
	FalseAccusation    Code = "case.false_accusation" // 11 认定诬告
	LowerItem          Code = "rectify.lower"         // 12 调低严重程度、改类别
	DestroyEarly       Code = "file.destroy_early"    // 13 提前销毁、解除保全
	GrantAdministrator Code = "access.grant"          // 14 授予管理员角色
	Restore            Code = "house.restore"         // 15 从备份恢复
	EndWitness         Code = "witness.end"           // 15 停用见证、减少会签数
	DecidePerson       Code = "case.decide_person"    // 16 对人的处理决定
	CloseItem          Code = "rectify.close"         // 17 销号
	TransferGrade      Code = "duty.transfer"         // 18 述责评定结果移送
)

// Transition is one line of the table.
type Transition struct {
	Number    int // in TRUST.md 2.11
	Code      Code
	Ask       access.Right // who may ask, "" while no room has it
	Approve   access.Right // who may agree
	OtherLine bool         // the one who agrees is of another line, or of the upper level
	Once      bool         // the approval is for one use within 72 hours, not for a change of a state
	Built     bool         // a room of this house has it; the others are declared for the rooms to come
}

// Table is the declared list: a transition that is not in it, or not built, cannot be asked for.
var Table = []Transition{
	{Number: 1, Code: CloseWithoutAction, OtherLine: true},
	{Number: 2, Code: Shelve, OtherLine: true},
	{Number: 3, Code: MergeCases},
	{Number: 4, Code: Transfer},
	{Number: 5, Code: ExtendAgain, Ask: access.Extend, Approve: access.ApproveExtension, OtherLine: true, Built: true},
	{Number: 6, Code: RevealIdentity},
	{Number: 7, Code: AddReader},
	{Number: 8, Code: RemoveReader, OtherLine: true},
	{Number: 9, Code: ExportLedger, Ask: access.ExportItem, Approve: access.ApproveExport, Once: true, Built: true},
	{Number: 9, Code: ExportLog, Ask: access.ReadAudit, Approve: access.ApproveLogExport, Once: true, Built: true},
	{Number: 9, Code: ExportOrg, Ask: access.ExportOrg, Approve: access.ApproveOrgExport, Once: true, Built: true},
	{Number: 10, Code: ChangeRespondent},
	{Number: 11, Code: FalseAccusation},
	{Number: 12, Code: LowerItem, Ask: access.RegisterItem, Approve: access.ApproveLowering, OtherLine: true, Built: true},
	{Number: 13, Code: DestroyEarly},
	{Number: 14, Code: GrantAdministrator, Ask: access.GrantRole, Approve: access.ApproveGrant, Built: true},
	{Number: 15, Code: Restore, Ask: access.RunBackup, Approve: access.ApproveRestore, Built: true},
	{Number: 15, Code: EndWitness, Ask: access.TendWitness, Approve: access.ApproveWitness, Built: true},
	{Number: 16, Code: DecidePerson},
	{Number: 17, Code: CloseItem, Ask: access.VerifyItem, Approve: access.CloseItem, Built: true},
	{Number: 18, Code: TransferGrade, Ask: access.TransferGrade, Approve: access.ApproveTransfer, Built: true},
}

// Of finds a transition by its code.
func Of(c Code) (Transition, bool) {
	for _, t := range Table {
		if t.Code == c {
			return t, true
		}
	}
	return Transition{}, false
}

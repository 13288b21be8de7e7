package access

// Rights of the second person: to agree to what another one asks for (hall/approve, TRUST.md 2.11).
const (
	ApproveExtension Right = "extension.approve"
	ApproveLowering  Right = "item.approve_lowering"
	ApproveExport    Right = "item.approve_export"
	ApproveLogExport Right = "audit.approve_export"
	ApproveGrant     Right = "access.approve_grant"
	ApproveOrgExport Right = "org.approve_export"
	ApproveWitness   Right = "witness.approve"
	ApproveRestore   Right = "backup.approve_restore"
)

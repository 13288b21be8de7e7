package campaign

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/calendar"
)

// promiseStage is the kind under which the calendar keeps the last day of a stage.
const promiseStage = "campaign.stage"

// ends is which stage of the pack is over with an act; what has another code ends with the campaign.
var ends = map[Act]string{ActRectify: "study", ActConclude: "rectify"}

func (c Campaign) stageRef(s Stage) string { return string(c.ID) + "/" + strconv.Itoa(s.Seq) }

// keepStage promises the last day of a stage; an earlier one falls away, for the stage keeps both with the reason.
func keepStage(tx *db.Tx, c Campaign, s Stage) error {
	ref := c.stageRef(s)
	if err := calendar.Drop(tx, promiseStage, ref); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: promiseStage, Ref: ref, Unit: c.Unit, Ord: c.UnitOrd, Title: c.Number + " " + c.Title + "：" + s.Title, Link: "/campaign/" + string(c.ID), Due: s.Now.Last, Matter: string(c.ID)})
}

// keepStages begins, ends or drops the promises of the stages with a move of the campaign.
func keepStages(tx *db.Tx, c Campaign, act Act) error {
	stages, err := listStages(tx, c.ID)
	if err != nil {
		return err
	}
	for _, s := range stages {
		switch {
		case act == ActApprove:
			err = keepStage(tx, c, s)
		case act == ActWithdraw:
			err = calendar.Drop(tx, promiseStage, c.stageRef(s))
		case act == ActFinish || s.Code != "" && ends[act] == s.Code:
			err = calendar.Done(tx, promiseStage, c.stageRef(s))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

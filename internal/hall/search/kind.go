package search

import (
	"fmt"

	"plumbline/internal/hall/access"
)

// Kind is what a document is. The list is closed: what is not in it cannot be indexed.
type Kind string

const (
	Item      Kind = "item"      // 整改问题
	Finding   Kind = "finding"   // 问题 (反馈原文)
	Paper     Kind = "paper"     // 工作底稿
	Directive Kind = "directive" // 部署
	Task      Kind = "task"      // 部署任务
	Chronic   Kind = "chronic"   // 顽疾
	Point     Kind = "point"     // 检查要点
	Unit      Kind = "unit"      // 单位
	Person    Kind = "person"    // 人员
	Campaign  Kind = "campaign"  // 专项整治
)

// Kinds in the order of pages.
var Kinds = []Kind{Item, Finding, Paper, Directive, Task, Campaign, Chronic, Point, Unit, Person}

// rights names the right without which a kind does not exist for the asker.
var rights = map[Kind]access.Right{
	Item:      access.ReadItem,
	Finding:   access.ReadInspection,
	Paper:     access.ReadInspection,
	Directive: access.ReadDirective,
	Task:      access.ReadTask,
	Chronic:   access.ReadChronic,
	Point:     access.ReadPack,
	Unit:      access.ReadOrg,
	Person:    access.ReadOrg,
	Campaign:  access.ReadCampaign,
}

// Valid tells whether k is in the list.
func (k Kind) Valid() bool { _, ok := rights[k]; return ok }

func (k Kind) check() error {
	if !k.Valid() {
		return fmt.Errorf("%q is not a kind that may be indexed", string(k))
	}
	return nil
}

// token is the kind as it stands in the index.
func (k Kind) token() string { return "kind" + string(k) }

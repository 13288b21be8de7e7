package main

import (
	"math/rand/v2"
	"strings"
)

// Parts of findings, put together at random: about forty characters a title and three hundred a finding, in the words that
// the ledger really holds, so that the index has real two-character words to find.
var (
	subjects = []string{"党委（党组）理论学习中心组", "派出所值班备勤", "执法办案管理中心", "涉案财物管理室", "警务公开栏", "党支部组织生活会", "辅警队伍管理", "公务用车使用", "接处警台账", "信访积案化解", "窗口服务", "警械武器管理", "经费报销审核", "民主集中制执行", "谈心谈话", "廉政档案", "案件法制审核", "教育整顿成果", "基层减负", "重点人员走访"}
	lacks    = []string{"落实不到位", "记录不完整", "制度形同虚设", "责任未分解到人", "超过规定时限", "未按程序审批", "流于形式", "底数不清", "监督缺位", "整改不彻底", "标准不高", "前紧后松", "以会议落实会议", "台账与实际不符", "资料事后补录"}
	places   = []string{"东湖分局", "城关派出所", "交警支队", "治安大队", "看守所", "经侦支队", "警务保障处", "法制支队", "特警支队", "水上派出所"}
	details  = []string{
		"抽查的%份记录中有%份缺少签字，经办人称系工作疏忽。", "查阅近%个月的会议纪要，仅有%次涉及该项工作，且无具体措施。", "现场询问%名民警，有%人说不清本岗位的职责和要求。",
		"%年以来共发生同类问题%起，至今没有举一反三、建章立制。", "主要负责人没有定期听取汇报，分管领导以批示代替检查，%项任务中%项未按期完成。", "上一轮督察已经指出的%个问题，有%个再次出现，反映出问题整改停留在纸面上。",
		"对照规定，应当在%个工作日内办结的事项平均用时%天，群众反映较多。", "制度汇编中有%项规定与上级新要求不一致，其中%项已经超过废止日期仍在执行。",
	}
	effects = []string{"影响执法公信力。", "存在廉政风险。", "削弱了基层党组织的战斗力。", "容易诱发安全事故。", "群众满意度下降。", "造成责任落空。"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func title(r *rand.Rand) string {
	return pick(r, places) + pick(r, subjects) + pick(r, lacks) + "，" + pick(r, subjects) + pick(r, lacks)
}

func finding(r *rand.Rand) string {
	var b strings.Builder
	for b.Len() < 900 { // bytes: three for a character
		d := pick(r, details)
		for strings.Contains(d, "%") {
			d = strings.Replace(d, "%", []string{"3", "5", "6", "8", "11", "12", "17", "24"}[r.IntN(8)], 1)
		}
		b.WriteString(d)
	}
	b.WriteString(pick(r, effects))
	return b.String()
}

// words are the two-character searches, from rare to common.
var words = []string{"水上", "减负", "警械", "信访", "窗口", "谈心", "辅警", "底数", "落实", "整改", "问题", "公信", "批示", "廉政", "台账", "备勤", "补录", "公开", "车使", "法制"}

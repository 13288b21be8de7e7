package dutyreport

import "fmt"

// The house's own documents are Chinese, whatever language a reader has chosen; these are their usual
// words.

// usualTitle is how a year's round is called.
func usualTitle(year int) string { return fmt.Sprintf("%d年度述责述廉", year) }

// readyWords is the question that an item of the ledger makes.
func readyWords(number, title, state string) string {
	if state == "relapsed" {
		return fmt.Sprintf("整改问题 %s“%s”销号后又反弹，原因是什么，怎样防止再次发生？", number, title)
	}
	return fmt.Sprintf("整改问题 %s“%s”至今没有销号，卡在哪里，本人做了什么，何时销号？", number, title)
}

// usualNotice is the text that a notice begins with; the office changes it as it likes.
func usualNotice(v YearView) string {
	if v.Year == nil {
		return ""
	}
	due := ""
	for _, s := range v.Steps {
		if s.Code == stepSubmit {
			due = string(s.Due)
		}
	}
	return fmt.Sprintf("根据党内监督有关规定，现将%s有关事项通知如下：\n述责对象按名册确定，名单、理由和方式附后。\n报告按统一提纲撰写，分 %d 个部分，逐项回答提纲要求和所点问题，数据与台账一致。\n报告请于 %s 前在系统内提交，未按期提交的如实记录，不作更改。",
		v.Year.Title, len(v.Sections), due)
}

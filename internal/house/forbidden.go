package house

import "slices"

// forbidden are the things about people that this product does not store anywhere (docs/design: what is not built).
// A name is forbidden when one of its parts is one of these.
var forbidden = []string{
	"ethnic", "ethnicity", "minzu", "nationality", "race", "民族", "籍贯", "jiguan",
	"birth", "birthday", "birthdate", "born", "dob", "age", "出生", "生日", "年龄", "chusheng", "shengri",
	"family", "spouse", "marital", "marriage", "married", "kin", "relatives", "家庭", "配偶", "子女", "婚姻", "亲属", "peiou", "hunyin",
	"religion", "religious", "faith", "宗教", "信仰", "zongjiao",
	"health", "medical", "illness", "disease", "disability", "健康", "病史", "jiankang",
	"travel", "trip", "passport", "abroad", "gps", "latitude", "longitude", "whereabouts", "出国", "出境", "护照", "行踪", "轨迹", "xingzong", "chuguo",
	"face", "fingerprint", "biometric", "人脸", "指纹",
	"income", "salary", "wealth", "收入", "财产",
	"loyalty", "thought", "忠诚度", "思想动态", "ideology",
	"weixin", "wechat", "weibo", "douyin", "chatlog", "callog", "微信", "微博", "抖音", "聊天", "通话",
	"idcard", "sfz", "身份证", "plate", "vehicle", "车牌", "bankcard", "银行卡", "residence", "住址",
	"geo", "geolocation", "location", "imei", "camera", "定位", "摄像",
	"prediction", "predicted", "预测", "入党", "政治面貌",
}

// marksOfPeople are figures that may be kept of organisations and never of a person.
var marksOfPeople = []string{"score", "rating", "ranking", "points", "得分", "评分", "排名"}

// Forbidden is the list that the guards hold against every column, field and form, for plumbline verify
// --policy, which prints its length and hash.
func Forbidden() []string { return slices.Concat(forbidden, marksOfPeople) }

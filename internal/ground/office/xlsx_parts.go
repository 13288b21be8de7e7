package office

import (
	"encoding/xml"
	"path"
	"strings"
)

type bookXML struct {
	Sheets []struct {
		Name string     `xml:"name,attr"`
		Attr []xml.Attr `xml:",any,attr"`
	} `xml:"sheets>sheet"`
}

type relsXML struct {
	Rels []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// bySheet turns "merged blocks per part" into "merged blocks per sheet name". A workbook whose relations
// cannot be read gets none: its blocks are then read like unmerged cells.
func (s *seen) bySheet() map[string][]span {
	var book bookXML
	var rels relsXML
	if xml.Unmarshal(s.book, &book) != nil || xml.Unmarshal(s.rels, &rels) != nil {
		return nil
	}
	target := map[string]string{}
	for _, r := range rels.Rels {
		name := r.Target
		if !strings.HasPrefix(name, "/") {
			name = path.Join("xl", name)
		}
		target[r.ID] = strings.ToLower(strings.TrimPrefix(name, "/"))
	}
	out := map[string][]span{}
	for _, sheet := range book.Sheets {
		for _, a := range sheet.Attr {
			if a.Name.Local == "id" {
				out[sheet.Name] = s.merges[target[a.Value]]
			}
		}
	}
	return out
}

package trainingpage

import (
	"context"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/training"
)

func perHead(t training.Total) string { done, _ := t.PerHead(); return tenth(done) }

func perDue(t training.Total) string { _, due := t.PerHead(); return " / " + tenth(due) }

// yearText says by which pack the year is measured.
func yearText(ctx context.Context, m OverviewModel) string {
	if !m.Open {
		return ""
	}
	return i18n.T(ctx, "training.year_by", "pack", m.Year.Version)
}

// Days is when a course is, for a workbook.
func Days(ctx context.Context, c training.Course) string { return days(ctx, c) }

// Tile shows a certificate or another proof of a course.
func Tile(f file.File) part.Evidence {
	return part.Evidence{Name: f.Name, Href: "/files/" + f.ID, Kind: f.Ext(), Icon: "file-text", By: f.By, When: f.At, Hash: f.Hash, Check: part.Unchecked}
}

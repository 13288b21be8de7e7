package directivepage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
)

func titleField(ctx context.Context, f Form) part.Field {
	x := f.field("title", i18n.T(ctx, "directive.add.name"))
	x.Hint, x.Max = i18n.T(ctx, "directive.add.name_hint"), 200
	return x
}

func textField(ctx context.Context, f Form, rows int) part.Field {
	x := f.field("text", i18n.T(ctx, "directive.add.text"))
	x.Rows, x.Hint = rows, i18n.T(ctx, "directive.add.text_hint")
	return x
}

func fileField(ctx context.Context, f Form) part.Field {
	x := f.field("file", i18n.T(ctx, "directive.add.file"))
	x.Type, x.Value, x.Hint = "file", "", i18n.T(ctx, "directive.add.file_hint")
	x.Attrs = templ.Attributes{"accept": ".txt,.md,.docx,text/plain"}
	return x
}

// taskField is a field of the task form; wide ones have rows, those that name units a list to choose from.
func (p Page) taskField(ctx context.Context, name string, required bool, rows int) part.Field {
	key := name
	if name == "title" {
		key = "what"
	}
	f := p.Form.field(name, i18n.T(ctx, "directive.form."+key))
	f.Required, f.Rows = required, rows
	if name == "lead" || name == "assist" || name == "each" {
		f.Attrs = templ.Attributes{"list": "units", "autocomplete": "off"}
	}
	if name == "each" {
		f.Hint = i18n.T(ctx, "directive.form.each_hint")
	}
	if name == "due" {
		f.Placeholder = "2026-07-10"
	}
	return f
}

func reasonField(ctx context.Context, f Form) part.Field {
	x := f.field("reason", i18n.T(ctx, "directive.form.reason"))
	x.Max = 200
	return x
}

func whyField(ctx context.Context) part.Field {
	return part.Field{Name: "why", Label: i18n.T(ctx, "directive.withdraw.why"), Max: 200, Required: true}
}

func (m DutyModel) words(ctx context.Context) part.Field {
	f := m.Form.field("words", i18n.T(ctx, "directive.duty.report_words"))
	f.Required, f.Rows, f.Max = true, 5, 4000
	return f
}

func (m DutyModel) dueBelow(ctx context.Context) part.Field {
	f := m.Form.field("due", i18n.T(ctx, "directive.duty.assign_due"))
	f.Hint, f.Placeholder = i18n.T(ctx, "directive.duty.assign_hint"), string(m.View.Due)
	return f
}

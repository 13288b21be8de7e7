// Package packs carries the framework packs that ship with the product: category trees, check
// points, deadline rules, standing rules and working calendars. It is the domain expert's drawer;
// `plumbline pack check packs` names every mistake with its line.
package packs

import "embed"

// FS holds every shipped pack.
//
//go:embed *.yaml rules/*.yaml calendar/*.yaml
var FS embed.FS

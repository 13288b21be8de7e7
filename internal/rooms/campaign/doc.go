// Package campaign is the room of campaigns (专项整治, DOMAIN.md 7): what a superior orders is relayed to
// every unit, runs in stages, hears people outside, and ends with a summary made of its records.
//
//	campaign:  draft → submitted → mobilised → study → selfcheck → rectify → conclude → review → finished
//	relay:     received, broken down, first report: three promised dates a unit
//	opinion:   received → assigned → answered → replied; what was asked and changed is published by two people
//	receipt:   a self-report on paper: number, time, recipient, in the window or not, and nothing else
//	proposal:  to the competent organ, with ground, organ and notice
//
// The days that a stage was approved with never change; shifts are kept beside them. Units stand in the
// order of the register and are never ranked. Self-reports are counted for the whole campaign only, apart
// from what is found, and the room states facts and where the rules stand: it draws no conclusion from them
// (DOMAIN.md 7.5). Nothing here acts upon a person: a proposal is a paper to those who may decide (DOMAIN.md 14).
package campaign

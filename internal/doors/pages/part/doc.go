// Package part holds the small components that every page is built from: icons, badges, tags,
// fields, tables' heads and feet, the seal and the evidence chain.
//
// A part draws what it is given and decides nothing: no rights, no dates but the ones passed in.
// Text that belongs to the part itself (逾期 3 天, 下一页) comes from words/part.toml; everything
// else is text of the caller. No part writes a style attribute or an event handler, so the strict
// Content-Security-Policy holds.
package part

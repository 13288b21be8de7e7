// Package campaignpage draws the pages of campaigns (专项整治): the page of one campaign, its plan, relay, tasks,
// open door, self-report receipts, proposals and summary, and the public pages of the open door.
package campaignpage

// Package notifypage draws the inbox of reminders.
package notifypage

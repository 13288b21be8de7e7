// Package front is what every page stands on: the server and its order of questions (who is it, may they
// come here, is the form theirs), the request and how it is answered, signing in, and the frame of a page.
package front

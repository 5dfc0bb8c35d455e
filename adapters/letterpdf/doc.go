// Package letterpdf is a post office that writes print-ready letters into a directory, from which a printing house takes
// them.
//
//	<id>.pdf        one page of A4, to be folded into an envelope with a window
//	manifest.jsonl  one line for each letter that is complete: its id, its file, and the SHA-256 of that
//
// A printing house prints what the manifest lists, each line once. It may take the PDFs away; the manifest stays where it
// is, since by it a letter that comes again is known. All files are for their owner alone (0600). Their names and the
// manifest tell nothing of the person.
//
//	post, err := letterpdf.Open("/srv/letters", letterpdf.Config{Portal: "Кабинет", Page: "kabinet.example/code"})
//
// Several processes may work over one directory of one machine: a lock in it (flock, so Unix only) lets one of them write
// at a time. A letter is written to a file of another name, brought to the disk and renamed, and only then listed: a crash
// in between leaves nothing that is listed and not there, and the letter, which is given again, is written anew.
package letterpdf

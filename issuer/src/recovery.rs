//! What a crash leaves behind at each step of issuing, and how the next run goes on.
//!
//! | the run ends after | on disk | the next run |
//! |---|---|---|
//! | `Reserving` is written, before the registry is asked | an open reservation | asks again with the same id: the registry gives that id one answer, for ever |
//! | the registry reserved, before `Reserved` is written | the same | the same: it gets the same numbers |
//! | `Reserved` is written, or the plan is declined | unused numbers | uses them before it asks for more |
//! | a portrait is kept, before the statement that names it is signed | a picture that nothing names | signs, with the picture it is given then |
//! | some of a chunk's `Signed` are written, the chunk not whole | statements that were not sent, their numbers used | sends those, and signs for the others |
//! | a chunk's `Signed` are written, before the registry is asked | statements, their numbers used | sends the same statements; it never signs another for these people and courses |
//! | the registry registered a chunk, or the first of its two halves, before `Registered` is written | the same | sends the same statements again and gets the first answers |
//! | some of a chunk's `Registered` and `Refused` are written | registered certificates, and statements as above | goes on with each as it stands |
//! | the registry held a certificate for an officer | the same: nothing is entered | sends the same statement again and gets what has become of it: it waits, is registered, or was refused |
//! | `Refused` for a number that was taken is written, before another is signed | a used number, nobody's certificate | signs for this person with a number that is free |
//! | `Registered` is written, before the PDF is whole | a registered certificate, perhaps a `.part` | makes the PDF; the same input gives the same bytes |
//! | some PDFs are there, before the results are | certificates with their PDFs | makes results, archive and print file anew, for the whole roster |
//! | `Correcting` is written, before the registry is asked | a correction, its number used | files the same statement; it never signs another for this certificate while that one waits |
//! | the registry filed it, before anybody was told | the same | files the same statement again and gets the first answer, or asks for it |
//! | the officers' order was carried out, before `Corrected` is written | the same | asks again and gets the registered certificate |
//! | `Corrected` is written, before the PDF is whole | a registered certificate, the old one's place taken, perhaps a `.part` | makes the PDF, until `CorrectionPrinted` is written |
//! | the registry withdrew a correction, before `CorrectionWithdrawn` is written | a correction that waits here only | withdraws it again, or hears that it was, and writes that down |
//! | `Reissued` is written, before the PDF is whole | a line, perhaps no PDF | prints it; the same input gives the same bytes |
//! | the last line of the journal is cut short | that step had not begun | takes the torn line away |
//! | the disk is full | as above: what could not be written whole is not there | goes on as above once there is room |
//!
//! A chunk's events are one write and one flush to the disk, so any first part of them may be there after a crash; each
//! stands for itself. So no number is used for two statements, no person gets two certificates of one course from one
//! journal, and what the registry acknowledged is never lost here. Two computers of one school have two journals: the
//! registry gives each its own numbers and refuses the second certificate of a person and course (`already_issued`). Where
//! one journal is a copy of the other's, numbers left over in both are refused to the second (`number_taken`); it then
//! reserves others, which are in no copy.

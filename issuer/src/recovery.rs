//! What a crash leaves behind at each step of issuing, and how the next run goes on.
//!
//! | the run ends after | on disk | the next run |
//! |---|---|---|
//! | `Reserving` is written, before the registry is asked | an open reservation | asks again with the same id: the registry gives that id one answer, for ever |
//! | the registry reserved, before `Reserved` is written | the same | the same: it gets the same numbers |
//! | `Reserved` is written | unused numbers | uses them before it asks for more |
//! | a portrait is kept, before the statement that names it is signed | a picture that nothing names | signs, with the picture it is given then |
//! | `Signed` is written, before the registry is asked | a statement, its number used | sends the same statement; it never signs another for this person and course |
//! | the registry registered, before `Registered` is written | the same | sends the same statement again and gets the first answer |
//! | `Registered` is written, before the PDF is whole | a registered certificate | makes the PDF; the same input gives the same bytes |
//! | the last line of the journal is cut short | that step had not begun | takes the torn line away |
//!
//! So no number is used for two statements, no person gets two certificates of one course from one journal, and what the
//! registry acknowledged is never lost here. Two computers of one school have two journals: the registry gives each its own
//! numbers and refuses the second certificate of a person and course (`already_issued`).

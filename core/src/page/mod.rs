//! What a printed page says, beside what was signed (format.md section 9).

pub mod compare;

//! What people read about a roster, in Chinese and in English: what is wrong with the value shown, why it matters where
//! that is not plain, and what to do. A file for each thing that is spoken of: a row that is refused (`refusal`, and the
//! number of a document in `identity_number`), a row that is not (`notice`), the file as a whole (`file_problem`); `shown`
//! has how a value that somebody wrote is shown in a sentence.

mod file_problem;
mod identity_number;
mod notice;
mod refusal;
mod shown;

pub(super) use notice::held;

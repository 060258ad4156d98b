//! What stood in the way, in English.

use super::{BadRoot, CannotRun};

impl CannotRun {
    pub(super) fn english(&self) -> String {
        match self {
            Self::NotFound(file) => format!("There is no file {file}. Check its name and folder."),
            Self::NoSuchInput(file) => format!(
                "There is no file {file}. Check the name; the text of a QR code starts with https:// or is all digits."
            ),
            Self::Folder(file) => format!("{file} is a folder, not a file. Name the files in it."),
            Self::EmptyFolder(folder) => format!(
                "There is no certificate (PDF, PNG, JPEG or .cose file) in the folder {folder}. Check that it is the right one."
            ),
            Self::ReportKind(file) => {
                format!(
                    "What kind of report {file} should be is not known. Let its name end in .pdf, .xlsx, .csv or .json."
                )
            }
            Self::ReportTooLong(file, most) => format!(
                "The report {file} can list {most} files and there are more, so nothing was checked. Check folder by folder, or write .xlsx."
            ),
            Self::NothingToSign(key) => {
                format!("There is a key to sign with, {key}, and no report in PDF to sign. Add --report FILE.pdf.")
            }
            Self::NoReport(file) => format!(
                "{file} is no report of a verification that this program made, or is damaged, so it was not checked. Ask for the original."
            ),
            Self::ReportNotMadeAgain(file, why) => format!(
                "The pages of {file} cannot be made again here ({why}), so it was not checked. Install the font that is missing and try again."
            ),
            Self::ReportNotWritten(file, why) => format!(
                "The report {file} cannot be written ({why}). Close the program that has it open, or give another name, and run again."
            ),
            Self::Unreadable(file, why) => {
                format!("{file} cannot be read ({why}). Check the file and its permissions.")
            }
            Self::TooLarge(file, limit) => format!(
                "{file} is larger than {} MiB, so it is no certificate and was not read. Give the certificate itself.",
                limit >> 20
            ),
            Self::Damaged(file) => format!(
                "{file} is damaged or cannot be made sense of, so nothing was checked. Ask for the original, or check the QR code."
            ),
            Self::Encrypted(file) => {
                format!("{file} needs a password, so nothing was checked. Give the original without a password.")
            }
            Self::NoCodeFound(file) => format!(
                "No QR code was found in {file}, so nothing was checked. Give a sharp, whole, flat picture, or the PDF itself."
            ),
            Self::SeveralCodes(file) => format!(
                "{file} shows the QR codes of several certificates, so it is not clear which one to check. Cut them apart and check each."
            ),
            Self::NoRoots(folder) => {
                let folder = folder.as_deref().unwrap_or("~/.config/hezheng/roots");
                format!(
                    "There is no root key, so nobody can be trusted (root keys are never taken from a pack). Give the public root key that the labour bureau publishes with --root, or put it into {folder}."
                )
            }
            Self::BadRoot(file, BadRoot::Private) => format!(
                "{file} is a private key and cannot be pinned. Give the public half (.pub.pem), and keep the private one offline."
            ),
            Self::BadRoot(file, BadRoot::NoPublicKey) => format!(
                "{file} holds no public key in PEM (BEGIN PUBLIC KEY). Give the root key file that the labour bureau publishes."
            ),
            Self::BadRoot(file, BadRoot::OtherKind) => format!(
                "The public key in {file} is not an Ed25519 key. Give the root key file that the labour bureau publishes."
            ),
            Self::BadRoot(file, BadRoot::Unusable) => format!(
                "The public key in {file} cannot verify any signature. Get the root key file from the labour bureau again."
            ),
            Self::BadPublicKey(file, BadRoot::Private) => {
                format!(
                    "{file} is a private key. A signature is checked with the public one (.pub.pem): ask the signer for it."
                )
            }
            Self::BadPublicKey(file, _) => format!(
                "{file} holds no usable Ed25519 public key (BEGIN PUBLIC KEY). Ask the signer for the public key file (.pub.pem)."
            ),
            Self::BadPack(file) => format!("{file} is not a pack. Get one with: hezheng pack fetch"),
            Self::BadAddress(url) => format!(
                "{url} is not the address of a registry. It must be https://HOST/… (on this machine also http://127.0.0.1:PORT/…)."
            ),
            Self::NoConnection(url, why) => format!(
                "{url} was not reached ({why}). Check the network and the address and try again, or check offline with --pack."
            ),
            Self::BadAnswer(url, why) => {
                format!("{url} gave no usable answer ({why}). Check the address, or try again later.")
            }
            Self::BadTime(text) => {
                format!("{text} is not a time. --now takes RFC 3339 (2026-05-21T10:00:00+08:00) or Unix seconds.")
            }
            Self::UnprovedPack(from) => format!(
                "Nothing in the pack of {from} is proved by the root keys pinned here, so it was not taken and no file was changed. Check the address and the root keys."
            ),
            Self::ExpiredPack(from) => format!(
                "The list of institutions of {from} has expired, so it was not taken and no file was changed. Tell the registry, and check this machine's clock."
            ),
            Self::OtherFile(file) => format!(
                "{file} exists and is no pack that the root keys pinned here prove, so it was not overwritten. Choose another name, or move it away."
            ),
            Self::OtherState(file) => format!(
                "{file} is no checkpoint of this log; it was neither used nor overwritten. Give another file with --state, and keep this one as evidence if it was this log's."
            ),
            Self::Unwritable(file, why) => {
                format!("{file} cannot be written ({why}). Check the folder and its permissions.")
            }
        }
    }
}

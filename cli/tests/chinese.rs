//! What the program says in Chinese is written as Chinese is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

/// A character of Chinese followed by punctuation of ASCII. With a space after it the sentence is English and names a
/// Chinese word.
fn slips(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    chars.windows(3).any(|three| {
        matches!(three, [c, mark, after]
            if ('\u{4E00}'..='\u{9FFF}').contains(c) && ",:;?!(".contains(*mark) && *after != ' ')
    })
}

fn look(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, found);
        } else {
            let source = fs::read_to_string(&path).unwrap();
            let said = source.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = said.lines().filter(|line| !line.trim_start().starts_with("//") && slips(line));
            found.extend(lines.map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
}

#[test]
fn chinese_sentences_have_chinese_punctuation() {
    assert!(slips("注意:口令较短") && slips("没有备案,不是证书") && !slips("注意：口令较短") && !slips("a, b"));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for crate_ in ["cli", "issuer", "registry", "keys", "pdf-templates"] {
        look(&workspace.join(crate_).join("src"), &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

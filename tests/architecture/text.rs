//! Rust text as tokens: without comments, the contents of literals and, where wanted, tests.

/// The words and marks of a Rust text, in order. `::` is one mark; a literal is the mark `"`; a lifetime is none.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let literal = literal_length(rest);
        let length = if let Some(length) = comment_length(rest) {
            length
        } else if let Some(length) = literal {
            tokens.push("\"");
            length
        } else if is_of_word(first) {
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            tokens.push(&rest[..length]);
            length
        } else if first == '\'' {
            // The rest of a lifetime.
            1 + rest[1..].find(|c| !is_of_word(c)).unwrap_or(rest.len() - 1)
        } else {
            let length = if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                tokens.push(&rest[..length]);
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The bytes of the comment that begins here.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    Some(text.len())
}

/// The bytes of the string or character that begins here.
fn literal_length(text: &str) -> Option<usize> {
    let unmarked = text.trim_start_matches(['b', 'r', 'c']);
    let mark = &text[..text.len() - unmarked.len()];
    if !["", "b", "c", "r", "br", "cr"].contains(&mark) {
        return None;
    }
    if mark.ends_with('r') {
        let quoted = unmarked.trim_start_matches('#');
        let hashes = unmarked.len() - quoted.len();
        let end = format!("\"{}", "#".repeat(hashes));
        let within = quoted.strip_prefix('"')?;
        let length = within.find(&end).map_or(within.len(), |at| at + end.len());
        return Some(text.len() - within.len() + length);
    }
    let quote = unmarked
        .chars()
        .next()
        .filter(|c| ['"', '\''].contains(c))?;
    let within = &unmarked[1..];
    if quote == '\'' {
        let mut letters = within.chars();
        let is_character = letters.next() == Some('\\') || letters.next() == Some('\'');
        if !is_character {
            return None;
        }
    }
    let mut is_escaped = false;
    for (at, letter) in within.char_indices() {
        if !is_escaped && letter == quote {
            return Some(mark.len() + 1 + at + 1);
        }
        is_escaped = !is_escaped && letter == '\\';
    }
    Some(text.len())
}

/// Where the item that begins at this token ends: after its `;` or its closing brace.
pub(super) fn end_of_item(tokens: &[&str], from: usize) -> usize {
    let is_use = tokens[from..]
        .iter()
        .take_while(|token| ![";", "{", "="].contains(token))
        .any(|token| *token == "use");
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 && !is_use {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Where the attribute that begins at this token ends; `None` where none begins.
pub(super) fn end_of_attribute(tokens: &[&str], from: usize) -> Option<usize> {
    let open = match tokens.get(from..)? {
        ["#", "[", ..] => from + 1,
        ["#", "!", "[", ..] => from + 2,
        _ => return None,
    };
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The tokens without items for tests, and the names of the test modules that are files of their own.
pub(super) fn without_tests<'a>(tokens: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut kept = Vec::new();
    let mut files = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&["#", "[", "cfg", "(", "test", ")", "]"]) {
            let mut item = at;
            while let Some(end) = end_of_attribute(tokens, item) {
                item = end;
            }
            at = end_of_item(tokens, item);
            if let [.., "mod", name, ";"] = tokens[item..at] {
                files.push(name);
            }
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    (kept, files)
}

#[test]
fn a_text_is_read_without_comments_literals_and_tests() {
    let text = r##"
//! crate::a
/* crate::b /* crate::c */ */
fn f<'a>(x: &'a str) -> char { let _ = ("crate::d", r#"crate::"e"#, '\'', '"', b'x'); 'é' }
#[cfg(test)]
#[path = "t.rs"]
mod t;
#[cfg(test)]
mod u { use super::*; fn g() {} }
use a::b;
"##;
    let (kept, files) = without_tests(&tokens(text));
    assert_eq!(
        kept.join(" "),
        r#"fn f < > ( x : & str ) - > char { let _ = ( " , " , " , " , " ) ; " } use a :: b ;"#
    );
    assert_eq!(files, ["t"]);
}

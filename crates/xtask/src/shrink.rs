//! Makes what `wasm-bindgen` wrote smaller: every function that a module imports from its
//! JavaScript has a name that ends in sixteen random digits, once in each of the two files,
//! and compression can do nothing about them.

use std::collections::BTreeMap;

use crate::run::Result;

/// Hex digits at the end of an imported name.
const DIGITS: usize = 16;
/// Number of the section of imports in a module.
const IMPORTS: u8 = 2;

/// A module and its JavaScript, with short names and without comments and indents.
pub fn shrink(script: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let (module, names) = rename(module).ok_or("the module's imports cannot be read")?;
    Ok((with_names(&without_comments(script), &names), module))
}

/// The module with short names of imports, and which name became which.
fn rename(module: &[u8]) -> Option<(Vec<u8>, BTreeMap<String, String>)> {
    let mut names = BTreeMap::new();
    let (mut out, mut rest) = module.split_at_checked(8).map(|(a, b)| (a.to_vec(), b))?;
    while let Some((&kind, after)) = rest.split_first() {
        let mut after = after;
        let length = number(&mut after)?;
        let (section, later) = after.split_at_checked(length)?;
        let renamed = match kind {
            IMPORTS => imports(section, &mut names)?,
            _ => section.to_vec(),
        };
        out.push(kind);
        push_number(&mut out, renamed.len());
        out.extend(renamed);
        rest = later;
    }
    Some((out, names))
}

fn imports(mut section: &[u8], names: &mut BTreeMap<String, String>) -> Option<Vec<u8>> {
    let count = number(&mut section)?;
    let mut out = Vec::new();
    push_number(&mut out, count);
    for _ in 0..count {
        let from = text(&mut section)?;
        let name = text(&mut section)?;
        let before = section;
        skip_kind(&mut section)?;
        let kind = &before[..before.len() - section.len()];
        let short = if has_digits(name) {
            let next = format!("i{}", names.len());
            names.entry(name.to_owned()).or_insert(next).as_str()
        } else {
            name
        };
        for text in [from, short] {
            push_number(&mut out, text.len());
            out.extend(text.as_bytes());
        }
        out.extend(kind);
    }
    section.is_empty().then_some(out)
}

/// Goes past what an import is: a function, a table, a memory, a global or a tag.
fn skip_kind(bytes: &mut &[u8]) -> Option<()> {
    let (kind, rest) = bytes.split_first()?;
    *bytes = rest;
    match kind {
        0 => number(bytes).map(drop),
        1 => {
            *bytes = bytes.get(1..)?;
            skip_limits(bytes)
        }
        2 => skip_limits(bytes),
        3 => bytes.get(2..).map(|rest| *bytes = rest),
        4 => {
            *bytes = bytes.get(1..)?;
            number(bytes).map(drop)
        }
        _ => None,
    }
}

fn skip_limits(bytes: &mut &[u8]) -> Option<()> {
    let has_most = number(bytes)? & 1 == 1;
    number(bytes)?;
    if has_most {
        number(bytes)?;
    }
    Some(())
}

/// An unsigned number in LEB128, of at most 32 bits.
fn number(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0_u64;
    for shift in (0..35).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(value).ok();
        }
    }
    None
}

fn push_number(out: &mut Vec<u8>, mut value: usize) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = number(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

fn has_digits(name: &str) -> bool {
    name.rsplit_once('_').is_some_and(|(_, digits)| {
        digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// The script with these names for those.
fn with_names(script: &str, names: &BTreeMap<String, String>) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(inside) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c| !inside(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The script without the lines that are only comments, and without indents. `wasm-bindgen`
/// writes no text that goes over several lines.
fn without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines().map(str::trim) {
        comment = comment || line.starts_with("/*");
        if comment {
            comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{shrink, without_comments};

    /// A module that imports a function, a memory and a global, and has one more section.
    fn module(name: &str) -> Vec<u8> {
        let mut imports = vec![3];
        let kinds: [(&str, &[u8]); 3] =
            [(name, &[0, 5]), ("m", &[2, 1, 1, 2]), ("g", &[3, 127, 0])];
        for (name, kind) in kinds {
            imports.extend([1, b'w', name.len() as u8]);
            imports.extend(name.bytes());
            imports.extend(kind);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([2, imports.len() as u8]);
        module.extend(imports);
        module.extend([12, 1, 0]);
        module
    }

    #[test]
    fn names_with_digits_become_short_in_both() {
        let long = "__wbg_call_0123456789abcdef";
        let script =
            format!("/**\n * what\n */\nconst imports = {{\n    {long}: f,\n    m: {long}2,\n}};");
        let (script, short) = shrink(&script, &module(long)).expect("it is a module");
        assert_eq!(
            script,
            format!("const imports = {{\ni0: f,\nm: {long}2,\n}};\n")
        );
        assert_eq!(short, module("i0"));
        let (script, same) = shrink("wasm.call();\n", &module("call")).expect("it is a module");
        assert_eq!((script.as_str(), same), ("wasm.call();\n", module("call")));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let whole = module("__wbg_call_0123456789abcdef");
        for end in [0, 7, 9, 12, 30, whole.len() - 1] {
            assert!(shrink("", &whole[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn addresses_are_no_comments() {
        let script = "  // gone\n  const a = \"https://b\"; // stays\n";
        assert_eq!(
            without_comments(script),
            "const a = \"https://b\"; // stays\n"
        );
    }
}

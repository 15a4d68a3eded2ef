//! Makes what `wasm-bindgen` wrote smaller: every function that a module imports from its
//! JavaScript has a name that ends in sixteen random digits, once in each of the two files,
//! and compression can do nothing about them.

use std::collections::BTreeMap;

use crate::run::Result;
use crate::wasm::{IMPORTS, Import, imports, module, push_bytes, push_number, sections};

/// Hex digits at the end of an imported name.
const DIGITS: usize = 16;

/// A module and its JavaScript, with short names and without comments and indents.
pub fn shrink(script: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let (module, names) = rename(module).ok_or("the module's imports cannot be read")?;
    Ok((with_names(&without_comments(script), &names), module))
}

/// The module with short names of imports, and which name became which.
fn rename(bytes: &[u8]) -> Option<(Vec<u8>, BTreeMap<String, String>)> {
    let mut names = BTreeMap::new();
    let all = sections(bytes)?;
    let Some(at) = all.iter().position(|it| it.0 == IMPORTS) else {
        return Some((bytes.to_vec(), names));
    };
    let imports = imports(all[at].1)?;
    let mut renamed = Vec::new();
    push_number(&mut renamed, imports.len());
    for Import { from, name, kind } in imports {
        let short = if has_digits(name) {
            let next = format!("i{}", names.len());
            names.entry(name.to_owned()).or_insert(next).as_str()
        } else {
            name
        };
        push_bytes(&mut renamed, from.as_bytes());
        push_bytes(&mut renamed, short.as_bytes());
        renamed.extend(kind);
    }
    let changed = all.into_iter().enumerate().map(|(place, section)| {
        if place == at {
            (IMPORTS, renamed.as_slice())
        } else {
            section
        }
    });
    Some((module(changed), names))
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

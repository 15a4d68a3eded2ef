//! The outer form of a WebAssembly module: its sections, and the numbers and texts in them.

/// Bytes before the first section.
const HEAD: usize = 8;

/// Number of the sections of which each says by a name what it is.
pub const CUSTOM: u8 = 0;
/// Number of the section of imports.
pub const IMPORTS: u8 = 2;
/// Number of the section of function bodies.
pub const CODE: u8 = 10;

/// A section: its number, and what is in it.
pub type Section<'a> = (u8, &'a [u8]);

/// The sections of a module, in order.
pub fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let (head, mut rest) = module.split_at_checked(HEAD)?;
    head.starts_with(b"\0asm").then_some(())?;
    let mut all = Vec::new();
    while let Some((&kind, after)) = rest.split_first() {
        rest = after;
        let length = number(&mut rest)?;
        all.push((kind, take(&mut rest, length)?));
    }
    Some(all)
}

/// The module of these sections.
pub fn module<'a>(sections: impl IntoIterator<Item = (u8, &'a [u8])>) -> Vec<u8> {
    let mut out = b"\0asm\x01\0\0\0".to_vec();
    for (kind, section) in sections {
        out.push(kind);
        push_bytes(&mut out, section);
    }
    out
}

/// An unsigned number in LEB128, of at most 32 bits.
pub fn number(bytes: &mut &[u8]) -> Option<usize> {
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

/// Appends a number.
pub fn push_number(out: &mut Vec<u8>, mut value: usize) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// So many bytes.
pub fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

/// A text, after its length.
pub fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = number(bytes)?;
    std::str::from_utf8(take(bytes, length)?).ok()
}

/// Appends bytes, after their length.
pub fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len());
    out.extend(bytes);
}

/// An import: where from, its name, and what it is.
pub struct Import<'a> {
    /// The module that it comes from.
    pub from: &'a str,
    /// Its name there.
    pub name: &'a str,
    /// Its kind and type, as they stand.
    pub kind: &'a [u8],
}

impl Import<'_> {
    /// Whether it is a function.
    pub fn is_function(&self) -> bool {
        self.kind.first() == Some(&0)
    }
}

/// The imports of their section.
pub fn imports(mut section: &[u8]) -> Option<Vec<Import<'_>>> {
    let mut all = Vec::new();
    for _ in 0..number(&mut section)? {
        let (from, name) = (text(&mut section)?, text(&mut section)?);
        let before = section;
        skip_kind(&mut section)?;
        let kind = &before[..before.len() - section.len()];
        all.push(Import { from, name, kind });
    }
    section.is_empty().then_some(all)
}

/// Goes past what an import is: a function, a table, a memory, a global or a tag.
fn skip_kind(bytes: &mut &[u8]) -> Option<()> {
    let kind = take(bytes, 1)?[0];
    match kind {
        0 => number(bytes).map(drop),
        1 => {
            take(bytes, 1)?;
            skip_limits(bytes)
        }
        2 => skip_limits(bytes),
        3 => take(bytes, 2).map(drop),
        4 => {
            take(bytes, 1)?;
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

/// The bodies of functions, of their section.
pub fn bodies(mut section: &[u8]) -> Option<Vec<&[u8]>> {
    let count = number(&mut section)?;
    let body = |_| {
        let length = number(&mut section)?;
        take(&mut section, length)
    };
    (0..count).map(body).collect()
}

/// Whether a section holds the names of functions.
pub fn is_names(&(kind, section): &Section<'_>) -> bool {
    kind == CUSTOM && section.starts_with(b"\x04name")
}

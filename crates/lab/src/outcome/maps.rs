//! The outcome of `maps`: a volume in a file server's words, as values and for people.

use cowpath_engine::ids::Runs;
use cowpath_engine::maps::Role;

use super::table::aligned;
use super::text::{bytes_text, counted, name_text, runs_text};

/// Rows of a block map that people are shown.
const ROWS_MAX: usize = 64;

/// Outcome of `maps`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Maps {
    /// The volume.
    pub volume: String,
    /// Which data its blocks hold.
    pub data: Role,
    /// The production file system: the base at the end of its look-up path.
    pub production: String,
    /// The bits of the bit map: its size, in pages.
    pub pages: u64,
    /// Where a read looks, in this order.
    pub read_order: Vec<MapStep>,
    /// Pages for which a restore of the production file system leads reads another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<MapPending>,
    /// The bits that are set.
    pub bit_map: Runs,
    /// Which save blocks those pages lie in, in page order.
    pub block_map: Vec<MapRow>,
    /// Bytes of a bit map with a bit for each page.
    pub bit_map_bytes: u64,
    /// Bytes of a block map with an entry for each bit that is set.
    pub block_map_bytes: u64,
    /// Bytes of the exception tables that the maps are read off.
    pub table_bytes: u64,
    /// The save volume of its tree.
    pub save_volume: SaveVolume,
}

/// What waits in a restore.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MapPending {
    /// The pages.
    pub pages: Runs,
    /// Where the production file system has them from.
    pub source: String,
    /// Whether it is this volume that looks there.
    pub looks: bool,
}

/// One place where a read looks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MapStep {
    /// The volume.
    pub volume: String,
    /// Which data it holds.
    pub data: Role,
}

/// Neighbouring pages that lie in neighbouring blocks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MapRow {
    /// First page.
    pub page: u64,
    /// How many pages.
    pub pages: u64,
    /// Its save block; `None` where there is none.
    pub block: Option<u64>,
    /// The read-only copy that knows the block; without one and without a block the pages are zeros.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// What the copies of a production file system take of the save volume they share.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SaveVolume {
    /// Blocks in use.
    pub blocks: u64,
    /// Blocks that were used before and are free.
    pub free: u64,
    /// Blocks of old data.
    pub old: u64,
    /// Blocks of new data.
    pub new: u64,
    /// Blocks that are old data of one copy and new data of another.
    pub both: u64,
    /// Copies, in order of creation.
    pub volumes: Vec<Occupant>,
}

/// A copy's part of the save volume.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Occupant {
    /// The copy.
    pub name: String,
    /// Which data its blocks hold.
    pub data: Role,
    /// Blocks its block map leads to.
    pub blocks: u64,
    /// Those that no other block map leads to.
    pub exclusive: u64,
}

/// What a file server calls such a volume.
#[must_use]
pub fn role_text(role: Role) -> &'static str {
    match role {
        Role::Clone => "clone volume",
        Role::Old => "old data",
        Role::New => "new data",
    }
}

pub(super) fn maps_text(maps: &Maps) -> String {
    let name = name_text(&maps.volume);
    let mut lines = vec![match maps.data {
        Role::Clone => format!("{name}: the production file system, on its clone volume"),
        Role::Old => format!("{name}: a read-only copy, whose save blocks hold old data"),
        Role::New => format!("{name}: a read-write copy, whose save blocks hold new data"),
    }];
    let step = |step: &MapStep| format!("{} of {}", role_text(step.data), name_text(&step.volume));
    let order: Vec<String> = maps.read_order.iter().map(step).collect();
    lines.push(format!("  read order: {}", order.join(" → ")));
    if maps.data != Role::Clone {
        lines.push(format!(
            "  bit map: {} of {} set, {}; {}",
            maps.bit_map.pages(),
            counted(maps.pages, "bit"),
            runs_text(&maps.bit_map),
            bytes_text(maps.bit_map_bytes)
        ));
        lines.push(format!(
            "  block map: {}, {}; the exception tables take {}",
            counted(maps.bit_map.pages(), "entry"),
            bytes_text(maps.block_map_bytes),
            bytes_text(maps.table_bytes)
        ));
        lines.extend(blocks_text(maps));
    }
    let save = &maps.save_volume;
    let both = match save.both {
        0 => String::new(),
        both => format!(", both {both}"),
    };
    lines.push(format!(
        "  save volume: {} in use, {} free; old data {}, new data {}{both}",
        counted(save.blocks, "block"),
        save.free,
        save.old,
        save.new
    ));
    if !save.volumes.is_empty() {
        let row = |one: &Occupant| {
            let numbers = [one.blocks, one.exclusive].map(|n| n.to_string());
            let words = [name_text(&one.name), role_text(one.data).to_owned()];
            words.into_iter().chain(numbers).collect()
        };
        let rows: Vec<Vec<String>> = save.volumes.iter().map(row).collect();
        lines.push(aligned(
            &["copy", "holds", "blocks", "only here"],
            &rows,
            &[2, 3],
        ));
    }
    lines.join("\n")
}

fn blocks_text(maps: &Maps) -> Option<String> {
    let row = |row: &MapRow| {
        let to = match (row.block, &row.through) {
            (Some(block), _) => span(block, row.pages),
            (None, Some(through)) => format!("as {}", name_text(through)),
            (None, None) => "zeros".to_owned(),
        };
        vec![span(row.page, row.pages), to]
    };
    let rows: Vec<Vec<String>> = maps.block_map.iter().take(ROWS_MAX).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let table = aligned(&["page", "save block"], &rows, &[0, 1]);
    Some(match maps.block_map.len() - rows.len() {
        0 => table,
        more => format!("{table}\n  and {}", counted(more as u64, "other run")),
    })
}

fn span(first: u64, length: u64) -> String {
    match length {
        1 => first.to_string(),
        _ => format!("{first}-{}", first + (length - 1)),
    }
}

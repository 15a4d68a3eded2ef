//! The tables of a volume as a tree of nodes: those that lead to the pages
//! worth showing, when there are many.

use cowpath_engine::entry::Entry;
use cowpath_engine::ids::{AdminOffset, DataOffset, PageNo, VolumeId};
use cowpath_engine::projection::{Held, Table, TreeDetail};
use cowpath_engine::sorted::SortedSet;

use super::{PAGES_MAX, Sheet};

/// One table with what its entries lead to.
#[derive(Debug)]
pub struct Node {
    /// Where it lies.
    pub at: AdminOffset,
    /// From 1.
    pub level: u8,
    /// How many entries it has.
    pub fan_out: u32,
    /// First page it covers.
    pub start: PageNo,
    /// Entries that are drawn, by index.
    pub entries: Vec<Branch>,
    /// Entries in use that are not drawn.
    pub hidden: usize,
}

/// An entry with what it leads to.
#[derive(Debug)]
pub struct Branch {
    /// Its index in its table.
    pub index: u32,
    /// The entry; null for one that is being looked up.
    pub entry: Option<Entry>,
    /// What it leads to.
    pub below: Below,
}

/// What an entry leads to.
#[derive(Debug)]
pub enum Below {
    /// Nothing that is drawn.
    Nothing,
    /// A table.
    Table(Node),
    /// A page of the data volume: its number and place.
    Page(PageNo, DataOffset),
    /// A page that no entry leads to yet.
    Pending(PageNo, DataOffset),
    /// A page read elsewhere.
    Elsewhere(VolumeId, PageNo),
    /// Zeros that take no page.
    Hole(PageNo),
}

impl Node {
    /// The tree of tables of the sheet's volume.
    pub fn of(sheet: &Sheet<'_>, detail: &TreeDetail) -> Option<Self> {
        let root = sheet.volume.root?;
        let pages = pages(sheet);
        node(sheet, detail, root, &pages)
    }
}

/// Pages whose way is drawn: the one in the story, the selected one, then the first.
fn pages(sheet: &Sheet<'_>) -> SortedSet<PageNo> {
    let mut pages = SortedSet::new();
    pages.extend(sheet.light.page);
    pages.extend(sheet.options.selected_page);
    if let Held::Pages(held) = &sheet.volume.held {
        for page in held.keys() {
            if pages.len() >= PAGES_MAX {
                break;
            }
            pages.insert(*page);
        }
    }
    pages
}

fn node(
    sheet: &Sheet<'_>,
    detail: &TreeDetail,
    at: AdminOffset,
    pages: &SortedSet<PageNo>,
) -> Option<Node> {
    let table = detail.tables.get(&at)?;
    let level = usize::from(table.level) - 1;
    let span = sheet.tree.geometry.span(level);
    let mut shown = SortedSet::new();
    for page in pages.iter().filter(|page| page.0 >= table.start.0) {
        let index = (page.0 - table.start.0) / span;
        if let Ok(index) = u32::try_from(index)
            && index < table.fan_out
        {
            let lit = sheet.light.entries.contains(&(at, index));
            if lit || table.entries.contains_key(&index) || is_pending(sheet, table, index) {
                shown.insert(index);
            }
        }
    }
    if table.fan_out <= 10 {
        shown.extend(table.entries.keys());
    }
    let entries: Vec<Branch> = shown
        .iter()
        .map(|index| branch(sheet, detail, table, *index, pages))
        .collect();
    let drawn = entries
        .iter()
        .filter(|branch| branch.entry.is_some())
        .count();
    Some(Node {
        at,
        level: table.level,
        fan_out: table.fan_out,
        start: table.start,
        entries,
        hidden: table.entries.len() - drawn,
    })
}

fn is_pending(sheet: &Sheet<'_>, table: &Table, index: u32) -> bool {
    let leaf = usize::from(table.level) == sheet.tree.geometry.levels().len();
    let page = PageNo(table.start.0 + u64::from(index));
    leaf && sheet
        .light
        .pending
        .is_some_and(|(pending, _)| pending == page)
}

fn branch(
    sheet: &Sheet<'_>,
    detail: &TreeDetail,
    table: &Table,
    index: u32,
    pages: &SortedSet<PageNo>,
) -> Branch {
    let entry = table.entries.get(&index).copied();
    let span = sheet.tree.geometry.span(usize::from(table.level) - 1);
    let page = PageNo(table.start.0 + u64::from(index) * span);
    let below = match (entry, sheet.light.pending) {
        (Some(Entry::Table(next)), _) => {
            let covered = pages.range(page..PageNo(page.0.saturating_add(span)));
            match (covered.count(), node(sheet, detail, next, pages)) {
                (1.., Some(node)) => Below::Table(node),
                _ => Below::Nothing,
            }
        }
        (Some(Entry::Page(offset)), _) if pages.contains(&page) => Below::Page(page, offset),
        (Some(Entry::Zero), _) if pages.contains(&page) => Below::Hole(page),
        (Some(Entry::Redirect(volume, page)), _) => Below::Elsewhere(volume, page),
        (None, Some((pending, offset))) if is_pending(sheet, table, index) => {
            Below::Pending(pending, offset)
        }
        _ => Below::Nothing,
    };
    Branch {
        index,
        entry,
        below,
    }
}

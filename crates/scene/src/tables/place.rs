//! Where tables, entries and pages stand: children below their parents, no
//! two on top of each other.

use cowpath_engine::entry::Entry;

use super::outline::{Below, Branch, Node};
use super::{MARGIN, Sheet, TEXT};
use crate::text::width_of;

/// Height of an entry.
pub const ENTRY: f64 = 20.0;
/// Height of a page box.
pub const PAGE: f64 = 26.0;
/// Width of a page box.
pub const PAGE_WIDTH: f64 = 58.0;
/// From one level to the next.
const LEVEL: f64 = 78.0;
/// From the top of a level to its entries: a label and the indices.
pub const HEAD: f64 = 30.0;
const TOP: f64 = 6.0;
const BETWEEN: f64 = 12.0;
const NULL: f64 = 10.0;
const ELLIPSIS: f64 = 16.0;

/// A cell of a table as it is drawn.
#[derive(Debug)]
pub enum Cell<'a> {
    /// An entry in use, or being looked up.
    Entry(&'a Branch),
    /// A null entry.
    Null(u32),
    /// Entries left out: the first, how many, and how many of them are in use.
    Gap(u32, u32, usize),
}

/// A table at its place.
#[derive(Debug)]
pub struct PlacedTable<'a> {
    /// The table.
    pub node: &'a Node,
    /// Left end of its entries.
    pub x: f64,
    /// Top of its entries.
    pub y: f64,
    /// Width of its entries.
    pub w: f64,
    /// Cells with their left ends and widths.
    pub cells: Vec<(Cell<'a>, f64, f64)>,
    /// Centre of the entry that leads here.
    pub parent: Option<(f64, f64)>,
}

/// A page at its place.
#[derive(Debug)]
pub struct PlacedPage<'a> {
    /// What it is.
    pub below: &'a Below,
    /// Its left end.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Centre of the entry that leads here.
    pub parent: (f64, f64),
}

/// All tables and pages at their places.
#[derive(Debug, Default)]
pub struct Placed<'a> {
    /// Tables, parents before children.
    pub tables: Vec<PlacedTable<'a>>,
    /// Pages.
    pub pages: Vec<PlacedPage<'a>>,
    /// Width of all.
    pub width: f64,
    /// Bottom of all.
    pub bottom: f64,
}

impl<'a> Placed<'a> {
    /// Places a tree of tables: with all null entries when that fits, else
    /// with gaps for them.
    pub fn of(sheet: &Sheet<'_>, root: &'a Node) -> Self {
        let room = sheet.options.width - 2.0 * MARGIN;
        let every = Width { every: true }.of(root);
        let rule = Width {
            every: every <= room,
        };
        let mut placed = Self::default();
        let needed = rule.of(root);
        let left = MARGIN + ((room - needed) / 2.0).max(0.0);
        placed.put(&rule, root, left, TOP, None);
        placed.width = needed.max(room) + 2.0 * MARGIN;
        let levels = sheet.tree.geometry.levels().len() as f64;
        placed.bottom = TOP + LEVEL * levels - 14.0;
        if !placed.pages.is_empty() {
            placed.bottom += PAGE + 34.0;
        }
        placed
    }

    fn put(
        &mut self,
        rule: &Width,
        node: &'a Node,
        left: f64,
        top: f64,
        parent: Option<(f64, f64)>,
    ) {
        let cells = rule.cells(node);
        let strip: f64 = cells.iter().map(|(_, w)| w).sum();
        let (all, below) = (rule.of(node), rule.below(node));
        let mut x = left + (all - strip) / 2.0;
        let y = top + HEAD;
        let mut child = left + (all - below) / 2.0;
        let (strip_x, mut placed) = (x, Vec::new());
        for (cell, w) in cells {
            if let Cell::Entry(branch) = cell {
                let foot = (x + w / 2.0, y + ENTRY);
                let width = rule.branch(branch);
                match &branch.below {
                    Below::Nothing => {}
                    Below::Table(next) => self.put(rule, next, child, top + LEVEL, Some(foot)),
                    page => self.pages.push(PlacedPage {
                        below: page,
                        x: child + (width - PAGE_WIDTH) / 2.0,
                        y: top + LEVEL - 4.0,
                        parent: foot,
                    }),
                }
                if width > 0.0 {
                    child += width + BETWEEN;
                }
            }
            placed.push((cell, x, w));
            x += w;
        }
        self.tables.push(PlacedTable {
            node,
            x: strip_x,
            y,
            w: strip,
            cells: placed,
            parent,
        });
    }
}

/// How wide things are.
struct Width {
    /// Whether null entries are drawn one by one.
    every: bool,
}

impl Width {
    /// A table with all below it.
    fn of(&self, node: &Node) -> f64 {
        let strip: f64 = self.cells(node).iter().map(|(_, w)| w).sum();
        let label = label_width(node);
        strip.max(self.below(node)).max(label)
    }

    /// All that hangs below a table.
    fn below(&self, node: &Node) -> f64 {
        let widths = node.entries.iter().map(|branch| self.branch(branch));
        let widths: Vec<f64> = widths.filter(|w| *w > 0.0).collect();
        let gaps = BETWEEN * (widths.len() as f64 - 1.0).max(0.0);
        widths.iter().sum::<f64>() + gaps
    }

    fn branch(&self, branch: &Branch) -> f64 {
        match &branch.below {
            Below::Nothing => 0.0,
            Below::Table(node) => self.of(node),
            _ => PAGE_WIDTH,
        }
    }

    /// The cells of a table with their widths.
    fn cells<'a>(&self, node: &'a Node) -> Vec<(Cell<'a>, f64)> {
        let mut cells = Vec::new();
        let mut next = 0;
        let mut hidden = node.hidden;
        for branch in &node.entries {
            self.gap(&mut cells, node, next, branch.index, &mut hidden);
            cells.push((Cell::Entry(branch), entry_width(branch)));
            next = branch.index + 1;
        }
        self.gap(&mut cells, node, next, node.fan_out, &mut hidden);
        cells
    }

    fn gap<'a>(
        &self,
        cells: &mut Vec<(Cell<'a>, f64)>,
        node: &Node,
        from: u32,
        to: u32,
        hidden: &mut usize,
    ) {
        if from >= to {
            return;
        }
        if (self.every && node.fan_out <= 10) || to - from == 1 && *hidden == 0 {
            cells.extend((from..to).map(|index| (Cell::Null(index), NULL)));
        } else {
            cells.push((Cell::Gap(from, to - from, std::mem::take(hidden)), ELLIPSIS));
        }
    }
}

/// What an entry says in its box.
pub fn entry_text(entry: Option<Entry>) -> String {
    match entry {
        None => "·".to_owned(),
        Some(Entry::Table(at)) => format!("+{}", at.0),
        Some(Entry::Page(at)) => format!("+{}", at.0),
        Some(Entry::Redirect(..)) => "↪".to_owned(),
        Some(Entry::Zero) => String::new(),
    }
}

fn entry_width(branch: &Branch) -> f64 {
    let text = width_of(&entry_text(branch.entry), TEXT, false, true);
    let index = width_of(&branch.index.to_string(), TEXT, false, false);
    (text.max(index) + 9.0).max(24.0)
}

/// What stands above a table.
pub fn label(node: &Node) -> String {
    format!("level {} · admin+{}", node.level, node.at.0)
}

fn label_width(node: &Node) -> f64 {
    width_of(&label(node), TEXT, false, false)
}

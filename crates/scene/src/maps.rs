//! A volume as a file server sees it: its bit map above, a cell for each page;
//! the save volume below, a cell for each block; the block map between them, an
//! arrow for each run of pages. The file server's words stand beside the
//! project's own.

use cowpath_engine::ids::{DataOffset, PageNo, VolumeId};
use cowpath_engine::maps::{BlockUse, MapRun, Maps, Role, SaveBlock, SaveVolume};
use cowpath_engine::projection::Outline;
use cowpath_engine::restore::Turn;
use cowpath_engine::sorted::SortedMap;

use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::target::Target;
use crate::text::{lines, shorten, width_of};

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
const MARGIN: f64 = 8.0;
const CELL: f64 = 20.0;
/// Widest cell, and the narrowest that is drawn by itself and that has a number.
const PITCH: (f64, f64, f64) = (28.0, 7.0, 20.0);
/// From the top of the bit map to that of the save volume.
const BETWEEN: f64 = 76.0;
/// From one line of text to the next.
const LINE: f64 = 15.0;
/// Most arrows.
const ARROWS_MAX: usize = 64;
/// Most volumes of the read order that are named.
const ORDER_MAX: usize = 6;
const USES: [(BlockUse, &str); 4] = [
    (BlockUse::Old, "old data"),
    (BlockUse::New, "new data"),
    (BlockUse::Both, "old and new data"),
    (BlockUse::Free, "free"),
];

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct MapsOptions<'a> {
    /// Names of the volumes.
    pub names: &'a SortedMap<VolumeId, String>,
    /// Width to fit, in px.
    pub width: f64,
}

/// The picture of a volume's maps and of the save volume they lead to.
#[must_use]
pub fn layout(
    outline: &Outline,
    maps: &Maps,
    save: &SaveVolume,
    options: &MapsOptions<'_>,
) -> Scene {
    let mut scene = Scene {
        width: options.width,
        height: 0.0,
        describe: describe(maps, save, options),
        items: Vec::new(),
    };
    let top = draw_head(&mut scene, outline, maps, options);
    let blocks = save.blocks.len() as u64;
    let above = Strip::new(maps.pages, top, options.width);
    let below = Strip::new(blocks, top + BETWEEN, options.width);
    draw_bits(&mut scene, maps, &above);
    if maps.role != Role::Clone {
        draw_arrows(&mut scene, maps, &above, &below);
    }
    draw_blocks(&mut scene, maps, save, &below);
    draw_legend(&mut scene, save, below.top);
    scene
}

/// Cells beside each other.
struct Strip {
    cells: u64,
    top: f64,
    pitch: f64,
}

impl Strip {
    fn new(cells: u64, top: f64, width: f64) -> Self {
        let pitch = (width - 2.0 * MARGIN) / cells.max(1) as f64;
        Self {
            cells,
            top,
            pitch: pitch.min(PITCH.0),
        }
    }

    fn x(&self, cell: u64) -> f64 {
        MARGIN + self.pitch * cell as f64
    }

    fn middle(&self, first: u64, length: u64) -> f64 {
        self.x(first) + self.pitch * length as f64 / 2.0
    }

    /// Whether each cell is drawn by itself.
    fn has_cells(&self) -> bool {
        self.pitch >= PITCH.1
    }

    fn has_numbers(&self) -> bool {
        self.pitch >= PITCH.2
    }

    /// The shape of neighbouring cells.
    fn rect(&self, key: String, first: u64, length: u64) -> Item {
        let wide = self.pitch * length as f64;
        let gap = if self.has_cells() { 1.4 } else { 0.0 };
        let x = self.x(first).min(self.x(self.cells) - 1.6);
        Item::rect(key, x, self.top, (wide - gap).max(1.6), CELL, 2.0)
    }
}

fn name<'a>(options: &MapsOptions<'a>, volume: VolumeId) -> &'a str {
    options.names.get(&volume).map_or("?", String::as_str)
}

/// What a file server calls a volume.
fn called(role: Role) -> &'static str {
    match role {
        Role::Clone => "production file system",
        Role::Old => "read-only copy",
        Role::New => "read-write copy",
    }
}

/// Lines of text from a baseline on; the next one's baseline.
fn paragraph(scene: &mut Scene, key: &str, y: f64, words: &str, paint: Paint) -> f64 {
    let room = scene.width - 2.0 * MARGIN;
    let mut y = y;
    for (at, line) in lines(words, room, TEXT, false).into_iter().enumerate() {
        let key = match at {
            0 => key.to_owned(),
            _ => format!("{key}/{at}"),
        };
        scene.push(Item::text(key, MARGIN, y, TEXT, line).fill(paint));
        y += LINE;
    }
    y
}

/// What the volume is, and where a read looks; the top of the bit map.
fn draw_head(scene: &mut Scene, outline: &Outline, maps: &Maps, options: &MapsOptions<'_>) -> f64 {
    let room = options.width - 2.0 * MARGIN;
    let title = shorten(name(options, maps.volume), room, 12.0, true, false);
    scene.push(Item::text("title", MARGIN, 16.0, 12.0, title).bold());
    let own = match maps.role {
        Role::Clone => "base volume",
        Role::Old => "read-only snapshot",
        Role::New => "read-write snapshot",
    };
    let words = format!("{} ({own})", called(maps.role));
    let y = paragraph(scene, "called", 32.0, &words, Paint::Muted);
    let words = order(outline, maps, options);
    let y = paragraph(scene, "order", y, &words, Paint::Muted);
    let bits = match maps.role {
        Role::Clone => "clone volume (the base's own pages): no map is needed".to_owned(),
        role => format!(
            "{} bit map: {} with {}; arrows: its block map, to save blocks",
            if role == Role::Old { "first" } else { "second" },
            count(maps.bits.pages(), "page", "pages"),
            data(role)
        ),
    };
    paragraph(scene, "bits", y + 4.0, &bits, Paint::Ink) - LINE + 7.0
}

fn data(role: Role) -> &'static str {
    match role {
        Role::Clone => "the clone volume",
        Role::Old => "old data",
        Role::New => "new data",
    }
}

/// Where a read looks, one after the other.
fn order(outline: &Outline, maps: &Maps, options: &MapsOptions<'_>) -> String {
    let mut words = Vec::new();
    let mut at = Some(maps.volume);
    while let Some((volume, known)) = at.and_then(|id| Some((id, outline.volumes.get(&id)?))) {
        words.push(match Role::of(known.kind) {
            Role::Clone => format!("clone volume {}", name(options, volume)),
            role => format!("{} of {}", data(role), name(options, volume)),
        });
        at = known.parent;
    }
    if words.len() > ORDER_MAX {
        let left_out = words.len() - ORDER_MAX;
        words.splice(
            ORDER_MAX - 1..=ORDER_MAX - 1 + left_out - 1,
            [format!("… {left_out} more")],
        );
    }
    format!(
        "a read looks at: {}{}",
        words.join(" → "),
        waiting(outline, maps, options).unwrap_or_default()
    )
}

/// Where a restore leads reads of pages that wait.
fn waiting(outline: &Outline, maps: &Maps, options: &MapsOptions<'_>) -> Option<String> {
    let tree = outline.volumes.get(&maps.volume)?.tree;
    let restore = outline.trees.get(&tree)?.restore.as_ref()?;
    let first = restore.first_pending()?;
    let pages = count(restore.pending().pages(), "page", "pages");
    Some(match restore.turn(maps.volume, first) {
        Some(Turn::Source) => format!(
            "; where a restore has {pages} pending, {} instead",
            name(options, restore.source)
        ),
        Some(Turn::Base) => format!(
            "; where a restore has {pages} pending, what {} had before",
            name(options, restore.base)
        ),
        None => return None,
    })
}

fn draw_bits(scene: &mut Scene, maps: &Maps, strip: &Strip) {
    let whole = maps.role == Role::Clone;
    if !strip.has_cells() {
        let floor = strip.rect("bits/all".to_owned(), 0, strip.cells);
        scene.push(floor.fill(if whole { Paint::Edge } else { Paint::Lane }));
        for run in maps.bits.as_slice() {
            let bits = strip.rect(format!("bit/{}", run.0), run.0, run.1);
            let title = format!("{} set", pages_of(run.0, run.1, "bit"));
            scene.push(bits.fill(Paint::ReadWrite).title(title));
        }
        ends(scene, strip, "bit");
        return;
    }
    for page in (0..strip.cells).map(PageNo) {
        let set = whole || maps.holds(page);
        let cell = strip.rect(format!("bit/{}", page.0), page.0, 1);
        let cell = if set {
            let (page, version) = (page.0, 0);
            cell.fill(Paint::PageHue { page, version })
        } else {
            let cell = cell.fill(Paint::Surface).stroke(Paint::Line, 1.0);
            cell.dash(Dash::Dotted)
        };
        let cell = cell.target(Target::Cell(maps.volume, page));
        scene.push(cell.title(bit_title(maps, page)));
        if strip.has_numbers() {
            let paint = if set { Paint::PageInk } else { Paint::Faint };
            number(scene, strip, "bit", page.0, paint);
        }
    }
    if !strip.has_numbers() {
        ends(scene, strip, "bit");
    }
}

fn bit_title(maps: &Maps, page: PageNo) -> String {
    let page_no = grouped(page.0);
    match (maps.role, maps.find(page)) {
        (Role::Clone, _) => format!("page {page_no}: in the clone volume"),
        (_, None) => format!("page {page_no}: bit 0, read further on"),
        (_, Some(SaveBlock::Block(block))) => {
            format!("page {page_no}: bit 1, save block {}", grouped(block.0))
        }
        (_, Some(SaveBlock::Through(_))) => {
            format!("page {page_no}: bit 1, as the read-only copy has it")
        }
        (_, Some(SaveBlock::Zeros)) => format!("page {page_no}: bit 1, zeros without a block"),
    }
}

/// A number in a cell.
fn number(scene: &mut Scene, strip: &Strip, kind: &str, cell: u64, paint: Paint) {
    let (key, y) = (format!("{kind}/{cell}/n"), strip.top + 14.0);
    let digits = Item::text(key, strip.middle(cell, 1) - 0.7, y, TEXT, cell.to_string());
    scene.push(digits.fill(paint).anchor(Anchor::Middle));
}

/// The numbers of the first and last cell, under a strip without numbers of its own.
fn ends(scene: &mut Scene, strip: &Strip, kind: &str) {
    let (left, right) = (MARGIN, strip.x(strip.cells));
    let y = strip.top + CELL + 12.0;
    let mut end = |cell: u64, x: f64, anchor: Anchor| {
        let digits = Item::text(format!("{kind}/end/{cell}"), x, y, TEXT, grouped(cell));
        scene.push(digits.fill(Paint::Faint).anchor(anchor));
    };
    end(0, left, Anchor::Start);
    if strip.cells > 1 {
        end(strip.cells - 1, right, Anchor::End);
    }
}

fn draw_arrows(scene: &mut Scene, maps: &Maps, above: &Strip, below: &Strip) {
    let (top, bottom) = (above.top + CELL + 1.0, below.top - 1.0);
    for run in maps.blocks.iter().take(ARROWS_MAX) {
        let from = above.middle(run.page.0, run.pages);
        let key = format!("map/{}", run.page.0);
        let SaveBlock::Block(first) = run.block else {
            let words = if run.block == SaveBlock::Zeros {
                "0"
            } else {
                "↗"
            };
            let words = Item::text(key, from, top + 12.0, TEXT, words);
            let words = words.anchor(Anchor::Middle).fill(Paint::Muted);
            scene.push(words.title(run_title(run)));
            continue;
        };
        let to = below.middle(first.0, run.pages);
        let bend = (bottom - top) / 2.0;
        let arrow = vec![
            Segment::Move(from, top),
            Segment::Cubic(from, top + bend, to, bottom - bend, to, bottom - 4.0),
            Segment::Move(to - 3.0, bottom - 5.0),
            Segment::Line(to, bottom),
            Segment::Line(to + 3.0, bottom - 5.0),
        ];
        let arrow = Item::path(key, arrow).stroke(Paint::Muted, 1.2);
        scene.push(arrow.title(run_title(run)));
    }
    let more = maps.blocks.len().saturating_sub(ARROWS_MAX);
    if more > 0 {
        let words = format!("and {}", count(more as u64, "run", "runs"));
        let x = scene.width - MARGIN;
        let words = Item::text("map/more", x, top + 26.0, TEXT, words);
        scene.push(words.fill(Paint::Muted).anchor(Anchor::End));
    }
}

fn run_title(run: &MapRun) -> String {
    let pages = pages_of(run.page.0, run.pages, "page");
    match run.block {
        SaveBlock::Block(first) => {
            let blocks = pages_of(first.0, run.pages, "save block");
            format!("{pages}: {blocks}")
        }
        SaveBlock::Through(_) => format!("{pages}: as the read-only copy has it"),
        SaveBlock::Zeros => format!("{pages}: zeros, no block"),
    }
}

/// `page 3`, `pages 3 to 5`.
fn pages_of(first: u64, length: u64, what: &str) -> String {
    match length {
        1 => format!("{what} {}", grouped(first)),
        _ => format!(
            "{what}s {} to {}",
            grouped(first),
            grouped(first + length - 1)
        ),
    }
}

/// The page of the volume that a block holds.
fn page_in(maps: &Maps, block: u64) -> Option<u64> {
    let holds = |run: &MapRun| match run.block {
        SaveBlock::Block(DataOffset(first)) => {
            let into = block.checked_sub(first)?;
            (into < run.pages).then(|| run.page.0 + into)
        }
        _ => None,
    };
    maps.blocks.iter().find_map(holds)
}

fn draw_blocks(scene: &mut Scene, maps: &Maps, save: &SaveVolume, strip: &Strip) {
    if save.blocks.is_empty() {
        let words = "the save volume is empty";
        let words = Item::text("blocks/none", MARGIN, strip.top + 14.0, TEXT, words);
        scene.push(words.fill(Paint::Muted));
        return;
    }
    if strip.has_cells() {
        for (block, held) in save.blocks.iter().enumerate() {
            draw_block(scene, maps, strip, block as u64, *held);
        }
    } else {
        let mut first = 0;
        for same in save.blocks.chunk_by(|a, b| a == b) {
            let (held, length) = (same[0], same.len() as u64);
            let blocks = strip.rect(format!("block/{first}"), first, length);
            let title = format!("{}: {}", pages_of(first, length, "save block"), word(held));
            scene.push(painted(blocks, held).title(title));
            first += length;
        }
    }
    if !strip.has_numbers() {
        ends(scene, strip, "block");
    }
}

fn draw_block(scene: &mut Scene, maps: &Maps, strip: &Strip, block: u64, held: BlockUse) {
    let cell = painted(strip.rect(format!("block/{block}"), block, 1), held);
    let own = page_in(maps, block);
    let (cell, title) = match own {
        Some(page) => (
            cell.fill(Paint::PageHue { page, version: 0 }),
            format!("save block {block}: {} of page {page}", word(held)),
        ),
        None => (cell, format!("save block {block}: {}", word(held))),
    };
    scene.push(cell.title(title).target(Target::Data(DataOffset(block))));
    if strip.has_numbers() {
        let paint = match (own, held) {
            (Some(_), _) => Paint::PageInk,
            (None, BlockUse::Free) => Paint::Faint,
            _ => Paint::Ink,
        };
        number(scene, strip, "block", block, paint);
    }
}

fn word(held: BlockUse) -> &'static str {
    let known = USES.iter().find(|(of, _)| *of == held);
    known.map_or("", |(_, word)| word)
}

fn painted(item: Item, held: BlockUse) -> Item {
    match held {
        BlockUse::Old => item.fill(Paint::Surface).stroke(Paint::Edge, 1.2),
        BlockUse::New => item
            .fill(Paint::ReadWriteSurface)
            .stroke(Paint::ReadWrite, 1.2),
        BlockUse::Both => item.fill(Paint::ReadWriteSurface).stroke(Paint::Edge, 1.6),
        BlockUse::Free => item
            .fill(Paint::Surface)
            .stroke(Paint::Line, 1.0)
            .dash(Dash::Dotted),
    }
}

/// The save volume in words, and what the edges of its blocks mean.
fn draw_legend(scene: &mut Scene, save: &SaveVolume, top: f64) {
    let y = top + CELL + 28.0;
    let words = format!(
        "save volume (data volume) of all copies: {} in use, {} free",
        count(save.used, "block", "blocks"),
        grouped(save.free)
    );
    let y = paragraph(scene, "save", y, &words, Paint::Ink);
    let (mut x, mut y) = (MARGIN, y - LINE + 10.0);
    for (held, word) in USES {
        let of_it = save.count(held);
        if of_it == 0 {
            continue;
        }
        let words = format!("{word}: {}", count(of_it, "block", "blocks"));
        let wide = 24.0 + width_of(&words, TEXT, false, false);
        if x + wide > scene.width - MARGIN && x > MARGIN {
            (x, y) = (MARGIN, y + 18.0);
        }
        let small = Item::rect(format!("legend/{word}"), x, y, 14.0, 12.0, 2.0);
        scene.push(painted(small, held));
        let key = format!("legend/{word}/words");
        let words = Item::text(key, x + 20.0, y + 10.0, TEXT, words);
        scene.push(words.fill(Paint::Muted));
        x += wide + 14.0;
    }
    scene.height = y + 22.0;
}

fn describe(maps: &Maps, save: &SaveVolume, options: &MapsOptions<'_>) -> String {
    let bits = match maps.role {
        Role::Clone => "its pages lie in the clone volume".to_owned(),
        role => format!(
            "{} with {}",
            count(maps.bits.pages(), "page", "pages"),
            data(role)
        ),
    };
    format!(
        "{}, {}: {bits}; save volume of {}",
        name(options, maps.volume),
        called(maps.role),
        count(save.used, "block", "blocks")
    )
}

//! What a colour means. A [`crate::Theme`] says what it looks like.

/// A semantic colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Paint {
    /// Nothing is painted.
    #[default]
    None,
    /// The background of the whole picture.
    Paper,
    /// The band behind a branch.
    Lane,
    /// The inside of a box.
    Surface,
    /// The inside of a read-write volume's box.
    ReadWriteSurface,
    /// The inside of a lit box or cell.
    AccentSurface,
    /// Text.
    Ink,
    /// Secondary text and links.
    Muted,
    /// Values that are read through: the faintest text that is still readable.
    Faint,
    /// Hairlines and dotted cells.
    Line,
    /// Edges of boxes.
    Edge,
    /// What is selected or active.
    Accent,
    /// Text on an accent fill.
    OnAccent,
    /// Read-write volumes and their links.
    ReadWrite,
    /// Differences and errors, and nothing else.
    Difference,
    /// Text on a difference fill.
    OnDifference,
    /// A page: hue is its number, lightness its version.
    PageHue {
        /// Page number.
        page: u64,
        /// Version; 0 where it was not watched.
        version: u32,
    },
    /// The stroke of a page whose version was made on a branch.
    PageEdge {
        /// Page number.
        page: u64,
    },
    /// Text on a page.
    PageInk,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Round dots: copy-of links, pages that are read through.
    Dotted,
    /// Short dashes: a page on its way.
    Dashed,
    /// A long and a short dash in turn: skip pointers and redirects.
    LongShort,
}

impl Dash {
    /// The value of `stroke-dasharray`; `None` for a solid line.
    #[must_use]
    pub const fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Solid => None,
            Self::Dotted => Some("0.1 3"),
            Self::Dashed => Some("4 3"),
            Self::LongShort => Some("9 3 2 3"),
        }
    }
}

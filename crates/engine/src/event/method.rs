//! Which numbered steps of the sources an event is.

use super::Event;

impl Event<'_> {
    /// The step numbers of method 800 (seed 1¶79-85) that this event is, in
    /// order. Levels below the third repeat the third's numbers, for the text
    /// goes on "for all levels" (seed 1¶66).
    #[must_use]
    pub fn method_800(&self, levels: u8) -> &'static [u16] {
        match self {
            Self::WriteBegun { .. } => &[804],
            Self::EntryExamined { level: 1, .. } => &[806, 808],
            Self::EntryExamined { level: 2, .. } => &[810, 816],
            Self::EntryExamined { .. } => &[818, 824],
            Self::TableAllocated { level: 1, .. } => &[802],
            Self::TableAllocated { level: 2, .. } => &[812],
            Self::TableAllocated { .. } => &[820],
            Self::EntrySet { level, .. } if *level == levels => &[830],
            Self::EntrySet { level: 1, .. } => &[814],
            Self::EntrySet { .. } => &[822],
            Self::PageAllocated { .. } => &[828],
            Self::PushSkipped { .. } => &[826],
            Self::PageCopied { .. } | Self::PageWritten { .. } => &[830],
            _ => &[],
        }
    }
}

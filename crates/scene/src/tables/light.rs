//! What the events of the present command light up in one volume's tables.

use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{AdminOffset, DataOffset, PageNo, VolumeId};
use cowpath_engine::sorted::SortedSet;

/// What is lit.
#[derive(Debug, Default)]
pub struct Light {
    /// Entries looked up or set so far.
    pub entries: SortedSet<(AdminOffset, u32)>,
    /// Tables made so far.
    pub tables: SortedSet<AdminOffset>,
    /// The entry of the last event.
    pub entry_now: Option<(AdminOffset, u32)>,
    /// The table of the last event.
    pub table_now: Option<AdminOffset>,
    /// The page of the last event.
    pub data_now: Option<DataOffset>,
    /// The page whose way is walked.
    pub page: Option<PageNo>,
    /// A page that no entry leads to yet: its number and place.
    pub pending: Option<(PageNo, DataOffset)>,
    /// The table freed last: its place and how many entries it had.
    pub table_freed: Option<(AdminOffset, u32)>,
    /// The page freed last.
    pub data_freed: Option<DataOffset>,
}

impl Light {
    /// What the events light up for a volume.
    pub fn of(events: &[Event<'_>], volume: VolumeId) -> Self {
        let mut light = Self::default();
        // Events about pages do not name a volume: they belong to the one
        // whose tables were walked last.
        let mut here = false;
        for event in events {
            light.entry_now = None;
            light.table_now = None;
            light.data_now = None;
            light.table_freed = None;
            light.data_freed = None;
            if let Some(walked) = walked(event) {
                here = walked == volume;
            }
            if here {
                light.tell(event);
            }
        }
        light
    }

    fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::EntryExamined {
                table,
                index,
                page,
                entry,
                ..
            } => {
                self.look(*table, *index, *page);
                if let Some(Entry::Page(offset)) = entry {
                    self.data_now = Some(*offset);
                }
            }
            Event::EntrySet {
                table,
                index,
                page,
                entry,
                ..
            } => {
                self.look(*table, *index, *page);
                if let Entry::Page(offset) = entry {
                    self.data_now = Some(*offset);
                    self.pending = None;
                }
            }
            Event::EntryRemoved {
                table, index, page, ..
            } => self.look(*table, *index, *page),
            Event::TableFreed { table, entries, .. } => {
                self.table_freed = Some((*table, *entries));
            }
            Event::PageReleased {
                offset, references, ..
            } => match references {
                0 => self.data_freed = Some(*offset),
                _ => self.data_now = Some(*offset),
            },
            Event::BaseWritten { page, .. }
            | Event::BaseCopied { page, .. }
            | Event::BaseDiscarded { page, .. }
            | Event::DiscardBegun { page, .. } => self.page = Some(*page),
            Event::TableAllocated { table, .. } => {
                self.tables.insert(*table);
                self.table_now = Some(*table);
            }
            Event::PageAllocated { page, offset, .. } => self.arrive(*page, *offset),
            Event::PageCopied { page, offset, .. } | Event::PageWritten { page, offset, .. } => {
                self.data_now = Some(*offset);
                self.page = Some(*page);
            }
            Event::PageShared { offset, .. } => {
                if let Some(page) = self.page {
                    self.arrive(page, *offset);
                }
            }
            Event::PageFound { page, .. } => self.page = Some(*page),
            _ => {}
        }
    }

    fn look(&mut self, table: AdminOffset, index: u32, page: PageNo) {
        self.entries.insert((table, index));
        self.entry_now = Some((table, index));
        self.page = Some(page);
    }

    fn arrive(&mut self, page: PageNo, offset: DataOffset) {
        self.page = Some(page);
        self.pending = Some((page, offset));
        self.data_now = Some(offset);
    }
}

/// The volume whose tables an event walks.
fn walked(event: &Event<'_>) -> Option<VolumeId> {
    match event {
        Event::EntryExamined { volume, .. }
        | Event::EntrySet { volume, .. }
        | Event::EntryRemoved { volume, .. }
        | Event::TableFreed { volume, .. }
        | Event::DiscardBegun { volume, .. }
        | Event::BaseCopied { volume, .. }
        | Event::BaseDiscarded { volume, .. }
        | Event::TableAllocated { volume, .. }
        | Event::PageWritten { volume, .. }
        | Event::PageFound { volume, .. }
        | Event::BaseWritten { volume, .. } => Some(*volume),
        Event::PushBegun { into, .. } => Some(*into),
        _ => None,
    }
}

//! A flat volume: a snapshot is a full copy of it.

use super::Pages;

/// A volume and the room of one full copy.
pub(crate) struct Flat {
    volume: Pages,
    copy: Pages,
}

impl Flat {
    pub(crate) fn new(pages: u64) -> Self {
        Self {
            volume: Pages::new(pages),
            copy: Pages::new(pages),
        }
    }

    /// Copies the whole volume over the last copy.
    pub(crate) fn snapshot(&mut self) {
        self.copy.copy_from(&self.volume);
    }

    #[inline]
    pub(crate) fn write(&mut self, page: u64, content: &[u8]) {
        self.volume.write(page, content);
    }
}

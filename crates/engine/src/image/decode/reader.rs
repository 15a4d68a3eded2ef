//! Numbers, flags and page contents, one after the other, within the bytes and the memory there are.

use crate::content::Content;
use crate::entry::VOLUMES_MAX;
use crate::ids::VolumeId;
use crate::image::ImageError;
use crate::sorted::Large;

/// What noting the room of a table takes, at most.
pub(super) const ROOM_BYTES: u64 = 64;

pub(super) struct Reader<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) at: usize,
    /// Memory that may still be asked for, in bytes.
    pub(super) memory: u64,
    /// What it was at the beginning.
    pub(super) limit: u64,
    /// Room taken by tables, in use or free: (tree, first entry) → end.
    pub(super) tables: Large,
}

impl<'b> Reader<'b> {
    pub(super) fn error<T>(&self, message: impl Into<String>) -> Result<T, ImageError> {
        Err(ImageError {
            at: self.at,
            message: message.into(),
        })
    }

    pub(super) fn number(&mut self, what: &str) -> Result<u64, ImageError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let Some(&byte) = self.bytes.get(self.at) else {
                return self.error(format!("the file ends where {what} was expected"));
            };
            self.at += 1;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        self.error(format!("{what} is too large a number"))
    }

    /// A number that is at most `most`.
    pub(super) fn bounded(&mut self, what: &str, most: u64) -> Result<u64, ImageError> {
        let number = self.number(what)?;
        if number > most {
            return self.error(format!(
                "{what} is {number}, and at most {most} is possible"
            ));
        }
        Ok(number)
    }

    pub(super) fn small(&mut self, what: &str, most: u32) -> Result<u32, ImageError> {
        let number = self.bounded(what, u64::from(most))?;
        Ok(u32::try_from(number).expect("invariant: bounded by a u32"))
    }

    /// A count of things that take at least a byte each.
    pub(super) fn count(&mut self, what: &str) -> Result<u64, ImageError> {
        self.bounded(what, (self.bytes.len() - self.at) as u64)
    }

    pub(super) fn flag(&mut self, what: &str) -> Result<bool, ImageError> {
        Ok(self.bounded(what, 1)? == 1)
    }

    pub(super) fn id(&mut self, what: &str) -> Result<VolumeId, ImageError> {
        Ok(VolumeId(self.small(what, VOLUMES_MAX)?))
    }

    pub(super) fn optional_id(&mut self, what: &str) -> Result<Option<VolumeId>, ImageError> {
        let number = self.small(what, VOLUMES_MAX + 1)?;
        Ok(number.checked_sub(1).map(VolumeId))
    }

    pub(super) fn option(&mut self, what: &str) -> Result<Option<u64>, ImageError> {
        Ok(self.number(what)?.checked_sub(1))
    }

    pub(super) fn content(
        &mut self,
        stamps: bool,
        page_bytes: u32,
    ) -> Result<Content<'b>, ImageError> {
        if stamps {
            return Ok(Content::Stamp(self.number("a stamp")?));
        }
        let length = self.bounded("the length of a page", u64::from(page_bytes))? as usize;
        match self.bytes.get(self.at..self.at + length) {
            Some(bytes) => {
                self.at += length;
                Ok(Content::bytes(bytes))
            }
            None => self.error("the file ends within a page"),
        }
    }

    pub(super) fn take_memory(&mut self, what: &str, bytes: u64) -> Result<(), ImageError> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => self.error(format!(
                "{what} would take the memory past the limit of {} bytes",
                self.limit
            )),
        }
    }
}

impl Reader<'_> {
    /// Notes the room of a table. No two tables may overlap.
    pub(super) fn take_room(
        &mut self,
        tree: u32,
        start: u64,
        fan_out: u32,
    ) -> Result<(), ImageError> {
        let end = start.saturating_add(u64::from(fan_out));
        let tree = u64::from(tree);
        let before = self.tables.last_below((tree, end));
        if before.is_some_and(|(_, taken)| taken > start) {
            return self.error(format!("two tables overlap at admin+{start}"));
        }
        self.take_memory("tables", ROOM_BYTES)?;
        self.tables.set((tree, start), end);
        Ok(())
    }
}

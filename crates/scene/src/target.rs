//! What an item of a picture stands for, so that a click or the keyboard can
//! find it.

use std::fmt;

use cowpath_engine::ids::{AdminOffset, DataOffset, PageNo, VolumeId};

/// What an item stands for. Written as `data-target`, and read back by [`Target::parse`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A volume.
    Volume(VolumeId),
    /// One page of a volume.
    Cell(VolumeId, PageNo),
    /// The look-up link that leaves a volume.
    Link(VolumeId),
    /// A folded run of snapshots in the lane of this read-write volume.
    Fold(VolumeId),
    /// An exception table.
    Table(AdminOffset),
    /// An entry of an exception table.
    Entry(AdminOffset, u32),
    /// A page of the data volume.
    Data(DataOffset),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Volume(volume) => write!(f, "volume/{}", volume.0),
            Self::Cell(volume, page) => write!(f, "cell/{}/{}", volume.0, page.0),
            Self::Link(volume) => write!(f, "link/{}", volume.0),
            Self::Fold(volume) => write!(f, "fold/{}", volume.0),
            Self::Table(table) => write!(f, "table/{}", table.0),
            Self::Entry(table, index) => write!(f, "entry/{}/{index}", table.0),
            Self::Data(offset) => write!(f, "data/{}", offset.0),
        }
    }
}

impl Target {
    /// Reads the `Display` form back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let kind = parts.next()?;
        let first = parts.next()?;
        let second = parts.next();
        if parts.next().is_some() {
            return None;
        }
        let volume = || first.parse().ok().map(VolumeId);
        let admin = || first.parse().ok().map(AdminOffset);
        match (kind, second) {
            ("volume", None) => volume().map(Self::Volume),
            ("link", None) => volume().map(Self::Link),
            ("fold", None) => volume().map(Self::Fold),
            ("table", None) => admin().map(Self::Table),
            ("data", None) => first.parse().ok().map(|at| Self::Data(DataOffset(at))),
            ("cell", Some(page)) => Some(Self::Cell(volume()?, PageNo(page.parse().ok()?))),
            ("entry", Some(index)) => Some(Self::Entry(admin()?, index.parse().ok()?)),
            _ => None,
        }
    }

    /// The volume it belongs to, where it belongs to one.
    #[must_use]
    pub fn volume(&self) -> Option<VolumeId> {
        match self {
            Self::Volume(v) | Self::Cell(v, _) | Self::Link(v) | Self::Fold(v) => Some(*v),
            Self::Table(_) | Self::Entry(..) | Self::Data(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_reads_back() {
        let all = [
            Target::Volume(VolumeId(3)),
            Target::Cell(VolumeId(3), PageNo(1 << 40)),
            Target::Link(VolumeId(0)),
            Target::Fold(VolumeId(9)),
            Target::Table(AdminOffset(10)),
            Target::Entry(AdminOffset(10), 7),
            Target::Data(DataOffset(5)),
        ];
        for target in all {
            assert_eq!(Target::parse(&target.to_string()), Some(target));
        }
        for bad in [
            "",
            "volume",
            "volume/x",
            "volume/1/2",
            "cell/1",
            "cell/1/2/3",
            "x/1",
        ] {
            assert_eq!(Target::parse(bad), None, "{bad}");
        }
    }
}

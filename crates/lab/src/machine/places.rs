//! Ids, places and entries of the engine, told with names.

use cowpath_engine::command::RefreshFrom;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::intent::Intent;

use super::{ADMIN, DATA, Machine, ZEROS};
use crate::outcome::{Place, name_text};

impl Machine {
    /// The name of a volume, now or when it was deleted.
    pub(crate) fn name_of(&self, id: VolumeId) -> String {
        self.name(id).unwrap_or("?").to_owned()
    }

    /// A place where content lies.
    pub(crate) fn place(&self, location: Location) -> Place {
        match location {
            Location::Base(volume, page) => Place {
                volume: self.name_of(volume),
                offset: page.0,
            },
            Location::Data(offset) => Place {
                volume: DATA.to_owned(),
                offset: offset.0,
            },
            Location::Zero => Place {
                volume: ZEROS.to_owned(),
                offset: 0,
            },
        }
    }

    /// An unfinished operation, as the command that would do it.
    pub(crate) fn intent_text(&self, intent: &Intent) -> String {
        let name = |id: &VolumeId| name_text(&self.name_of(*id));
        match intent {
            Intent::Delete { volumes } => {
                let names: Vec<String> = volumes.iter().map(name).collect();
                format!("delete {}", names.join(" "))
            }
            Intent::Promote { volume, source } => {
                format!("promote {} from {}", name(volume), name(source))
            }
            Intent::Resize { volume, pages } => format!("resize {} pages {pages}", name(volume)),
            Intent::Fill { ross } => {
                let info = self.engine.volume(*ross);
                let of = info.and_then(|info| Some((info.copy_of?, info.series)));
                let mut text = format!("ross {}", name(ross));
                if let Some((of, series)) = of {
                    text.push_str(&format!(" of {}", name(&of)));
                    if let Some(tree) = self.trees.name(of, series) {
                        text.push_str(&format!(" tree {}", name_text(tree)));
                    }
                }
                text + " full"
            }
            Intent::Copy { volume, of } => {
                let backup = self
                    .engine
                    .volume(*volume)
                    .is_some_and(|info| info.read_only);
                match backup {
                    true => format!("backup {} to {}", name(of), name(volume)),
                    false => format!("copy {} of {}", name(volume), name(of)),
                }
            }
            Intent::Sync { backup, to } => format!("sync {} to {}", name(backup), name(to)),
            Intent::Restore { plan } => format!(
                "restore {} from {} as {}",
                name(&plan.base),
                name(&plan.from),
                name(&plan.new)
            ),
            Intent::Cancel { base, kept, .. } => match kept {
                Some(kept) => format!("cancel {} as {}", name(base), name(kept)),
                None => format!("cancel {}", name(base)),
            },
            Intent::Refresh {
                volume, from, made, ..
            } => self.refresh_text(*volume, *from, *made),
            Intent::Strip { volumes } => {
                let names: Vec<String> = volumes.iter().map(name).collect();
                format!("make stale {}", names.join(" "))
            }
        }
    }

    fn refresh_text(&self, volume: VolumeId, from: RefreshFrom, made: Option<VolumeId>) -> String {
        let name = |id: VolumeId| name_text(&self.name_of(id));
        match (from, made) {
            (RefreshFrom::Ross(ross), _) => format!("refresh {} from {}", name(volume), name(ross)),
            (RefreshFrom::New { of }, made) => {
                let mut text = format!("refresh {}", name(volume));
                if let Some(made) = made {
                    text.push_str(&format!(" as {}", name(made)));
                }
                if let Some(of) = of {
                    text.push_str(&format!(" from {}", name(of)));
                }
                text
            }
        }
    }

    /// Where an exception leads; of a page of a base, its place there.
    pub(crate) fn entry_place(
        &self,
        volume: VolumeId,
        page: PageNo,
        entry: Option<Entry>,
    ) -> Place {
        match entry {
            None => self.place(Location::Base(volume, page)),
            Some(Entry::Page(offset)) => self.place(Location::Data(offset)),
            Some(Entry::Redirect(target, page)) => Place {
                volume: self.name_of(target),
                offset: page.0,
            },
            Some(Entry::Zero) => self.place(Location::Zero),
            Some(Entry::Table(offset)) => Place {
                volume: ADMIN.to_owned(),
                offset: offset.0,
            },
        }
    }

    pub(super) fn names_of(&self, ids: &[VolumeId]) -> Vec<String> {
        ids.iter().map(|id| self.name_of(*id)).collect()
    }
}

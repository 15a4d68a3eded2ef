//! Names and the volumes they belong to. A name is free again when its volume was deleted; what
//! a deleted volume was called is kept, because events still speak of it.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::sorted::SortedMap;

use super::rules;
use crate::language::{Name, nearest};
use crate::outcome::{Refused, name_text};

/// The snapshot data volume, where a place is named.
pub const DATA: &str = "data";
/// The snapshot administration volume, where a place is named.
pub const ADMIN: &str = "admin";

/// Where content is said to lie that lies nowhere: a hole, or past a volume's end.
pub const ZEROS: &str = "zeros";

#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    living: SortedMap<VolumeId, String>,
    ids: SortedMap<String, VolumeId>,
    gone: SortedMap<VolumeId, String>,
}

impl Names {
    pub(super) fn living(&self) -> &SortedMap<VolumeId, String> {
        &self.living
    }

    pub(super) fn id(&self, name: &str) -> Option<VolumeId> {
        self.ids.get(name).copied()
    }

    /// What a volume is or was called.
    pub(super) fn ever(&self, id: VolumeId) -> Option<&str> {
        let name = self.living.get(&id).or_else(|| self.gone.get(&id));
        name.map(String::as_str)
    }

    pub(super) fn insert(&mut self, id: VolumeId, name: String) {
        self.ids.insert(name.clone(), id);
        self.living.insert(id, name);
    }

    /// Frees the name of a deleted volume and gives it.
    pub(super) fn remove(&mut self, id: VolumeId) -> String {
        let name = self.living.remove(&id);
        let name = name.expect("invariant: every living volume has a name");
        self.ids.remove(&name);
        self.gone.insert(id, name.clone());
        name
    }

    /// Refuses a name that a new volume cannot have.
    pub(super) fn check_free(&self, name: &Name) -> Result<(), Refused> {
        let name = name.as_str();
        if name == DATA || name == ADMIN {
            return Err(rules::reserved_name(name));
        }
        match self.ids.contains_key(name) {
            true => Err(rules::name_taken(name)),
            false => Ok(()),
        }
    }

    /// The refusal of a name that no volume has.
    pub(super) fn unknown(&self, name: &str) -> Refused {
        let near = nearest(name, self.living.values().map(String::as_str));
        let deleted = self.gone.values().any(|gone| gone == name);
        let mut message = format!("there is no volume {}", name_text(name));
        if let Some(near) = near {
            message.push_str(&format!("; did you mean {}?", name_text(near)));
        } else if deleted {
            message.push_str(": it was deleted");
        }
        rules::unknown_volume(message)
    }
}

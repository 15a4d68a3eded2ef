//! What the fields are filled in with, and how that is said.

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Outline, VolumeOutline};
use cowpath_engine::sorted::sort_by_number;
use cowpath_lab::actions::fresh_name;
use cowpath_lab::outcome::name_text;
use cowpath_lab::session::Session;

use super::{Takes, Who};

/// Volumes that a field offers.
const OFFERED_MAX: usize = 200;

impl Takes {
    /// A value as the command says it.
    pub(super) fn spelled(self, session: &Session, value: &str) -> String {
        match self {
            Self::Fresh(_) | Self::Operation(_) | Self::Name if value.is_empty() => String::new(),
            Self::Fresh(_) | Self::Operation(_) | Self::Name => word(value),
            Self::Volume(_) | Self::Set => {
                let named = value.split(' ').filter_map(|id| id.parse().ok());
                let named: Vec<String> = named.map(|id| spelled(session, VolumeId(id))).collect();
                named.join(" ")
            }
            Self::Trigger => match value.split_once(' ') {
                Some(("writes", n)) => format!("every {} writes", n.trim()),
                Some(("event", event)) => format!("on {}", word(event.trim())),
                Some((_, time)) => format!("every {}", time.trim()),
                None => String::new(),
            },
            Self::Switch(word) if !value.is_empty() => word.to_owned(),
            Self::Switch(_) => String::new(),
            _ => value.to_owned(),
        }
    }

    pub(super) fn first(self, session: &Session, here: VolumeId, page: Option<PageNo>) -> String {
        let tree = session.engine().capacity(here).unwrap_or_default();
        let limit = |limit: Option<u64>| limit.map_or("none".to_owned(), |limit| limit.to_string());
        match self {
            Self::Fresh(stem) => fresh_name(session.names(), stem),
            Self::Operation(stem) => {
                let open = session.machine().open_operations();
                let is_open = |name: &String| open.iter().any(|it| it.operation.as_str() == name);
                let mut names = (1..).map(|n| format!("{stem}{n}"));
                names.find(|name| !is_open(name)).unwrap_or_default()
            }
            Self::Text(text) => text.to_owned(),
            Self::Trigger => "time 1h".to_owned(),
            Self::Pages => page.unwrap_or_default().0.to_string(),
            Self::Size => {
                let volume = session.outline().volumes.get(&here);
                volume.map_or(String::new(), |volume| volume.pages.to_string())
            }
            Self::Data => limit(tree.data_pages),
            Self::Admin => limit(tree.admin_entries),
            Self::Set => here.0.to_string(),
            _ => String::new(),
        }
    }
}

impl Who {
    /// The volumes, by their numbers.
    pub fn offered(self, session: &Session, here: VolumeId) -> Vec<VolumeId> {
        let outline = session.outline();
        let volume = |id: VolumeId| outline.volumes.get(&id);
        let tree = |id: VolumeId| volume(id).map(|volume| volume.tree);
        let own = volume(here).and_then(|volume| volume.copy_of);
        let source = volume(here).and_then(|volume| tree(volume.backup_of?));
        let fits = |(id, other): (&VolumeId, &VolumeOutline)| {
            let near = Some(other.tree) == tree(here);
            match self {
                Self::Other => near && *id != here,
                Self::Head => near && other.kind.is_writable(),
                Self::OtherHead => near && other.kind.is_writable() && *id != here,
                Self::AnyHead => other.kind.is_writable(),
                Self::Ross => near && other.kind == Kind::Ross,
                Self::Source => {
                    other.kind == Kind::Ross && source.is_none_or(|tree| tree == other.tree)
                }
            }
        };
        let found = outline.volumes.iter().filter(|(id, v)| fits((id, v)));
        let mut found: Vec<VolumeId> = found.map(|(id, _)| *id).take(OFFERED_MAX).collect();
        // What is likely comes first: the snapshot's own head, the selected volume.
        sort_by_number(&mut found, |id| u64::from(Some(*id) != own && *id != here));
        found
    }
}

/// The volumes of a tree, for a set of them.
pub fn in_tree(outline: &Outline, here: VolumeId) -> Vec<VolumeId> {
    let tree = outline.volumes.get(&here).map(|volume| volume.tree);
    let volumes = outline.volumes.iter();
    let volumes = volumes.filter(|(_, volume)| Some(volume.tree) == tree);
    volumes.map(|(id, _)| *id).take(OFFERED_MAX).collect()
}

/// A volume's name as a command says it.
pub(super) fn spelled(session: &Session, volume: VolumeId) -> String {
    match session.names().get(&volume) {
        Some(name) => word(name),
        None => volume.0.to_string(),
    }
}

/// A name as a command says it, also where `by` would begin an origin.
fn word(name: &str) -> String {
    match name {
        "by" => "\"by\"".to_owned(),
        name => name_text(name),
    }
}

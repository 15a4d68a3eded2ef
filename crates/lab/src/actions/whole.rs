//! The actions that change, copy or ask about a volume as a whole.

use cowpath_engine::ids::{Kind, PageNo, Run, Runs, Series, VolumeId};
use cowpath_engine::sorted::SortedMap;
use cowpath_engine::{Command, Engine};

use super::{Action, fresh_name};

/// What is known of the volume that is asked about.
pub(super) struct Asked<'a> {
    pub(super) engine: &'a Engine,
    pub(super) names: &'a SortedMap<VolumeId, String>,
    pub(super) volume: VolumeId,
    pub(super) page: Option<PageNo>,
    /// Its name as the language spells it.
    pub(super) name: &'a str,
    /// Why a command would be refused.
    pub(super) why: &'a dyn Fn(Command<'static>) -> Option<String>,
}

pub(super) fn actions(asked: &Asked<'_>) -> Vec<Action> {
    let (engine, volume, name) = (asked.engine, asked.volume, asked.name);
    let info = engine.volume(volume);
    let is_ross = info.as_ref().is_some_and(|info| info.kind == Kind::Ross);
    let fresh = |stem| fresh_name(asked.names, stem);
    let take = || Command::TakeRoss {
        of: volume,
        series: Series::default(),
        full: false,
    };
    let clones = match is_ross {
        true => Command::TakeRwss {
            of: volume,
            read_only: false,
        },
        false => take(),
    };
    let copy = |backup| Command::Copy { of: volume, backup };
    // Any other volume of its tree will do: the volume itself is looked at first.
    let tree = engine.tree_of(volume);
    let mut others = engine.volumes().filter(|other| !other.stale);
    let other = others.find(|other| other.id != volume && engine.tree_of(other.id) == tree);
    let source = other.map_or(volume, |other| other.id);
    let mut snapshots = engine.volumes().filter(|other| other.kind == Kind::Ross);
    let stands = info.as_ref().and_then(|info| info.backup_of);
    let to = stands.filter(|at| engine.volume(*at).is_some());
    let to = to.or_else(|| snapshots.next().map(|any| any.id));
    let pages = info.as_ref().map_or(1, |info| info.pages);
    let at = asked.page.map_or(0, |page| page.0);
    let gone = Runs::from(vec![Run(at, 1)]);
    let page = asked.page.map_or(String::new(), |page| page.0.to_string());
    let one = |id, label: &str, command: String, ready, ask| Action {
        id,
        label: label.to_owned(),
        command,
        ready,
        why_not: (asked.why)(ask),
    };
    let ready = asked.page.is_some();
    let (clone, copied, backup) = (fresh("clone"), fresh("copy"), fresh("backup"));
    vec![
        one(
            "clone",
            "Clone",
            format!("clone {clone} of {name}"),
            true,
            clones,
        ),
        one(
            "copy",
            "Copy every page",
            format!("copy {copied} of {name}"),
            true,
            copy(false),
        ),
        one(
            "backup",
            "Back up",
            format!("backup {name} to {backup}"),
            true,
            copy(true),
        ),
        one(
            "sync",
            "Bring to another snapshot…",
            format!("sync {name} to "),
            false,
            Command::Sync {
                backup: volume,
                to: to.unwrap_or(volume),
            },
        ),
        one(
            "promote",
            "Make it show what another shows…",
            format!("promote {name} from "),
            false,
            Command::Promote { volume, source },
        ),
        one(
            "discard",
            "Discard",
            format!("discard {name} {page}"),
            ready,
            Command::Discard {
                volume,
                pages: gone,
            },
        ),
        one(
            "resize",
            "Change its size…",
            format!("resize {name} pages {pages}"),
            false,
            Command::Resize { volume, pages },
        ),
        one(
            "schedule",
            "Take snapshots by schedule…",
            format!("schedule {} of {name} every 1d keep 7", fresh("plan")),
            false,
            take(),
        ),
    ]
}

//! Making deeds that go wrong fewer: one after the other is left out, and stays out if things
//! still go wrong. The ids of later volumes move up when one is not made.

use cowpath_engine::command::{Command, RefreshFrom};
use cowpath_engine::ids::VolumeId;

use crate::act::Deed;
use crate::script::Done;

/// The least deeds for which `fails` holds, as long as it is asked at most `most` times.
/// It gets deeds, and gives back what was done until they failed.
pub fn smaller(
    mut done: Vec<Done>,
    most: usize,
    mut fails: impl FnMut(&[Deed]) -> Option<Vec<Done>>,
) -> Vec<Done> {
    let mut asked = 0;
    let mut length = done.len().div_ceil(2);
    while length > 0 {
        let mut at = done.len();
        while at > 0 && asked < most {
            at = at.saturating_sub(length);
            asked += 1;
            let left = without(&done, at, length);
            if let Some(fewer) = fails(&left) {
                done = fewer;
                at = at.min(done.len());
            }
        }
        length /= 2;
    }
    plainer(&mut done, &mut fails);
    done
}

/// Crashes that need not be.
fn plainer(done: &mut Vec<Done>, fails: &mut impl FnMut(&[Deed]) -> Option<Vec<Done>>) {
    for at in 0..done.len() {
        let mut deeds: Vec<Deed> = done.iter().map(|it| it.deed.clone()).collect();
        let Some(Deed::Crash(command, after, again)) = deeds.get(at).cloned() else {
            continue;
        };
        deeds[at] = Deed::Command(command.clone());
        if let Some(fewer) = fails(&deeds) {
            *done = fewer;
            continue;
        }
        if !again.is_empty() {
            deeds[at] = Deed::Crash(command, after, Vec::new());
            if let Some(fewer) = fails(&deeds) {
                *done = fewer;
            }
        }
    }
}

fn without(done: &[Done], from: usize, length: usize) -> Vec<Deed> {
    let end = (from + length).min(done.len());
    let mut deeds: Vec<Deed> = done[..from].iter().map(|it| it.deed.clone()).collect();
    // Which ids were made by what is left out.
    let made = done[from].created..done.get(end).map_or(done[from].created, |it| it.created);
    for it in &done[end..] {
        let mut deed = it.deed.clone();
        for_ids(&mut deed, |id| {
            if id.0 >= made.end {
                id.0 -= made.end - made.start;
            }
        });
        deeds.push(deed);
    }
    deeds
}

fn for_ids(deed: &mut Deed, mut change: impl FnMut(&mut VolumeId)) {
    let command = match deed {
        Deed::Command(command) | Deed::Crash(command, ..) => command,
        Deed::Space(volumes) => return volumes.iter_mut().for_each(change),
        Deed::DropHint(volume, _) => return change(volume),
        Deed::DropHints | Deed::Reload => return,
    };
    match command {
        Command::TakeRoss { of, .. } | Command::TakeRwss { of, .. } | Command::Copy { of, .. } => {
            change(of);
        }
        Command::Advance { .. } => {}
        Command::Write { volume, .. }
        | Command::BeginWrite { volume, .. }
        | Command::BeginRead { volume, .. }
        | Command::BeginBackground { base: volume, .. }
        | Command::Read { volume, .. }
        | Command::Discard { volume, .. }
        | Command::Resize { volume, .. }
        | Command::SetCapacity { volume, .. } => change(volume),
        Command::Diff { a, b } => [a, b].into_iter().for_each(change),
        Command::Delete { volumes } => volumes.iter_mut().for_each(change),
        Command::Promote { volume, source } => [volume, source].into_iter().for_each(change),
        Command::Sync { backup, to } => [backup, to].into_iter().for_each(change),
        Command::Restore { base, from, .. } => [base, from].into_iter().for_each(change),
        Command::Background { base, .. } | Command::CancelRestore { base, .. } => change(base),
        Command::Refresh { volume, from } => {
            change(volume);
            match from {
                RefreshFrom::Ross(source) | RefreshFrom::New { of: Some(source) } => change(source),
                RefreshFrom::New { of: None } => {}
            }
        }
        Command::CreateVolume { .. } | Command::Recover | Command::SetPolicy(_) => {}
    }
}

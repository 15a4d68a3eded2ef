//! A refresh: the old state goes only when the new one stands, and a name stays what it is.

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::{Kind, VolumeId};

use super::rows::{Flow, Row};
use super::words::count;
use super::{Moment, Told};

pub(super) fn tell(moment: &Moment<'_>, volume: VolumeId) -> Told {
    let name = moment.words.name(volume);
    let mut told = Told {
        title: format!("{name} is refreshed"),
        sentences: Vec::new(),
        flow_title: "Refreshing a read-write snapshot".to_owned(),
        flow: steps(moment),
    };
    let mut freed_first = 0;
    let mut exchanged = None;
    for (step, event) in moment.events() {
        if !moment.knows(step) {
            break;
        }
        let words = match event {
            Event::Frozen { .. } => format!("{name} is frozen: nobody reads or writes it for now."),
            Event::EntryRemoved { volume: of, .. } if *of == volume && exchanged.is_none() => {
                freed_first += 1;
                continue;
            }
            Event::SnapshotTaken {
                volume: made,
                kind: Kind::Ross,
                parent,
                ..
            } => format!(
                "{} is taken of {}: what {name} is to show from now on.",
                moment.words.name(*made),
                moment.words.name(*parent)
            ),
            Event::SnapshotTaken {
                kind: Kind::Rwss,
                parent,
                ..
            } => format!(
                "An empty read-write snapshot of {} is made under an identifier of its own.",
                moment.words.name(*parent)
            ),
            Event::Exchanged { with, .. } => {
                exchanged = Some(*with);
                format!(
                    "In one step the two exchange what they are: {name} is the empty one now, and \
                     {} is what {name} was. Whoever holds {name} by its identifier goes on.",
                    moment.words.name(*with)
                )
            }
            Event::LinkChanged { parent, .. } if exchanged.is_none() => format!(
                "{name} reads through {} from now on.",
                moment.words.name(*parent)
            ),
            Event::Thawed { .. } => end(moment, &name, exchanged, freed_first),
            _ => continue,
        };
        told.sentences.push(words);
    }
    told
}

fn end(moment: &Moment<'_>, name: &str, exchanged: Option<VolumeId>, freed_first: u64) -> String {
    let deleted = moment.find(|event| matches!(event, Event::VolumeDeleted { .. }));
    match (exchanged, deleted) {
        (Some(_), Some(_)) => format!(
            "The old state is given up last, and {name} is in use again. A stop before the \
             exchange would have left the old state whole, and one after it the new."
        ),
        (Some(old), None) => format!(
            "Snapshots of the old state still read through it, so it stays, as {}. {name} is in \
             use again.",
            moment.words.name(old)
        ),
        (None, _) => format!(
            "{name} is in use again. Its {} of new data went first: a stop after that would have \
             left {name} with neither its old state nor the new one.",
            count(freed_first, "page")
        ),
    }
}

/// A row for each micro-step.
fn steps(moment: &Moment<'_>) -> Flow {
    let steps = moment.steps.iter().enumerate();
    let row = |(step, events): (usize, &Vec<OwnedEvent>)| {
        let text = events.iter().find_map(|event| match event {
            Event::Frozen { volume } => {
                let name = moment.words.name(*volume);
                Some(format!("freeze {name}, and put the refresh on record"))
            }
            Event::Exchanged { volume, with } => {
                let names = [volume, with].map(|id| moment.words.name(*id));
                Some(format!("exchange {} and {}", names[0], names[1]))
            }
            Event::Thawed { volume } => Some(format!("thaw {}", moment.words.name(*volume))),
            _ => None,
        });
        Row::plain(step, text.unwrap_or_else(|| moment.words.label(events)))
    };
    let told = steps.filter(|(_, events)| !events.is_empty());
    told.map(row).collect()
}

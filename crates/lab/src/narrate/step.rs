//! One micro-step in one short line, for screen readers and the timeline.

use cowpath_engine::entry::Entry;
use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::hints::HintKind;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::intent::Intent;
use cowpath_engine::sorted::SortedMap;

use super::words::{content, list, name_in, pages};

/// Says in one line what a micro-step does. `names` are those of the moment before or after it.
#[must_use]
pub fn step_label(events: &[OwnedEvent], names: &SortedMap<VolumeId, String>) -> String {
    let name = |volume: VolumeId| name_in(names, volume);
    // That an operation is off the record, or that others wait, says less than what it did last.
    let aside =
        |event: &&OwnedEvent| matches!(event, Event::IntentCleared | Event::OperationWaited { .. });
    let said = events.iter().rev().filter(|event| !aside(event));
    let mut told = said.chain(events.iter().rev().filter(aside));
    let told = told.find_map(|event| one(event, &name));
    told.unwrap_or_else(|| "the next thing to do is chosen".to_owned())
}

fn one(event: &Event<'_>, name: &dyn Fn(VolumeId) -> String) -> Option<String> {
    searching(event, name)
        .or_else(|| storing(event, name))
        .or_else(|| shaping(event, name))
}

/// Looking at tables and links.
fn searching(event: &Event<'_>, name: &dyn Fn(VolumeId) -> String) -> Option<String> {
    Some(match event {
        Event::WriteBegun { volume, page } => {
            format!("a write of page {} reaches {}", page.0, name(*volume))
        }
        Event::PushBegun { volume, into, page } => format!(
            "a write of page {} reaches {}: does {} hold the old content?",
            page.0,
            name(*volume),
            name(*into)
        ),
        Event::PushSkipped { into, page } => {
            format!("{} holds page {} already: no push", name(*into), page.0)
        }
        Event::EntryExamined {
            volume,
            level,
            entry,
            ..
        } => {
            let found = match entry {
                None => "empty",
                Some(Entry::Table(_)) => "a table",
                Some(Entry::Page(_)) => "a page",
                Some(Entry::Redirect(..)) => "a redirect",
                Some(Entry::Zero) => "a hole",
            };
            format!("level {level} entry of {}: {found}", name(*volume))
        }
        Event::ReadBegun { volume, page } => {
            format!("{} is asked for page {}", name(*volume), page.0)
        }
        Event::VolumeVisited { volume, page } => {
            format!("{} is searched for page {}", name(*volume), page.0)
        }
        Event::RestoreFollowed { volume, target, .. } => format!(
            "the restore leads from {} to {}: the page waits for being copied",
            name(*volume),
            name(*target)
        ),
        Event::LinkFollowed { volume, parent, .. } => {
            format!("{} holds nothing: on to {}", name(*volume), name(*parent))
        }
        Event::HintFollowed {
            volume,
            target,
            kind,
            ..
        } => {
            let what = match kind {
                HintKind::Value => "a skip pointer leads",
                HintKind::Resume => "the search skips",
            };
            format!("{what} from {} to {}", name(*volume), name(*target))
        }
        Event::RedirectFollowed { volume, target, .. } => {
            format!("{} redirects to {}", name(*volume), name(*target))
        }
        Event::PageFound {
            volume,
            page,
            content: found,
            ..
        } => format!(
            "page {} found in {}: {}",
            page.0,
            name(*volume),
            content(found)
        ),
        Event::DiffBegun { a, b, method, .. } => {
            format!(
                "{} and {} are compared by method {method}",
                name(*a),
                name(*b)
            )
        }
        Event::DiffExamined { volume, exceptions } if exceptions.is_empty() => {
            format!("{} has no exception: it is ignored", name(*volume))
        }
        Event::DiffExamined { volume, exceptions } => {
            format!("{} has exceptions: {}", name(*volume), pages(exceptions))
        }
        Event::DiffEnded { content, .. } => {
            format!("the answers are known: {} by content", pages(content))
        }
        _ => return None,
    })
}

/// Pages and tables.
fn storing(event: &Event<'_>, name: &dyn Fn(VolumeId) -> String) -> Option<String> {
    Some(match event {
        Event::TableAllocated { volume, level, .. } if *level > 1 => {
            format!("{} gets a level {level} table", name(*volume))
        }
        Event::EntrySet {
            volume,
            level,
            entry,
            page,
            ..
        } => match entry {
            Entry::Table(_) => format!("the level {level} entry of {} is set", name(*volume)),
            Entry::Page(_) => format!("{} holds page {} now", name(*volume), page.0),
            Entry::Zero => format!("page {} of {} is zeros now", page.0, name(*volume)),
            Entry::Redirect(target, _) => {
                format!(
                    "page {} of {} redirects to {}",
                    page.0,
                    name(*volume),
                    name(*target)
                )
            }
        },
        Event::PageAllocated { offset, .. } => format!("a page is created at data+{}", offset.0),
        Event::PageCopied {
            content: old,
            offset,
            ..
        } => {
            format!(
                "the old content {} is copied to data+{}",
                content(old),
                offset.0
            )
        }
        Event::PageWritten {
            content: new,
            offset,
            ..
        } => {
            format!("the new content {} goes to data+{}", content(new), offset.0)
        }
        Event::PageShared {
            offset, references, ..
        } => {
            format!("data+{} is shared: {references} references", offset.0)
        }
        Event::PageReleased {
            offset,
            references: 0,
            ..
        } => format!("data+{} is free", offset.0),
        Event::PageReleased {
            offset, references, ..
        } => {
            format!("data+{} loses a reference: {references} left", offset.0)
        }
        Event::BaseWritten {
            volume,
            content: new,
            ..
        } => {
            format!(
                "the new content {} lands in {}",
                content(new),
                name(*volume)
            )
        }
        Event::WriteEnded { page, .. } => format!("the write of page {} is complete", page.0),
        _ => return None,
    })
}

/// Volumes, links and policies.
fn shaping(event: &Event<'_>, name: &dyn Fn(VolumeId) -> String) -> Option<String> {
    Some(match event {
        Event::VolumeCreated { volume, .. } => format!("base volume {} is created", name(*volume)),
        Event::SnapshotTaken {
            volume,
            kind,
            parent,
            ..
        } => {
            let kind = match kind {
                Kind::Rwss => "read-write",
                Kind::Ross | Kind::Base => "read-only",
            };
            format!(
                "{kind} snapshot {} of {} is taken",
                name(*volume),
                name(*parent)
            )
        }
        Event::LinkChanged { volume, parent } => {
            format!(
                "{} reads through {} from now on",
                name(*volume),
                name(*parent)
            )
        }
        Event::TableFreed { volume, level, .. } => {
            format!("a level {level} table of {} is free", name(*volume))
        }
        Event::VolumeDeleted { volume } => format!("{} is deleted", name(*volume)),
        Event::PolicySet { .. } => "the policy is set".to_owned(),
        Event::TreeDeleted { .. } => "its tree is gone".to_owned(),
        Event::SizeChanged { volume, pages } => {
            format!("{} has {pages} pages from now on", name(*volume))
        }
        Event::MarkedStale { volume } => {
            format!("{} is stale: it gives its room back", name(*volume))
        }
        Event::CapacitySet { .. } => "the tree's capacity is set".to_owned(),
        Event::ChangeLogged { page, .. } => format!("page {} goes into the change log", page.0),
        Event::IntentLogged { intent } => match &**intent {
            Intent::Delete { volumes } => format!(
                "the deletion of {} is put on record",
                list(volumes.iter().map(|id| name(*id)).collect())
            ),
            _ => "the operation is put on record".to_owned(),
        },
        Event::IntentCleared => "the record is cleared: the operation is complete".to_owned(),
        Event::EntryRemoved { volume, level, .. } => {
            format!("a level {level} entry of {} is null again", name(*volume))
        }
        Event::Asked { by } => format!("{by} asks for it"),
        Event::DiscardBegun { volume, page } => {
            format!("page {} of {} is given up", page.0, name(*volume))
        }
        Event::BaseDiscarded { volume, page } => {
            format!("page {} of {} reads as zeros now", page.0, name(*volume))
        }
        Event::BaseCopied { volume, page, .. } => {
            format!("page {} of {} gets a copy", page.0, name(*volume))
        }
        Event::PromoteBegun {
            volume,
            source,
            pages,
        } => format!(
            "{} is to show what {} shows: {} pages differ",
            name(*volume),
            name(*source),
            pages.pages()
        ),
        Event::PromoteEnded { volume, source } => {
            format!("{} shows what {} shows", name(*volume), name(*source))
        }
        Event::CopyBegun { volume, of, pages } => format!(
            "{} pages of {} are to be copied to {}",
            pages.pages(),
            name(*of),
            name(*volume)
        ),
        Event::CopyEnded { volume, of } => {
            format!("{} is a full copy of {}", name(*volume), name(*of))
        }
        Event::BackupStands { backup, at } => {
            format!("{} equals {} from now on", name(*backup), name(*at))
        }
        Event::SyncBegun { backup, to, pages } => format!(
            "{} is rolled on to {}: {} pages differ",
            name(*backup),
            name(*to),
            pages.pages()
        ),
        Event::SyncVerified { backup, to, wrong } => match wrong.is_empty() {
            true => format!("{} equals {}, page by page", name(*backup), name(*to)),
            false => format!("{} pages of {} are wrong", wrong.pages(), name(*backup)),
        },
        Event::RestoreBegun { restore, .. } => format!(
            "{} shows from now on what {} shows; {} pages wait for being copied",
            name(restore.base),
            name(restore.source),
            restore.pending().pages()
        ),
        Event::RestoreItemBegun { base, page, .. } => {
            format!("the background takes page {} of {}", page.0, name(*base))
        }
        Event::RestoreItemEnded { base, page, .. } => {
            format!(
                "page {} of {} is copied: this item is done",
                page.0,
                name(*base)
            )
        }
        Event::RestorePageWritten { base, page, .. } => {
            format!(
                "page {} of {} is the host's from now on",
                page.0,
                name(*base)
            )
        }
        Event::RestoreEnded { base } => {
            format!(
                "the restore of {} has ended: every page is copied",
                name(*base)
            )
        }
        Event::RestorePageReset { base, page } => {
            format!(
                "page {} of {} is as before the restore",
                page.0,
                name(*base)
            )
        }
        Event::RestoreCancelled { base, undo } => format!(
            "the restore of {} is over: it goes back to {}",
            name(*base),
            name(*undo)
        ),
        Event::Frozen { volume } => format!("{} is frozen: nobody reads or writes", name(*volume)),
        Event::Thawed { volume } => format!("{} is in use again", name(*volume)),
        Event::Exchanged { volume, with } => format!(
            "in one step {} becomes the new, empty snapshot, and {} is what it was",
            name(*volume),
            name(*with)
        ),
        Event::OperationBegun { volume, .. } => {
            format!("an operation on {} is in flight", name(*volume))
        }
        Event::PageLocked { page, .. } => format!("page {} is locked", page.0),
        Event::OperationStepped { step, .. } => super::flight::what(*step).to_owned(),
        Event::PageUnlocked { .. } => "its page is free again".to_owned(),
        Event::OperationWaited { .. } => {
            "an operation waits, and counts as begun after it".to_owned()
        }
        Event::OperationEnded { .. } => "an operation in flight has ended".to_owned(),
        Event::OperationLost { .. } => "an operation in flight is lost".to_owned(),
        Event::SnapshotSettled { volume } => format!("{} is constant now", name(*volume)),
        Event::RecoveryBegun => {
            "the machine starts again: what was only in its memory is gone".to_owned()
        }
        Event::RecoveryEnded {
            pages_freed,
            tables_freed,
        } => format!(
            "recovery is complete: {pages_freed} pages and {tables_freed} tables were freed"
        ),
        _ => return None,
    })
}

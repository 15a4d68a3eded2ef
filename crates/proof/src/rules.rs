//! Which rule refuses a command, in the order in which the rules are asked. What room there is,
//! is another question: see [`crate::room`].

use cowpath_engine::command::{Command, RefreshFrom, Span};
use cowpath_engine::content::Content;
use cowpath_engine::ids::{Kind, Runs, VolumeId};
use cowpath_engine::policy::{DeletePolicy, RefreshPolicy};
use cowpath_engine::restore::Undo;

use crate::model::{Model, Volume};

/// `Err` with the name of the rule.
pub(crate) type Verdict = Result<(), &'static str>;

impl Model {
    /// The rule that refuses a command, if one does.
    pub fn refuses(&self, command: &Command<'_>) -> Option<&'static str> {
        self.judge(command).err()
    }

    fn judge(&self, command: &Command<'_>) -> Verdict {
        match command {
            Command::CreateVolume { .. } | Command::SetPolicy(_) | Command::Recover => Ok(()),
            Command::BeginWrite { .. }
            | Command::BeginRead { .. }
            | Command::BeginBackground { .. }
            | Command::Advance { .. } => {
                unreachable!("what is in flight has sequences of its own")
            }
            Command::SetCapacity { volume, .. } => self.asked(*volume).map(|_| ()),
            Command::TakeRoss { of, .. } => {
                refuse(self.asked(*of)?.kind == Kind::Ross, "not-a-head")?;
                self.readable(*of)
            }
            Command::TakeRwss { of, .. } => {
                self.ross(*of)?;
                self.readable(*of)
            }
            Command::Copy { of, backup } => {
                self.readable(*of)?;
                if *backup { self.ross(*of) } else { Ok(()) }
            }
            Command::Write {
                volume,
                span,
                content,
            } => {
                self.writable(*volume)?;
                self.judge_write(*volume, *span, content)
            }
            Command::Read { volume, page } => {
                let past = page.0 >= self.asked(*volume)?.size();
                refuse(past, "page-out-of-range")?;
                self.readable(*volume)
            }
            Command::Diff { a, b } => {
                let apart = self.asked(*a)?.base != self.asked(*b)?.base;
                refuse(apart, "different-trees")?;
                self.readable(*a)?;
                self.readable(*b)
            }
            Command::Delete { volumes } => self.judge_delete(volumes),
            Command::Promote { volume, source } => {
                let apart = self.asked(*volume)?.base != self.asked(*source)?.base;
                refuse(apart, "different-trees")?;
                refuse(volume == source, "same-volume")?;
                self.writable(*volume)?;
                self.unrestored(*volume)?;
                self.readable(*source)
            }
            Command::Discard { volume, pages } => {
                self.writable(*volume)?;
                self.unrestored(*volume)?;
                let past = end(pages) > self.volumes[volume].size();
                refuse(past, "page-out-of-range")
            }
            Command::Resize { volume, pages } => {
                self.writable(*volume)?;
                self.unrestored(*volume)?;
                let covered = 1..=self.shape(*volume).geometry.covers();
                refuse(!covered.contains(pages), "bad-size")
            }
            Command::Sync { backup, to } => self.judge_sync(*backup, *to),
            Command::Restore {
                base, from, undo, ..
            } => self.judge_restore(*base, *from, *undo),
            Command::Background { base, .. } | Command::CancelRestore { base, .. } => {
                self.asked(*base)?;
                refuse(!self.restores.contains_key(base), "no-restore")
            }
            Command::Refresh { volume, from } => self.judge_refresh(*volume, *from),
        }
    }

    fn asked(&self, volume: VolumeId) -> Result<&Volume, &'static str> {
        self.volumes.get(&volume).ok_or("unknown-volume")
    }

    fn readable(&self, volume: VolumeId) -> Verdict {
        refuse(self.asked(volume)?.stale, "stale")
    }

    fn writable(&self, volume: VolumeId) -> Verdict {
        self.readable(volume)?;
        refuse(!self.volumes[&volume].is_writable(), "read-only")
    }

    fn ross(&self, volume: VolumeId) -> Verdict {
        refuse(self.asked(volume)?.kind != Kind::Ross, "not-a-ross")
    }

    fn judge_write(&self, volume: VolumeId, span: Span, content: &Content<'_>) -> Verdict {
        let pages = self.volumes[&volume].size();
        let shape = self.shape(volume);
        let length = match content {
            Content::Bytes(bytes) if !shape.stamps => bytes.len() as u64,
            Content::Stamp(_) if shape.stamps => 0,
            _ => return Err("no-bytes"),
        };
        let page_bytes = u64::from(shape.geometry.page_bytes());
        match span {
            Span::Page(page) => {
                refuse(page.0 >= pages, "page-out-of-range")?;
                refuse(length > page_bytes, "too-long")
            }
            Span::Pages { first, count } => {
                refuse(first.0 + count.max(1) > pages, "page-out-of-range")?;
                refuse(length > count * page_bytes, "too-long")
            }
            Span::Bytes { .. } if shape.stamps => Err("no-bytes"),
            Span::Bytes { offset } => {
                refuse(offset + length > pages * page_bytes, "offset-out-of-range")
            }
        }
    }

    fn judge_delete(&self, volumes: &[VolumeId]) -> Verdict {
        for &volume in volumes {
            self.asked(volume)?;
        }
        for volume in volumes {
            let base = self.volumes[volume].base;
            refuse(self.in_use(base).contains(volume), "in-use")?;
        }
        let order = self.deletion_order(volumes);
        for (at, &volume) in order.iter().enumerate() {
            self.judge_delete_one(volume, &order[..at])?;
        }
        Ok(())
    }

    /// `gone`: what the same command deletes before.
    pub(crate) fn judge_delete_one(&self, volume: VolumeId, gone: &[VolumeId]) -> Verdict {
        let found = &self.volumes[&volume];
        // Who would read through it: those whose path has nothing before it that stays.
        let reads = |id: &&VolumeId| {
            let path = self.path(**id);
            let above = path.iter().skip(1);
            let first = above.copied().find(|at| !gone.contains(at));
            !gone.contains(id) && first == Some(volume)
        };
        let children: Vec<VolumeId> = self.volumes.keys().filter(reads).copied().collect();
        if found.kind.is_writable() {
            return refuse(!children.is_empty(), "has-snapshots");
        }
        let strict = self.policy.delete == DeletePolicy::Strict;
        refuse(strict && !children.is_empty(), "has-children")?;
        let follows = found.parent == Some(found.head);
        let rwss = |id: &VolumeId| self.volumes[id].kind == Kind::Rwss;
        refuse(
            follows && children.iter().any(rwss),
            "children-would-follow-head",
        )
    }

    fn unrestored(&self, volume: VolumeId) -> Verdict {
        refuse(self.restores.contains_key(&volume), "restore-running")
    }

    fn judge_restore(&self, base: VolumeId, from: VolumeId, undo: Undo) -> Verdict {
        let apart = self.asked(base)?.base != self.asked(from)?.base;
        refuse(apart, "different-trees")?;
        refuse(self.volumes[&base].kind != Kind::Base, "not-a-base")?;
        refuse(base == from, "same-volume")?;
        self.writable(base)?;
        self.unrestored(base)?;
        self.readable(from)?;
        let size = self.volumes[&base].size();
        let newest = &self.volumes[&self.newest_above(from)];
        let unlike = undo == Undo::Newest && newest.size() != size;
        refuse(self.volumes[&from].size() != size || unlike, "sizes-differ")
    }

    fn judge_refresh(&self, volume: VolumeId, from: RefreshFrom) -> Verdict {
        self.readable(volume)?;
        refuse(self.volumes[&volume].kind != Kind::Rwss, "not-a-rwss")?;
        let source = self.refreshed_from(volume, from);
        self.readable(source)?;
        let apart = self.volumes[&volume].base != self.volumes[&source].base;
        refuse(apart, "different-trees")?;
        match from {
            RefreshFrom::New { .. } => {
                refuse(source == volume, "same-volume")?;
                let head = self.volumes[&source].kind.is_writable();
                refuse(!head, "not-a-head")?;
            }
            RefreshFrom::Ross(ross) => self.ross(ross)?,
        }
        let has = !self.children(volume).is_empty();
        let refuses = self.policy.refresh == RefreshPolicy::Refuse;
        refuse(has && refuses, "has-snapshots")
    }

    /// The volume whose state a refreshed one gets.
    pub(crate) fn refreshed_from(&self, volume: VolumeId, from: RefreshFrom) -> VolumeId {
        match from {
            RefreshFrom::Ross(source) | RefreshFrom::New { of: Some(source) } => source,
            RefreshFrom::New { of: None } => self.volumes[&volume].base,
        }
    }

    fn judge_sync(&self, backup: VolumeId, to: VolumeId) -> Verdict {
        let from = self.asked(backup)?.backup_of.ok_or("not-a-backup")?;
        self.readable(to)?;
        self.ross(to)?;
        match self.volumes.get(&from) {
            Some(from) if !from.stale => {
                refuse(from.base != self.volumes[&to].base, "different-trees")
            }
            _ => Err("backup-source-gone"),
        }
    }
}

fn refuse(when: bool, rule: &'static str) -> Verdict {
    if when { Err(rule) } else { Ok(()) }
}

fn end(pages: &Runs) -> u64 {
    let ends = pages.as_slice().iter().map(|run| run.0 + run.1);
    ends.max().unwrap_or_default()
}

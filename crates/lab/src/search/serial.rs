//! The operations one after the other, in every order, on the same engine with every rule in
//! force: what a schedule may come to.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{Found, Pages, Seen, View, touched};
use crate::language::{Command, Fault, Name, Setting};
use crate::machine::Machine;

/// What the serial orders come to.
#[derive(Debug, Default)]
pub(super) struct Serial {
    /// The pages that are looked at.
    pub(super) pages: Vec<u64>,
    views: BTreeSet<View>,
    /// By operation: what a read can find.
    reads: Vec<BTreeSet<Found>>,
    /// What each page can hold at the end.
    shows: BTreeMap<(String, u64), BTreeSet<Found>>,
    /// What each page can hold when these operations have ended, one bit for each.
    partial: Vec<(u32, Pages)>,
}

impl Serial {
    /// `None` where there is too much to look at.
    pub(super) fn of(start: &Machine, operations: &[Name]) -> Option<Self> {
        let mut machine = start.clone();
        for fault in Fault::all() {
            let setting = Setting::Fault { fault, on: false };
            // A policy is never refused.
            let _set = machine.apply(&Command::Set(setting), &mut ());
        }
        let mut serial = Self {
            pages: touched(&machine)?,
            reads: vec![BTreeSet::new(); operations.len()],
            ..Self::default()
        };
        let mut level = vec![Seen::new(&machine, operations.len())];
        while !level.is_empty() {
            let mut next: BTreeMap<Vec<u8>, Seen> = BTreeMap::new();
            for seen in &level {
                let open = seen.open(operations);
                let view = seen.view(&serial.pages);
                let bits = open.iter().fold(0_u32, |bits, open| bits | 1 << open.at);
                serial.partial.push((!bits, view.pages.clone()));
                let mut ended = true;
                for at in open.iter().filter(|open| open.enabled).map(|open| open.at) {
                    let mut after = seen.clone();
                    if after.step(operations, at, true) {
                        ended = false;
                        next.entry(after.key(&after.open(operations)))
                            .or_insert(after);
                    }
                }
                if ended {
                    serial.note(view);
                }
            }
            level = next.into_values().collect();
        }
        Some(serial)
    }

    fn note(&mut self, view: View) {
        for (page, found) in &view.pages {
            let shows = self.shows.entry(page.clone()).or_default();
            shows.insert(found.clone());
        }
        for (reads, found) in self.reads.iter_mut().zip(&view.reads) {
            reads.extend(found.clone());
        }
        self.views.insert(view);
    }

    /// How many results there are.
    pub(super) fn ends(&self) -> usize {
        self.views.len()
    }

    pub(super) fn allows(&self, view: &View) -> bool {
        self.views.contains(view)
    }

    /// What a read can find.
    pub(super) fn reads(&self, operation: usize) -> &BTreeSet<Found> {
        &self.reads[operation]
    }

    /// Whether a read has found what it can find in no order.
    pub(super) fn has_bad_read(&self, seen: &Seen) -> bool {
        let mut reads = seen.reads.iter().enumerate();
        reads.any(|(at, found)| {
            found
                .as_ref()
                .is_some_and(|found| !self.reads[at].contains(found))
        })
    }

    /// What a page can hold at the end.
    pub(super) fn shows(&self, page: &(String, u64)) -> Option<&BTreeSet<Found>> {
        self.shows.get(page)
    }

    /// The result that has most in common with what was found.
    pub(super) fn nearest(&self, view: &View) -> Option<&View> {
        let common = |serial: &&View| {
            let pages = view.pages.iter();
            let pages = pages.filter(|(page, found)| serial.pages.get(page) == Some(found));
            let reads = view.reads.iter().zip(&serial.reads);
            pages.count() + reads.filter(|(a, b)| a == b).count()
        };
        // Of several the first one.
        self.views.iter().rev().max_by_key(common)
    }

    /// What a page can hold after a crash, when these operations have ended and each of the
    /// others may be there or not.
    pub(super) fn after_crash(&self, ended: u32, page: &(String, u64)) -> BTreeSet<&Found> {
        let partial = self.partial.iter();
        let fitting = partial.filter(|(done, _)| ended & !done == 0);
        fitting.filter_map(|(_, pages)| pages.get(page)).collect()
    }
}

//! The half of a script that changes nothing: reads, hints, comparisons.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::borrow::Cow;

use cowpath_engine::content::Content;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};
use cowpath_engine::projection::Held;

use super::Script;

impl Script {
    pub fn read(&mut self, name: &str, page: u64) -> &mut Self {
        self.events.clear();
        let (mut volume, page) = (self.id(name), PageNo(page));
        self.emit(Event::ReadBegun { volume, page });
        loop {
            self.emit(Event::VolumeVisited { volume, page });
            if self.outline.own(volume, page).is_some() {
                break;
            }
            if let Some(target) = self.outline.volumes[&volume].hints.get(&page).copied() {
                self.emit(Event::HintFollowed {
                    volume,
                    target,
                    page,
                });
                volume = target;
                continue;
            }
            let Some(parent) = self.outline.volumes[&volume].parent else {
                break;
            };
            self.emit(Event::LinkFollowed {
                volume,
                parent,
                page,
            });
            volume = parent;
        }
        let view = self.outline.visible(volume, page).expect("a small tree");
        let (location, content) = (view.location, view.content.cloned());
        let content = content.unwrap_or(Content::Bytes(Cow::Owned(Vec::new())));
        self.emit(Event::PageFound {
            volume,
            page,
            location,
            content,
        });
        self
    }

    pub fn hint(&mut self, name: &str, page: u64, target: &str) -> &mut Self {
        let (volume, target) = (self.id(name), self.id(target));
        self.emit(Event::HintSet {
            volume,
            page: PageNo(page),
            target,
        });
        self
    }

    fn path(&self, from: VolumeId) -> Vec<VolumeId> {
        let next = |at: &VolumeId| self.outline.volumes[at].parent;
        std::iter::successors(Some(from), next).collect()
    }

    pub fn diff(&mut self, a: &str, b: &str, answers: [&[u64]; 3]) -> &mut Self {
        self.events.clear();
        let (a, b) = (self.id(a), self.id(b));
        let (from_a, from_b) = (self.path(a), self.path(b));
        let common = *from_a
            .iter()
            .find(|id| from_b.contains(id))
            .expect("one tree");
        let method = if common == a || common == b { 500 } else { 550 };
        self.emit(Event::DiffBegun {
            a,
            b,
            method,
            common,
        });
        let below = |path: &[VolumeId]| {
            path.iter()
                .copied()
                .take_while(|id| *id != common)
                .collect::<Vec<_>>()
        };
        let mut volumes = below(&from_a);
        volumes.extend(below(&from_b));
        volumes.push(common);
        for volume in volumes {
            let runs = match &self.outline.volumes[&volume].held {
                Held::Pages(entries) => entries.keys().copied().collect(),
                Held::Density(_) => Runs::default(),
            };
            let exceptions = Cow::Owned(runs);
            self.emit(Event::DiffExamined { volume, exceptions });
        }
        let [literal, location, content] = answers.map(|pages| {
            let runs: Runs = pages.iter().map(|page| PageNo(*page)).collect();
            Cow::Owned(runs)
        });
        self.emit(Event::DiffEnded {
            a,
            b,
            literal,
            location,
            content,
        });
        self
    }
}

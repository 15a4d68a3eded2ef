//! The shortest wrong schedule: the fewest steps to something that shows it, and of those the one
//! that changes between operations least often. Told as commands of the language.

use std::collections::BTreeSet;

use super::crash;
use super::explore::{Graph, Node};
use super::serial::Serial;
use super::view::{Found, Pages, Seen, View};
use crate::language::{Command, Expect, Name, spell_content};
use crate::machine::Machine;

/// A wrong schedule.
pub(super) struct Wrong {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) lines: Vec<String>,
    pub(super) moment: u64,
}

/// Steps to the end of a way, and changes between operations on it.
type Cost = (u32, u32);

pub(super) fn found(
    graph: &Graph,
    start: &Machine,
    operations: &[Name],
    serial: &Serial,
) -> Option<Wrong> {
    let is_wrong = |node: &Node| node.bad_read || node.wrong_end;
    let (way, nodes, crashes) = match way(graph, operations.len(), &is_wrong) {
        Some((way, nodes)) => (way, nodes, false),
        None => {
            let (way, nodes) = self::way(graph, operations.len(), &|node| node.lost)?;
            (way, nodes, true)
        }
    };
    let doomed = doomed(graph);
    let moment = nodes.iter().position(|node| crashes || doomed[*node]);
    let mut seen = Seen::new(start, operations.len());
    let mut told = Told {
        operations,
        serial,
        start: seen.view(&serial.pages).pages,
        lines: Vec::new(),
        read_at: vec![None; operations.len()],
    };
    for &operation in &way {
        seen.step(operations, operation, false);
        told.step(operation);
        if seen.reads[operation].is_some() {
            told.read_at[operation] = Some(told.lines.len());
        }
    }
    let (rule, message) = match crashes {
        true => told.crash(&seen),
        false => told.judge(&seen),
    };
    let moment = if crashes {
        way.len()
    } else {
        moment.unwrap_or(way.len())
    };
    Some(Wrong {
        rule,
        message,
        lines: told.lines,
        moment: moment as u64,
    })
}

/// The best way to a node of this kind: the operations that step, and the nodes, the start first.
fn way(
    graph: &Graph,
    operations: usize,
    is_it: &dyn Fn(&Node) -> bool,
) -> Option<(Vec<usize>, Vec<usize>)> {
    let nodes = graph.nodes();
    // By node and the operation that stepped last; `operations` stands for none.
    let mut costs: Vec<Vec<Option<Cost>>> = vec![Vec::new(); nodes.len()];
    let step = |costs: &[Vec<Option<Cost>>], node: &Node, last: usize| {
        let choices = node.choices.iter().filter_map(|(operation, child)| {
            let operation = usize::from(*operation);
            let (depth, changes) = costs[*child as usize][operation]?;
            let changes = changes + u32::from(last != operation && last != operations);
            Some(((depth, changes), operation, *child as usize))
        });
        choices.min()
    };
    for (at, node) in nodes.iter().enumerate().rev() {
        costs[at] = (0..=operations)
            .map(|last| match is_it(node) {
                true => Some((node.depth, 0)),
                false => step(&costs, node, last).map(|(cost, ..)| cost),
            })
            .collect();
    }
    costs.first()?.last()?.as_ref()?;
    let (mut way, mut passed, mut last) = (Vec::new(), vec![0], operations);
    let mut at = 0;
    while !is_it(&nodes[at]) {
        let (_, operation, child) = step(&costs, &nodes[at], last)?;
        way.push(operation);
        passed.push(child);
        (at, last) = (child, operation);
    }
    Some((way, passed))
}

/// The states from which no schedule comes right.
fn doomed(graph: &Graph) -> Vec<bool> {
    let nodes = graph.nodes();
    let mut doomed = vec![false; nodes.len()];
    for (at, node) in nodes.iter().enumerate().rev() {
        let mut below = node.choices.iter();
        let all = !node.choices.is_empty() && below.all(|(_, child)| doomed[*child as usize]);
        doomed[at] = node.bad_read || node.wrong_end || all;
    }
    doomed
}

struct Told<'a> {
    operations: &'a [Name],
    serial: &'a Serial,
    /// What was shown before the first step.
    start: Pages,
    lines: Vec<String>,
    /// Lines up to the end of each read.
    read_at: Vec<Option<usize>>,
}

impl Told<'_> {
    fn step(&mut self, operation: usize) {
        let operation = self.operations[operation].clone();
        let steps = 1;
        self.lines
            .push(Command::Step { operation, steps }.to_string());
    }

    fn expect(&mut self, at: usize, expect: Expect) {
        self.lines.insert(at, Command::Expect(expect).to_string());
    }

    fn expect_page(&mut self, (volume, page): &(String, u64), content: &Found) {
        // A name that a volume has is a name.
        if let Ok(volume) = Name::new(volume.clone()) {
            let (page, content) = (*page, content.clone());
            let expect = Expect::Page {
                volume,
                page,
                content,
            };
            self.expect(self.lines.len(), expect);
        }
    }

    /// Of what is allowed, what was there before the first step; else the first.
    fn likely(&self, allowed: &BTreeSet<Found>) -> Option<Found> {
        let before = self.start.values().find(|found| allowed.contains(*found));
        before.or_else(|| allowed.first()).cloned()
    }

    /// The rule that is broken, with what does not hold added to the lines.
    fn judge(&mut self, seen: &Seen) -> (&'static str, String) {
        let serial = self.serial;
        for (at, found) in seen.reads.iter().enumerate() {
            let Some(found) = found else { continue };
            let allowed = serial.reads(at);
            if let (false, Some(likely)) = (allowed.contains(found), self.likely(allowed)) {
                let line = self.read_at[at].unwrap_or(self.lines.len());
                self.expect(line, Expect::Read(likely));
                let name = &self.operations[at];
                let (found, allowed) = (spelled(found), list(allowed));
                let message = format!("{name} reads {found}; in any order it reads {allowed}");
                return ("read-value", message);
            }
        }
        let view = seen.view(&serial.pages);
        for (page, found) in &view.pages {
            let Some(allowed) = serial.shows(page) else {
                continue;
            };
            if let (false, Some(likely)) = (allowed.contains(found), self.likely(allowed)) {
                self.expect_page(page, &likely);
                let rule = match seen.is_ross(&page.0) {
                    true => "snapshot-view",
                    false => "volume-view",
                };
                let (found, allowed) = (spelled(found), list(allowed));
                let message = format!(
                    "page {} of {} is {found}; after any order it is {allowed}",
                    page.1, page.0
                );
                return (rule, message);
            }
        }
        (
            "serial-order",
            self.apart(&view).unwrap_or_else(|| {
                "no order of the operations, one after the other, comes to this".to_owned()
            }),
        )
    }

    /// Each part occurs in some order: the first in which the nearest result is another.
    fn apart(&mut self, view: &View) -> Option<String> {
        let nearest = self.serial.nearest(view)?;
        let pages = view.pages.iter();
        let mut apart = pages.filter_map(|(page, found)| {
            let serial = nearest.pages.get(page)?;
            (serial != found).then_some((page, found, serial))
        });
        if let Some((page, found, serial)) = apart.next() {
            self.expect_page(page, serial);
            return Some(format!(
                "page {} of {} is {}; in the order that is nearest to the rest it is {}",
                page.1,
                page.0,
                spelled(found),
                spelled(serial)
            ));
        }
        let reads = view.reads.iter().zip(&nearest.reads).enumerate();
        let mut apart = reads.filter(|(_, (found, serial))| found != serial);
        if let Some((at, (Some(found), Some(serial)))) = apart.next() {
            let line = self.read_at[at].unwrap_or(self.lines.len());
            self.expect(line, Expect::Read(serial.clone()));
            return Some(format!(
                "{} reads {}; in the order that is nearest to the rest it reads {}",
                self.operations[at],
                spelled(found),
                spelled(serial)
            ));
        }
        let operation = self.operations.iter().find(|name| {
            let name = name.to_string();
            view.open.contains(&name) && !nearest.open.contains(&name)
        })?;
        let operation = operation.clone();
        let message = format!("{operation} can never go on");
        self.lines.push(Command::Finish { operation }.to_string());
        Some(message)
    }

    /// What a crash here loses.
    fn crash(&mut self, seen: &Seen) -> (&'static str, String) {
        self.lines.push(crash::command().to_string());
        let open = seen.open(self.operations);
        let message = match crash::lost(seen, &open, self.operations, self.serial) {
            Some(lost) => {
                let page = (lost.volume, lost.page);
                if let Some(first) = lost.allowed.first() {
                    self.expect_page(&page, first);
                }
                let (found, allowed) = (spelled(&lost.found), list(&lost.allowed));
                let (volume, page) = page;
                format!("after the crash page {page} of {volume} is {found}, and not {allowed}")
            }
            None => {
                self.lines.push(Command::Check.to_string());
                "after the crash an invariant is broken".to_owned()
            }
        };
        ("acknowledged-write", message)
    }
}

/// `a`, or `a or b`.
fn list<'f>(contents: impl IntoIterator<Item = &'f Found>) -> String {
    let contents: BTreeSet<&Found> = contents.into_iter().collect();
    let contents = contents.into_iter().map(spelled);
    contents.collect::<Vec<String>>().join(" or ")
}

/// As a text; a page without content in a word.
fn spelled(content: &Found) -> String {
    match content.is_empty() {
        true => "zeros".to_owned(),
        false => spell_content(content),
    }
}

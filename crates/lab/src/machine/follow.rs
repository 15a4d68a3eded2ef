//! What schedules do within a command: snapshots, and deletes of those that are kept no longer.
//! Each is an ordinary command, decided when its turn comes and done in micro-steps of the
//! command that led to it. A refusal is told and stops nothing.

use std::collections::VecDeque;

use super::Machine;
use super::running::Work;
use crate::language::{Command, Name, Time};
use crate::outcome::{Outcome, RanCommand};

/// What is to be done after a command.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    queue: VecDeque<Next>,
    /// The clock goes to this time.
    until: Option<Time>,
}

#[derive(Debug, Clone)]
enum Next {
    /// A schedule's snapshot.
    Take(Name),
    /// The deletes that its retention asks for.
    Prune(Name),
    /// One of those.
    Delete(Name, Command),
}

/// A command whose schedules are running.
#[derive(Debug, Clone)]
pub(super) struct Follow {
    /// What the command itself came to.
    outcome: Outcome,
    plan: Plan,
    ran: Vec<RanCommand>,
    /// The command that is running, and the schedule whose snapshot it takes.
    text: String,
    takes: Option<Name>,
}

impl Plan {
    /// These schedules, in this order.
    pub(super) fn run(schedules: Vec<Name>) -> Self {
        let mut plan = Self::default();
        schedules.into_iter().for_each(|name| plan.add(name));
        plan
    }

    /// Whatever is due up to a time.
    pub(super) fn until(time: Time) -> Self {
        Self {
            until: Some(time),
            ..Self::default()
        }
    }

    fn add(&mut self, schedule: Name) {
        self.queue.push_back(Next::Take(schedule.clone()));
        self.queue.push_back(Next::Prune(schedule));
    }

    fn next(&mut self, machine: &mut Machine) -> Option<(Name, Command)> {
        loop {
            match self.queue.pop_front() {
                Some(Next::Take(name)) => {
                    if let Some(command) = machine.scheduled_snapshot(&name) {
                        return Some((name, command));
                    }
                }
                Some(Next::Prune(name)) => {
                    for command in machine.let_go(&name).into_iter().rev() {
                        self.queue.push_front(Next::Delete(name.clone(), command));
                    }
                }
                Some(Next::Delete(name, command)) => return Some((name, command)),
                None => {
                    let until = self.until?;
                    let Some(due) = machine.schedules.next_due(until) else {
                        machine.schedules.go_to(until);
                        return None;
                    };
                    self.add(due);
                }
            }
        }
    }
}

impl Follow {
    pub(super) fn new(outcome: Outcome, plan: Plan) -> Self {
        Self {
            outcome,
            plan,
            ran: Vec::new(),
            text: String::new(),
            takes: None,
        }
    }

    /// Notes what the running command came to.
    pub(super) fn note(&mut self, machine: &mut Machine, outcome: Outcome) {
        if let (Some(schedule), Outcome::Done(done)) = (&self.takes, &outcome)
            && let Some(volume) = done.created.as_ref().and_then(|name| machine.id(name))
        {
            machine.schedules.took(schedule, volume);
        }
        let command = std::mem::take(&mut self.text);
        self.ran.push(RanCommand { command, outcome });
    }

    /// The next command that is not refused, with the schedule that asks for it.
    pub(super) fn next(&mut self, machine: &mut Machine) -> Option<(Name, Work)> {
        while let Some((schedule, command)) = self.plan.next(machine) {
            self.text = command.to_string();
            let takes = matches!(command, Command::Ross { .. });
            self.takes = takes.then(|| schedule.clone());
            match machine.decide(&command) {
                Ok(work) => return Some((schedule, work)),
                Err(refused) => self.note(machine, Outcome::Refused(refused)),
            }
        }
        None
    }

    /// The outcome of the whole command.
    pub(super) fn end(self, machine: &Machine) -> Outcome {
        let (mut outcome, ran) = (self.outcome, self.ran);
        match &mut outcome {
            Outcome::Written(written) => written.ran = ran,
            Outcome::Stepped(stepped) => {
                if let Some(written) = &mut stepped.written {
                    written.ran = ran;
                }
            }
            Outcome::Done(done) => done.ran = Some(ran),
            Outcome::Clock(clock) => {
                clock.now_ms = machine.now().ms();
                clock.ran = ran;
            }
            _ => {}
        }
        outcome
    }
}

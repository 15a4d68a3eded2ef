//! Many random sequences, on all processors, until one goes wrong or enough were played. With each
//! sequence of whole commands goes one with operations in flight.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use cowpath_engine::faults::Faults;
use cowpath_proof::hunt::{Catch, Hunt, SEED};
use cowpath_proof::inflight::{self, Tally};
use cowpath_proof::script::script;
use cowpath_proof::strategy::{COMMANDS, Sort};
use cowpath_proof::totals::{MODES, Totals};

/// Plays random sequences of commands against the flat oracle.
#[derive(Parser)]
struct Options {
    /// How many sequences
    #[arg(long, default_value_t = 200_000)]
    sequences: u64,
    /// What the sequences follow from
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Number of the first sequence
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Stops after so many minutes
    #[arg(long)]
    minutes: Option<u64>,
}

/// What all threads share.
struct Soak {
    options: Options,
    begun: Instant,
    next: AtomicU64,
    played: AtomicU64,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    totals: Totals,
    catches: Vec<Catch>,
    /// Of the sequences with operations in flight.
    flights: Tally,
    /// What was wrong with them.
    wrong: Vec<String>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    // What goes wrong is told once, made smaller, and not while it is looked for.
    std::panic::set_hook(Box::new(|_| {}));
    let soak = Soak {
        begun: Instant::now(),
        next: AtomicU64::new(options.first),
        played: AtomicU64::new(0),
        found: Mutex::default(),
        options,
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| soak.work());
        }
    });
    soak.report()
}

impl Soak {
    fn work(&self) {
        let mut totals = Totals::default();
        let mut flights = Tally::default();
        let last = self.options.first.saturating_add(self.options.sequences);
        while !self.is_over() {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= last {
                break;
            }
            let played = hunt(self.options.seed, number).play(number, &mut totals);
            self.progress(self.played.fetch_add(1, Ordering::Relaxed) + 1);
            if let Err(catch) = played {
                self.next.store(last, Ordering::Relaxed);
                self.found().catches.push(*catch);
            }
            match flight(self.options.seed, number) {
                Ok(tally) => flights.join(&tally),
                Err(wrong) => {
                    self.next.store(last, Ordering::Relaxed);
                    self.found().wrong.push(wrong);
                }
            }
        }
        let mut found = self.found();
        found.totals.join(&totals);
        found.flights.join(&flights);
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        let minutes = self.options.minutes.map(|it| Duration::from_secs(it * 60));
        minutes.is_some_and(|most| self.begun.elapsed() >= most)
    }

    fn progress(&self, played: u64) {
        let mut out = std::io::stderr();
        if played.is_multiple_of(100) && out.is_terminal() {
            let rate = played as f64 / self.begun.elapsed().as_secs_f64();
            // A progress line that cannot be written is no reason to stop.
            let _ = write!(out, "\r{played} sequences, {rate:.0} a second ");
        }
    }

    fn report(&self) -> ExitCode {
        let played = self.played.load(Ordering::Relaxed);
        let seconds = self.begun.elapsed().as_secs_f64();
        let seed = self.options.seed;
        if std::io::stderr().is_terminal() {
            eprintln!();
        }
        println!("{played} sequences of {COMMANDS} commands, seed {seed}, in {seconds:.0} s");
        let found = self.found();
        println!("mode      pairs      differing  false, literal  false, location");
        for (mode, count) in MODES.iter().zip(&found.totals.by_mode) {
            println!(
                "{:<8}  {:>9}  {:>9}  {:>14}  {:>15}",
                format!("{mode:?}").to_lowercase(),
                count.pairs,
                count.differing,
                count.literal_false,
                count.location_false
            );
        }
        let flights = &found.flights;
        println!(
            "in flight: {} commands, {} steps ({} while a restore ran), {} crashes",
            flights.commands, flights.steps, flights.restoring, flights.crashes
        );
        for wrong in &found.wrong {
            println!("\na sequence with operations in flight failed: {wrong}");
        }
        for catch in &found.catches {
            let file = format!("soak-{seed}-{}.cow", catch.number);
            let text = format!(
                "{}# seed {seed}, sequence {}: {}\n",
                script(&catch.done),
                catch.number,
                catch.why.replace('\n', "\n# ")
            );
            println!(
                "\nsequence {} failed: {}\n\n{text}",
                catch.number, catch.why
            );
            match std::fs::write(&file, text) {
                Ok(()) => println!("written to {file}"),
                Err(problem) => println!("{file} could not be written: {problem}"),
            }
        }
        let wrong = !found.catches.is_empty() || !found.wrong.is_empty();
        ExitCode::from(u8::from(wrong))
    }
}

/// Every tenth sequence is pure, and a few are large.
fn hunt(seed: u64, number: u64) -> Hunt {
    let pure = number % 10 == 9;
    Hunt {
        seed,
        sort: if pure { Sort::Pure } else { Sort::All },
        large: number.is_multiple_of(250),
        ..Hunt::default()
    }
}

/// One sequence with operations in flight.
fn flight(seed: u64, number: u64) -> Result<Tally, String> {
    let seed = seed.wrapping_add(number);
    let played = std::panic::catch_unwind(|| inflight::play(seed, Faults::default()));
    played.unwrap_or_else(|_| Err(format!("seed {seed}: a panic")))
}

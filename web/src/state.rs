//! What the application knows: the document on the desk, where the person looks, and what
//! is open. Components read it and send messages; only `update` changes it.

use cowpath_engine::sorted::SortedSet;
use std::rc::Rc;
use std::sync::Arc;

use cowpath_engine::event::OwnedEvent;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_lab::language::{Replay, SyntaxError};
use cowpath_lab::narrate::Narration;
use cowpath_lab::replay::{Progress, Report};
use cowpath_lab::search::{self, messages::Found};
use cowpath_lab::session::Session;
use cowpath_lab::trace::Format;
use cowpath_scene::{Story, Theme};
use leptos::prelude::*;
use web_sys::File;

use crate::ask::Open;
use crate::bridge::Worker;
use crate::dom::page;
use crate::dom::stage::Stage;
use crate::msg::Msg;
use crate::storage::Saved;
use crate::theme::{self, Choice};

/// The document and what belongs to it.
pub struct Desk {
    /// The commands and where the person stands.
    pub session: Session,
    /// What it is called.
    pub title: String,
    /// What there is to see, for a built-in scenario.
    pub summary: &'static str,
    /// Most columns a picture of it has needed.
    pub columns: usize,
    /// Whether it began with volumes that its commands do not make.
    pub begun: bool,
    /// What a replay counted, if it came from one.
    pub report: Option<Rc<Report>>,
    /// The document as it was last kept.
    pub saved: Saved,
}

/// What is told about the present moment; made once for each change.
#[derive(Default)]
pub struct Moment {
    /// In words.
    pub narration: Narration,
    /// In the picture.
    pub story: Story,
    /// The events of the present command so far.
    pub events: Vec<OwnedEvent>,
}

/// Whether time goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Run {
    /// It stands.
    #[default]
    Paused,
    /// Until the present command is complete.
    Command,
    /// Until the end of the line.
    Line,
}

/// A restore that is let run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copying {
    /// The base that is restored.
    pub base: VolumeId,
    /// Tells this run from others.
    pub run: u32,
}

/// A message that goes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it says.
    pub text: String,
    /// The document that its button brings back.
    pub back: Option<String>,
}

/// The search of the schedules.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Searching {
    /// None was asked for.
    #[default]
    Idle,
    /// How far it is; `None` until the worker answers.
    Runs(Option<search::Progress>),
    /// What it found.
    Done(Box<Found>),
    /// Why it did not run.
    Failed(String),
}

/// Why a command did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not in the language.
    Syntax(SyntaxError),
    /// It was refused.
    Refused {
        /// The rule it would have broken.
        rule: String,
        /// The sentence.
        message: String,
    },
}

/// A side panel, on narrow windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sheet {
    /// Neither.
    #[default]
    None,
    /// What just happened.
    Story,
    /// The inspector.
    Inspector,
}

/// A trace that was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The file.
    pub file: File,
    /// What it was recognised as.
    pub format: Format,
}

/// A document that waits for the trace that it begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Awaits {
    /// What it is called.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Its `replay` command.
    pub replay: Replay,
}

/// What lies over the page.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Dialog {
    /// Nothing.
    #[default]
    None,
    /// The keys.
    Help,
    /// Policies and safety rules.
    Settings,
    /// What is wrong with a file.
    BadFile {
        /// The file's name.
        name: String,
        /// One sentence, and the place.
        told: String,
        /// The lines around it, where there are some.
        excerpt: String,
    },
    /// The trace that a document begins with is asked for.
    NeedsTrace(Awaits),
    /// How to replay a trace.
    Trace(Trace),
    /// A replay under way.
    Replaying {
        /// The file's name.
        name: String,
        /// How far it is; `None` until the worker answers.
        progress: Option<Progress>,
    },
    /// A replay that was stopped, with what it got to.
    Stopped {
        /// Why, and how far it was.
        told: String,
    },
    /// What a replay counted.
    Report,
}

/// The application. A handle: copies mean the same one.
#[derive(Clone, Copy)]
pub struct App {
    /// The document.
    pub desk: StoredValue<Desk, LocalStorage>,
    /// What is told about the present moment.
    pub moment: StoredValue<Rc<Moment>, LocalStorage>,
    /// Counts changes of the two above.
    pub revision: RwSignal<u32>,
    /// The picture, once it is there.
    pub stage: StoredValue<Option<Stage>, LocalStorage>,
    /// Counts movements of the camera.
    pub looked: RwSignal<u32>,
    /// Whether time goes on by itself.
    pub run: RwSignal<Run>,
    /// The restore that is let run.
    pub copying: RwSignal<Option<Copying>>,
    /// Light or dark.
    pub choice: RwSignal<Choice>,
    /// Whether the system is dark.
    pub system_dark: RwSignal<bool>,
    /// Whether the system asks for no motion.
    pub still: RwSignal<bool>,
    /// Whether animations are skipped.
    pub skip: RwSignal<bool>,
    /// How fast steps follow each other.
    pub speed: RwSignal<f64>,
    /// Whether hollow cells show what is read through.
    pub ghosts: RwSignal<bool>,
    /// The selected volume.
    pub volume: RwSignal<Option<VolumeId>>,
    /// The selected page of it.
    pub page: RwSignal<Option<PageNo>>,
    /// Lanes that are shown with as many snapshots as fit.
    pub unfolded: RwSignal<Arc<SortedSet<VolumeId>>>,
    /// The first volume of a comparison, while the second is chosen.
    pub picking: RwSignal<Option<VolumeId>>,
    /// The page whose steps the comparison shows.
    pub diff_page: RwSignal<Option<PageNo>>,
    /// Whether the comparison was put away.
    pub diff_closed: RwSignal<bool>,
    /// What is typed.
    pub input: RwSignal<String>,
    /// What was typed before, the newest last.
    pub history: RwSignal<Arc<Vec<String>>>,
    /// What is wrong with what was typed.
    pub wrong: RwSignal<Option<Wrong>>,
    /// The form that is open.
    pub form: RwSignal<Option<Open>>,
    /// Whether more of what can be done is listed.
    pub more: RwSignal<bool>,
    /// What lies over the page.
    pub dialog: RwSignal<Dialog, LocalStorage>,
    /// The open side panel of a narrow window.
    pub sheet: RwSignal<Sheet>,
    /// A message that goes away.
    pub notice: RwSignal<Option<Told>>,
    /// The document that was on the desk before.
    pub former: StoredValue<Option<Desk>, LocalStorage>,
    /// Whether nothing was done yet with the one that took its place.
    pub fresh: RwSignal<bool>,
    /// Whether the first invitation is shown.
    pub invite: RwSignal<bool>,
    /// The search of the schedules.
    pub searching: RwSignal<Searching>,
    /// The worker that searches.
    pub searcher: StoredValue<Option<Worker>, LocalStorage>,
    /// The worker that replays a trace.
    pub worker: StoredValue<Option<Worker>, LocalStorage>,
    /// The document that the replay under way is for.
    pub awaits: StoredValue<Option<Awaits>, LocalStorage>,
    /// What a stopped replay left.
    pub part: StoredValue<Option<crate::bridge::Replayed>, LocalStorage>,
    /// Whether work is kept in the browser.
    pub keeps: bool,
}

impl App {
    /// An application with this document on its desk.
    pub fn new(desk: Desk, keeps: bool) -> Self {
        Self {
            desk: StoredValue::new_local(desk),
            moment: StoredValue::new_local(Rc::default()),
            revision: RwSignal::new(0),
            stage: StoredValue::new_local(None),
            looked: RwSignal::new(0),
            run: RwSignal::new(Run::Paused),
            copying: RwSignal::new(None),
            choice: RwSignal::new(Choice::remembered()),
            system_dark: RwSignal::new(page::prefers(theme::DARK)),
            still: RwSignal::new(page::prefers(theme::STILL)),
            skip: RwSignal::new(false),
            speed: RwSignal::new(1.0),
            ghosts: RwSignal::new(true),
            volume: RwSignal::new(None),
            page: RwSignal::new(None),
            unfolded: RwSignal::new(Arc::default()),
            picking: RwSignal::new(None),
            diff_page: RwSignal::new(None),
            diff_closed: RwSignal::new(false),
            input: RwSignal::new(String::new()),
            history: RwSignal::new(Arc::default()),
            wrong: RwSignal::new(None),
            form: RwSignal::new(None),
            more: RwSignal::new(false),
            dialog: RwSignal::new_local(Dialog::None),
            sheet: RwSignal::new(Sheet::None),
            notice: RwSignal::new(None),
            former: StoredValue::new_local(None),
            fresh: RwSignal::new(false),
            invite: RwSignal::new(true),
            searching: RwSignal::new(Searching::Idle),
            searcher: StoredValue::new_local(None),
            worker: StoredValue::new_local(None),
            awaits: StoredValue::new_local(None),
            part: StoredValue::new_local(None),
            keeps,
        }
    }

    /// Sends a message.
    pub fn send(self, msg: Msg) {
        crate::update::update(self, msg);
    }

    /// Reads the document, without following its changes.
    pub fn peek<T>(self, read: impl FnOnce(&Desk) -> T) -> T {
        self.desk.with_value(read)
    }

    /// Reads the document and the moment, following their changes.
    pub fn see<T>(self, read: impl FnOnce(&Desk, &Moment) -> T) -> T {
        self.revision.track();
        let moment = self.moment.get_value();
        self.desk.with_value(|desk| read(desk, &moment))
    }

    /// The theme in force, following its changes.
    pub fn theme(self) -> Theme {
        self.choice.get().theme(self.system_dark.get())
    }

    /// The theme in force, without following its changes.
    pub fn theme_now(self) -> Theme {
        self.choice
            .get_untracked()
            .theme(self.system_dark.get_untracked())
    }

    /// Does something with the stage, if it is there already.
    pub fn with_stage<T>(self, act: impl FnOnce(&Stage) -> T) -> Option<T> {
        let stage = self.stage.try_get_value().flatten()?;
        Some(act(&stage))
    }
}

//! Everything a person, a key, a worker or a test can ask of the application.

use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_lab::replay::Options;
use cowpath_lab::search::messages::Answer;
use cowpath_lab::session::{NodeId, Position};
use cowpath_scene::Target;
use web_sys::File;

use crate::ask::Open;
use crate::bridge::FromWorker;
use crate::state::{Copying, Dialog, Sheet};
use crate::storage::Saved;

/// A direction in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the older neighbour.
    Left,
    /// To the newer neighbour.
    Right,
    /// To the lane above.
    Up,
    /// To the lane below.
    Down,
}

/// One input.
#[derive(Clone, Debug)]
pub enum Msg {
    /// One micro-step on.
    StepForward,
    /// One micro-step back.
    StepBack,
    /// To the end of the next command.
    CommandForward,
    /// To the end of the command before.
    CommandBack,
    /// Before the first command.
    ToStart,
    /// After the last command.
    ToEnd,
    /// Plays the line, or pauses.
    PlayOrPause,
    /// To a place on the line.
    Seek(Position),
    /// To a branch that was left.
    SwitchTo(NodeId),
    /// To the previous settled place.
    Undo,
    /// To the next settled place.
    Redo,
    /// A movement of the picture has ended by itself.
    Landed,

    /// The command line holds this now.
    Typed(String),
    /// A command, typed or of a button.
    Submit(String),
    /// A command that is to be finished in the command line.
    Prepare(String),

    /// Opens a form, or closes it.
    Ask(Option<Open>),
    /// Lists more of what can be done, or less.
    ToggleMore,
    /// Stops the present command where it stands, as if the power had gone.
    Crash,

    /// Lets the restore of a base run, or pauses it.
    RunRestore(VolumeId),
    /// The next work item of a restore that runs.
    CopyOn(Copying),

    /// Searches every schedule of the open operations.
    Search {
        /// Rules that are switched off, by name.
        faults: Vec<String>,
        /// Whether to stop after every step, too.
        crash: bool,
    },
    /// The worker said something about the search.
    SearchSaid(Answer),
    /// Stops the search.
    CancelSearch,
    /// A document in the page's address.
    OpenLink(String),

    /// Something in the picture was chosen, or nothing.
    Choose(Option<Target>),
    /// The selection moves.
    Move(Direction),
    /// A volume was chosen by name, in the words or by key.
    ChooseVolume(VolumeId),
    /// The next volume that is chosen is compared with this one.
    CompareWith(VolumeId),
    /// A page of the comparison, whose steps are shown.
    ChooseDiffPage(Option<PageNo>),
    /// Hides the comparison.
    CloseDiff,
    /// Nearer or farther.
    ZoomBy(f64),
    /// The whole picture.
    Fit,
    /// Shows or hides values that are read through.
    ToggleGhosts,

    /// The next theme round.
    NextTheme,
    /// The system went dark or light.
    SystemDark(bool),
    /// The system asks for no motion, or not any more.
    Still(bool),
    /// How fast steps follow each other; 1 is usual.
    SetSpeed(f64),
    /// Switches the animation off or on.
    ToggleSkip,

    /// Opens a dialog.
    Show(Dialog),
    /// Closes whatever is open on top.
    Escape,
    /// Opens or closes a side panel of a narrow window.
    ShowSheet(Sheet),

    /// A built-in scenario, by its id.
    OpenScenario(String),
    /// A file was picked or dropped.
    OpenFile(File),
    /// The text of a scenario.
    OpenText {
        /// What to call it.
        title: String,
        /// Its text.
        text: String,
    },
    /// What the browser kept of the last visit.
    Restore(Saved),
    /// The document that was on the desk before.
    BringBack,
    /// Saves the document.
    Save,
    /// Saves the picture.
    ExportSvg,
    /// Saves the volumes as a tree file.
    ExportTree,

    /// Replays the trace of the open dialog.
    StartTrace(Options),
    /// The worker said something.
    WorkerSaid(FromWorker),
    /// Stops the replay.
    CancelTrace,
    /// After a stop: shows what was replayed.
    KeepPart,
    /// Something short to be said.
    Notice(String),
}

impl Msg {
    /// Whether a restore that is let run goes on beside it: what hosts do, and what only looks.
    pub fn lets_copy(&self) -> bool {
        matches!(
            self,
            Self::Submit(_)
                | Self::CompareWith(_)
                | Self::Save
                | Self::ExportSvg
                | Self::ExportTree
        )
    }

    /// Whether it changes or moves the document, so that an animation under way ends first.
    pub fn interrupts(&self) -> bool {
        matches!(
            self,
            Self::StepForward
                | Self::StepBack
                | Self::CommandForward
                | Self::CommandBack
                | Self::ToStart
                | Self::ToEnd
                | Self::PlayOrPause
                | Self::Seek(_)
                | Self::SwitchTo(_)
                | Self::Undo
                | Self::Redo
                | Self::Submit(_)
                | Self::RunRestore(_)
                | Self::Crash
                | Self::OpenScenario(_)
                | Self::OpenText { .. }
                | Self::OpenLink(_)
                | Self::Restore(_)
                | Self::BringBack
                | Self::ExportSvg
                | Self::ExportTree
                | Self::Save
                | Self::CompareWith(_)
                | Self::StartTrace(_)
                | Self::KeepPart
        )
    }
}

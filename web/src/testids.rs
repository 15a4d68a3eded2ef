//! The names by which tests find things: values of `data-testid`. They stay as they are
//! when words and looks change.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $value;)*
        /// All of them.
        pub const ALL: &[&str] = &[$($value),*];
    };
}

ids! {
    /// The whole application; `data-run` says `paused`, `command` or `line`.
    APP = "app";
    /// The document's title.
    TITLE = "document-title";
    /// The menu of built-in scenarios (a `select` of their ids).
    SCENARIO_MENU = "scenario-menu";
    /// Buttons of the header.
    UNDO = "undo";
    /// See above.
    REDO = "redo";
    /// See above.
    OPEN = "open";
    /// The file picker behind it (`input[type=file]`).
    OPEN_FILE = "open-file";
    /// See above.
    SAVE = "save";
    /// See above.
    EXPORT_SVG = "export-svg";
    /// Saves the volumes as a tree file.
    EXPORT_TREE = "export-tree";
    /// Cycles system, light, dark; its `data-choice` says which.
    THEME_TOGGLE = "theme-toggle";
    /// Opens the list of keys.
    HELP = "help";
    /// The dialog with the keys.
    HELP_DIALOG = "help-dialog";
    /// The panel "What just happened".
    NARRATION = "narration";
    /// The present command in it.
    NARRATION_COMMAND = "narration-command";
    /// The numbered steps; rows have `data-number` and `data-state` (`done`, `now`, `todo`).
    FLOW = "flow";
    /// The polite live region that reads the steps out.
    LIVE = "live";
    /// The first invitation.
    INVITE = "invite";
    /// The picture: an `svg` whose items carry `data-key` and `data-target`.
    TREE_SVG = "tree-svg";
    /// The area around it, which pans and zooms.
    STAGE = "stage";
    /// Buttons of the picture.
    ZOOM_IN = "zoom-in";
    /// See above.
    ZOOM_OUT = "zoom-out";
    /// See above.
    ZOOM_FIT = "zoom-fit";
    /// Shows or hides the values that are read through.
    GHOSTS = "ghosts";
    /// Brings the document back that was on the desk before.
    BRING_BACK = "bring-back";
    /// Says that the next click chooses the second volume.
    PICKING = "picking";
    /// The panel on the right.
    INSPECTOR = "inspector";
    /// The selected volume's name.
    INSPECTOR_NAME = "inspector-name";
    /// The selected page's card.
    INSPECTOR_PAGE = "inspector-page";
    /// The picture of the tables.
    TABLES_SVG = "tables-svg";
    /// The bit map and block map of a volume.
    MAPS_SVG = "maps-svg";
    /// The restore that runs.
    RESTORE = "restore";
    /// How much of its work waits no longer.
    RESTORE_BAR = "restore-bar";
    /// Its pending pages.
    RESTORE_PENDING = "restore-pending";
    /// Its work items, done and left.
    RESTORE_WORK = "restore-work";
    /// Does one work item.
    RESTORE_STEP = "restore-step";
    /// Why it cannot do one now.
    RESTORE_WHY = "restore-why";
    /// Lets it run, or pauses it.
    RESTORE_RUN = "restore-run";
    /// Begins its background in flight.
    RESTORE_BEGIN = "restore-begin";
    /// A name for what it shows before it is cancelled.
    RESTORE_KEEP = "restore-keep";
    /// Cancels it.
    RESTORE_CANCEL = "restore-cancel";
    /// Operations in flight.
    PLAYER = "player";
    /// Their list: `step-` and `finish-` with their names.
    FLIGHTS = "flights";
    /// What the present command's comment says.
    MOMENT = "moment";
    /// The rule that the document's schedule breaks; has `data-rule`.
    VERDICT = "verdict";
    /// The command after which nothing can come right.
    VERDICT_MOMENT = "verdict-moment";
    /// The command that shows what is wrong.
    VERDICT_SHOWN = "verdict-shown";
    /// Also stops after every step; the rules that can be off are `search-no-lock`, ….
    SEARCH_CRASH = "search-crash";
    /// Searches every schedule.
    SEARCH_START = "search-start";
    /// Stops the search.
    SEARCH_CANCEL = "search-cancel";
    /// How far it is, and what it found; has `data-verdict`.
    SEARCH_RESULT = "search-result";
    /// Opens the shortest wrong schedule.
    SEARCH_LINK = "search-link";
    /// How long hosts wait during a restore, as a chart.
    LATENCY_SVG = "latency-svg";
    /// The rate of change, as a chart.
    RATE_SVG = "rate-svg";
    /// A comparison's runs, as a strip.
    RUNS_SVG = "runs-svg";
    /// Space of the selected volume.
    SPACE = "space";
    /// Why the selected volume cannot be read any more.
    STALE = "stale";
    /// The buttons of what can be done with it: `action-write`, `action-read`, …
    ACTIONS = "actions";
    /// Why the disabled ones are.
    WHY_NOT = "why-not";
    /// Lists more of what can be done.
    MORE = "more";
    /// Its buttons: `verb-clone`, `verb-promote`, …
    VERBS = "verbs";
    /// What the one that is pointed at would run, or why it cannot.
    VERBS_WHY = "verbs-why";
    /// The open form; has `data-verb`. Its fields are `field-0`, `field-1`, …; the volumes of a
    /// set `set-` and their number.
    FORM = "form";
    /// The command that it would run.
    FORM_COMMAND = "form-command";
    /// What deleting the chosen set would free.
    FORM_FREED = "form-freed";
    /// Why it cannot run.
    FORM_WHY = "form-why";
    /// Runs it.
    FORM_RUN = "form-run";
    /// Puts it away.
    FORM_CLOSE = "form-close";
    /// Shows the clock and the schedules; it says the simulated time.
    CLOCK = "clock";
    /// Lets time pass: `pass-1min`, `pass-1h`, `pass-1d`. A row for each schedule, which has
    /// `data-schedule`, `unschedule` and, where it waits for an event, `trigger`.
    SCHEDULES = "schedules";
    /// Opens the form of a new one.
    ADD_SCHEDULE = "add-schedule";
    /// Opens the form of a new base volume.
    NEW_VOLUME = "new-volume";
    /// Opens the settings.
    SETTINGS = "settings";
    /// The dialog: `set-push`, `set-hints`, …; `rule-` and a rule's name.
    SETTINGS_DIALOG = "settings-dialog";
    /// Says which safety rules are off.
    BROKEN = "broken";
    /// Switches them on again.
    MEND = "mend";
    /// The comparison.
    DIFF = "diff";
    /// Pages that the literal method reports, as runs.
    DIFF_LITERAL = "diff-literal";
    /// Pages whose locations differ.
    DIFF_LOCATION = "diff-location";
    /// Pages whose contents differ.
    DIFF_CONTENT = "diff-content";
    /// All pages as runs; rows have `data-run`: `left-only`, `right-only`, `differ`, `same`.
    DIFF_RUNS = "diff-runs";
    /// What the engine's walk and the literal one cost.
    DIFF_WORK = "diff-work";
    /// The volumes that were walked, in order.
    DIFF_PATH = "diff-path";
    /// A row for each page that any answer names; has `data-page`.
    DIFF_PAGE = "diff-page";
    /// The numbered steps of the chosen page.
    DIFF_STEPS = "diff-steps";
    /// Leaves the comparison.
    DIFF_CLOSE = "diff-close";
    /// Controls of time.
    TO_START = "to-start";
    /// One command back.
    COMMAND_BACK = "command-back";
    /// One micro-step back.
    STEP_BACK = "step-back";
    /// Plays or pauses.
    PLAY = "play";
    /// One micro-step forward.
    STEP_FORWARD = "step-forward";
    /// One command forward.
    COMMAND_FORWARD = "command-forward";
    /// To the end.
    TO_END = "to-end";
    /// The micro-step of the present command, a slider.
    STEP_SLIDER = "step-slider";
    /// Crashes the present command at that step.
    CRASH = "crash";
    /// The speed.
    SPEED = "speed";
    /// The switch "skip animation".
    SKIP = "skip-animation";
    /// "command 3 of 12 · step 2 of 8"; has `data-command`, `data-commands`, `data-step`, `data-steps`.
    POSITION = "timeline-position";
    /// The line of commands, a slider.
    TIMELINE = "timeline";
    /// A branch that was left; has `data-after`.
    BRANCH = "branch";
    /// The command line.
    COMMAND_INPUT = "command-input";
    /// Runs what is in it.
    COMMAND_RUN = "command-run";
    /// What could stand at the cursor.
    CANDIDATES = "candidates";
    /// One of them.
    CANDIDATE = "candidate";
    /// What is wrong with the command.
    ERROR = "error";
    /// A message that goes away.
    NOTICE = "notice";
    /// The dialog before a replay.
    TRACE_DIALOG = "trace-dialog";
    /// `writes` or `seconds`.
    TRACE_EVERY_WRITES = "trace-every-writes";
    /// See above.
    TRACE_EVERY_SECONDS = "trace-every-seconds";
    /// How many.
    TRACE_WRITES = "trace-writes";
    /// How many.
    TRACE_SECONDS = "trace-seconds";
    /// How many snapshots to keep; empty keeps all.
    TRACE_KEEP = "trace-keep";
    /// Bytes in a page.
    TRACE_PAGE = "trace-page";
    /// Starts.
    TRACE_START = "trace-start";
    /// How far it is.
    TRACE_PROGRESS = "trace-progress";
    /// Stops it.
    TRACE_CANCEL = "trace-cancel";
    /// After a stop: shows what was replayed.
    TRACE_KEEP_PART = "trace-keep-part";
    /// After a stop: forgets it.
    TRACE_DISCARD = "trace-discard";
    /// What the replay counted.
    TRACE_REPORT = "trace-report";
    /// Asks for the trace that a document begins with.
    NEEDS_TRACE = "needs-trace";
    /// Opens it.
    OPEN_TRACE = "open-trace";
    /// What is wrong with a file.
    FILE_ERROR = "file-error";
    /// Closes a dialog.
    CLOSE = "close";
    /// On narrow windows: opens the words.
    TAB_STORY = "tab-story";
    /// On narrow windows: opens the inspector.
    TAB_INSPECTOR = "tab-inspector";
    /// The page after a panic.
    PANIC = "panic";
    /// Its link that saves the log.
    PANIC_LOG = "panic-log";
}

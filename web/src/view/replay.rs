//! A trace: how to replay it, how far that is, what to do with a part.

use cowpath_lab::replay::{Options, Pass, Progress};
use cowpath_lab::trace::Schedule;
use leptos::prelude::*;

use super::dialog::framed;
use super::words;
use crate::msg::Msg;
use crate::state::{App, Dialog, Trace};
use crate::testids as id;

/// Page sizes that are offered, in bytes.
const PAGES: [u32; 6] = [512, 4096, 8192, 16384, 65536, 1_048_576];

/// Most writes or milliseconds between two snapshots.
const MOST: u64 = u32::MAX as u64;

/// What is asked before a replay.
pub fn options(app: App, trace: &Trace) -> AnyView {
    let by_time = RwSignal::new(false);
    let writes = RwSignal::new("1000".to_owned());
    let seconds = RwSignal::new("60".to_owned());
    let keep = RwSignal::new(String::new());
    let page = RwSignal::new(4096_u32);
    let options = move || -> Result<Options, &'static str> {
        let schedule = if by_time.get() {
            let ms = js_sys::parse_float(&seconds.get()) * 1000.0;
            Schedule::every_ms(if (1.0..=MOST as f64).contains(&ms) {
                ms as u64
            } else {
                0
            })
            .ok_or("Give the seconds between two snapshots, 0.001 to 4294967.295.")?
        } else {
            let every = writes.get().trim().parse().unwrap_or(0);
            Schedule::every_writes(every)
                .filter(|_| every <= MOST)
                .ok_or("Give the writes between two snapshots, 1 to 4294967295.")?
        };
        let kept = keep.get();
        let schedule = match kept.trim() {
            "" => schedule,
            kept => kept
                .parse()
                .ok()
                .and_then(|kept| schedule.keeping(kept))
                .ok_or(
                    "Give how many snapshots to keep, 1 to 4294967295, or nothing to keep all.",
                )?,
        };
        Ok(Options {
            page_bytes: page.get(),
            ..Options::new(schedule)
        })
    };
    let start = move |_| {
        if let Ok(options) = options() {
            app.send(Msg::StartTrace(options));
        }
    };
    let number =
        move |testid: &'static str, label: &'static str, value: RwSignal<String>, off: bool| {
            view! {
                <input
                    type="number" min="1" step="any"
                    aria-label=label
                    data-testid=testid
                    disabled=move || by_time.get() == off
                    value=value.get_untracked()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            }
            .into_any()
        };
    let pages = PAGES.map(|bytes| {
        view! { <option value=bytes.to_string() selected=bytes == 4096>{words::bytes(u64::from(bytes))}</option> }
    });
    let pages = pages.into_iter().collect_view();
    let size = trace.file.size() as u64;
    let inside = view! {
        <p>
            {format!("{}, {}. ", trace.format.title(), words::bytes(size))}
            "Each write is replayed onto a base volume; a schedule takes read-only snapshots of it."
        </p>
        <fieldset>
            <legend>"A snapshot every"</legend>
            <div class="row">
                <label class="check">
                    <input type="radio" name="every" data-first data-testid=id::TRACE_EVERY_WRITES
                        prop:checked=move || !by_time.get() on:change=move |_| by_time.set(false)/>
                    "writes"
                </label>
                {number(id::TRACE_WRITES, "Writes between two snapshots", writes, true)}
                <label class="check">
                    <input type="radio" name="every" data-testid=id::TRACE_EVERY_SECONDS
                        prop:checked=move || by_time.get() on:change=move |_| by_time.set(true)/>
                    "seconds"
                </label>
                {number(id::TRACE_SECONDS, "Seconds between two snapshots", seconds, false)}
            </div>
        </fieldset>
        <div class="row">
            <label class="row">
                "keep the newest "
                <input type="number" min="1" placeholder="all" data-testid=id::TRACE_KEEP
                    on:input=move |event| keep.set(event_target_value(&event))/>
            </label>
            <label class="row">
                "page size "
                <select data-testid=id::TRACE_PAGE
                    on:change=move |event| page.set(event_target_value(&event).parse().unwrap_or(4096))>
                    {pages}
                </select>
            </label>
        </div>
        <p class="why" role="status">{move || options().err()}</p>
        <div class="buttons">
            <button data-testid=id::CLOSE on:click=move |_| app.send(Msg::Escape)>"Not now"</button>
            <button class="strong" data-testid=id::TRACE_START disabled=move || options().is_err() on:click=start>
                "Replay"
            </button>
        </div>
    };
    framed(
        id::TRACE_DIALOG,
        format!("Replay {}", trace.file.name()),
        "",
        inside.into_any(),
    )
}

/// How far a replay is.
pub fn progress(app: App, name: String) -> AnyView {
    let now = move || {
        app.dialog.with(|dialog| match dialog {
            Dialog::Replaying { progress, .. } => *progress,
            _ => None,
        })
    };
    let share = move || now().map_or(0.0, |progress| share(&progress));
    let inside = view! {
        <progress max="1" prop:value=share aria-label="Progress"></progress>
        <p role="status">{move || now().map_or("Starting the worker…".to_owned(), |it| told(&it))}</p>
        <p class="quiet">
            "It runs in the background and nothing leaves your browser. What is replayed when you stop can be kept."
        </p>
        <div class="buttons">
            <button data-first data-testid=id::TRACE_CANCEL on:click=move |_| app.send(Msg::CancelTrace)>"Stop"</button>
        </div>
    };
    framed(
        id::TRACE_PROGRESS,
        format!("Replaying {name}"),
        "",
        inside.into_any(),
    )
}

fn share(progress: &Progress) -> f64 {
    let done = progress.done as f64 / progress.total.max(1) as f64;
    match progress.pass {
        Pass::Scan => done * 0.25,
        Pass::Write => 0.25 + done * 0.75,
        Pass::Check | Pass::Done => 1.0,
    }
}

fn told(progress: &Progress) -> String {
    let records = words::count(progress.records, "record", "records");
    match progress.pass {
        Pass::Scan => format!("Looking how large it is: {records}"),
        Pass::Write => format!(
            "Replaying: {records}, {}",
            words::count(progress.snapshots, "snapshot", "snapshots")
        ),
        Pass::Check => "Checking every snapshot".to_owned(),
        Pass::Done => format!("Done: {records}"),
    }
}

/// A replay was stopped: keep what there is?
pub fn stopped(app: App, told: String) -> AnyView {
    let inside = view! {
        <p>{told}</p>
        <div class="buttons">
            <button data-testid=id::TRACE_DISCARD on:click=move |_| app.send(Msg::Escape)>"Discard"</button>
            <button class="strong" data-first data-testid=id::TRACE_KEEP_PART on:click=move |_| app.send(Msg::KeepPart)>
                "Show the tree so far"
            </button>
        </div>
    };
    framed(
        id::TRACE_PROGRESS,
        "The replay was stopped".to_owned(),
        "",
        inside.into_any(),
    )
}

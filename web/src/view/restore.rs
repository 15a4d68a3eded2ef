//! A restore that runs: what its volumes are for, how far the background is, and the buttons
//! that let it go on, pause it or give it up.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::restore::{Mode, Order, Restore};
use cowpath_lab::outcome::name_text;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::form::why_not;
use super::player::{TREE, hand_on, press};
use super::words;
use crate::ask::begin_copying;
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// Most runs of pages that are told.
const RUNS_MAX: usize = 8;

/// The panel of the restore that runs in the tree of what is selected; of the first that runs,
/// where nothing is.
#[component]
pub fn Restoring(app: App) -> impl IntoView {
    let base = Memo::new(move |_| {
        let selected = app.volume.get();
        app.see(|desk, _| found(desk, selected).map(|restore| restore.base))
    });
    let pressed = RwSignal::new(false);
    // Its last step takes the panel away, and the button that was pressed.
    Effect::new(move |_| {
        if base.get().is_none() {
            hand_on(pressed, TREE);
        }
    });
    move || base.get().map(|base| panel(app, base, pressed))
}

fn found(desk: &Desk, selected: Option<VolumeId>) -> Option<&Restore> {
    let outline = desk.session.outline();
    match selected.and_then(|volume| outline.volumes.get(&volume)) {
        Some(volume) => outline.trees.get(&volume.tree)?.restore.as_deref(),
        None => {
            let mut restores = outline.trees.values();
            restores.find_map(|tree| tree.restore.as_deref())
        }
    }
}

/// The restore of a base.
fn of(desk: &Desk, base: VolumeId) -> Option<&Restore> {
    found(desk, Some(base)).filter(|restore| restore.base == base)
}

/// A part that volumes have: its word in the picture, what it is, and the volumes.
type Part = (&'static str, &'static str, Vec<(VolumeId, String)>);

/// What there is to tell of a restore.
#[derive(Clone, PartialEq, Default)]
struct Told {
    way: String,
    mode: &'static str,
    pending: String,
    bits: Option<String>,
    items: u64,
    gone: u64,
    work: String,
    copies: String,
    volumes: Vec<Part>,
    /// Whether operations are in flight.
    beside: bool,
}

fn tell(desk: &Desk, restore: &Restore) -> Told {
    let name = |id: VolumeId| (id, name_of(desk, id));
    let pending = restore.pending();
    let left = restore.items_left();
    let gone = restore.items.saturating_sub(left);
    let taken = match gone.saturating_sub(restore.items_done) {
        0 => String::new(),
        n => format!("{n} taken by hosts · "),
    };
    let pages = words::count(pending.pages(), "page", "pages");
    Told {
        beside: !desk.session.machine().open_operations().is_empty(),
        way: format!(
            "order {}",
            match restore.order {
                Order::OldFirst => "14: old data, then new data",
                Order::Once => "15: each page once",
            }
        ),
        mode: match restore.mode {
            Mode::Eager => "eager: a host's write takes its page off the list",
            Mode::Lazy => "lazy: a page that a host wrote gets a bit, and waits on",
        },
        pending: match pending.is_empty() {
            true => "none: the next step ends the restore".to_owned(),
            false => format!("{} · {pages}", some(pending.iter().map(|page| page.0))),
        },
        bits: (restore.mode == Mode::Lazy).then(|| some(restore.bits.iter().map(|page| page.0))),
        items: restore.items,
        gone,
        work: format!("{} done · {taken}{left} left", restore.items_done),
        copies: words::count(restore.copied_pages, "page", "pages"),
        volumes: vec![
            (
                "source",
                "is read for what is pending",
                vec![name(restore.source)],
            ),
            (
                "undo",
                "gets what is overwritten",
                restore.receivers().map(name).collect(),
            ),
            (
                "new",
                "as it was just after the beginning",
                vec![name(restore.new)],
            ),
        ],
    }
}

/// Pages as runs; of many, the first.
fn some(pages: impl Iterator<Item = u64>) -> String {
    let mut told = words::runs(pages);
    if let Some((end, _)) = told.match_indices(", ").nth(RUNS_MAX - 1) {
        told.truncate(end);
        told.push_str(", …");
    }
    told
}

fn name_of(desk: &Desk, id: VolumeId) -> String {
    desk.session.names().get(&id).cloned().unwrap_or_default()
}

fn panel(app: App, base: VolumeId, pressed: RwSignal<bool>) -> AnyView {
    let told = Memo::new(move |_| {
        app.see(|desk, _| of(desk, base).map(|restore| tell(desk, restore)))
            .unwrap_or_default()
    });
    let name = app.peek(|desk| name_of(desk, base));
    let command = name_text(&name);
    let step = format!("background {command}");
    let next = step.clone();
    let why_not = Memo::new(move |_| {
        app.see(|desk, _| {
            let session = &desk.session;
            let settled = session.is_settled().then(|| why_not(session.check(&next)));
            settled.flatten()
        })
    });
    // The background in flight, beside writes of hosts; once.
    let begin = Memo::new(move |_| app.see(|desk, _| begin_copying(&desk.session, base)));
    let flies = Memo::new(move |_| {
        app.see(|desk, _| {
            let open = desk.session.machine().open_operations();
            let copies = open.iter().any(|open| open.command.verb() == "background");
            copies || (desk.session.is_settled() && desk.session.check(&begin.get()).is_err())
        })
    });
    let keep = RwSignal::new(String::new());
    // The player needs the room then.
    let beside = move || told.with(|told| told.beside);
    let runs = move || app.copying.get().is_some_and(|it| it.base == base);
    let cancel = move |event: SubmitEvent| {
        event.prevent_default();
        let kept = keep.get_untracked();
        let text = match kept.trim() {
            "" => format!("cancel {command}"),
            kept => format!("cancel {command} as {}", name_text(kept)),
        };
        press(app, pressed, &text);
    };
    let volumes = move || {
        told.get()
            .volumes
            .into_iter()
            .map(move |row| volumes(app, row))
    };
    view! {
        <section class="work" aria-label="Restore under way" data-testid=id::RESTORE>
            <h3>{format!("{name} is being restored")}</h3>
            <div class="meter">
                <span data-testid=id::RESTORE_WORK>{move || told.get().work}</span>
                <span class="quiet">"work items"</span>
            </div>
            <progress
                max=move || told.get().items.max(1).to_string()
                prop:value=move || told.with(|told| told.gone as f64)
                aria-label="Work items that wait no longer"
                data-testid=id::RESTORE_BAR
            ></progress>
            <dl class="facts">
                <dt>"pending"</dt><dd data-testid=id::RESTORE_PENDING>{move || told.get().pending}</dd>
                {move || told.get().bits.map(|bits| view! { <dt>"hosts wrote"</dt><dd>{bits}</dd> })}
                <dt>"copied so far"</dt><dd>{move || told.get().copies}</dd>
                {move || (!beside()).then(|| volumes().collect_view())}
            </dl>
            <p class="why" hidden=beside>{move || told.with(|told| format!("{}; {}.", told.way, told.mode))}</p>
            <div class="actions">
                <button data-testid=id::RESTORE_STEP title=step.clone()
                    aria-disabled=move || why_not.get().is_some().to_string()
                    on:click=move |_| {
                        if why_not.get_untracked().is_none() {
                            press(app, pressed, &step);
                        }
                    }>"One step"</button>
                <button class="strong" data-testid=id::RESTORE_RUN aria-pressed=move || runs().to_string()
                    title="Several work items a second, each a command of the line"
                    aria-disabled=move || why_not.get().is_some().to_string()
                    on:click=move |_| {
                        if why_not.get_untracked().is_none() {
                            pressed.set(true);
                            app.send(Msg::RunRestore(base));
                        }
                    }>
                    {move || if runs() { "❚❚ Pause" } else { "▶ Run" }}
                </button>
                <button data-testid=id::RESTORE_BEGIN title=move || begin.get()
                    aria-disabled=move || flies.get().to_string()
                    on:click=move |_| {
                        if !flies.get_untracked() {
                            press(app, pressed, &begin.get_untracked());
                        }
                    }>"Begin in flight"</button>
            </div>
            <p class="why" data-testid=id::RESTORE_WHY hidden=move || why_not.get().is_none()>
                {move || why_not.get().map(|why| format!("It waits: {why}"))}
            </p>
            <form class="row" on:submit=cancel>
                <input type="text" size="9" autocomplete="off" spellcheck="false"
                    placeholder="keep as…" aria-label="Snapshot of what it shows now, before the cancel; may stay empty"
                    data-testid=id::RESTORE_KEEP on:input=move |event| keep.set(event_target_value(&event))/>
                <button data-testid=id::RESTORE_CANCEL
                    title="Back to what it showed when the restore began">"Cancel the restore"</button>
            </form>
        </section>
    }
    .into_any()
}

fn volumes(app: App, (term, says, volumes): Part) -> AnyView {
    let links = volumes.into_iter().map(|(volume, name)| {
        view! { <button on:click=move |_| app.send(Msg::ChooseVolume(volume))>{name}</button> " " }
    });
    view! { <dt>{term}</dt><dd>{links.collect_view()} <span class="quiet">{says}</span></dd> }
        .into_any()
}

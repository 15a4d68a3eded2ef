//! A restore that runs: what its volumes are for, how far the background is, and the buttons
//! that let it go on, pause it or give it up.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::restore::{Mode, Order, Restore};
use cowpath_lab::outcome::name_text;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::words;
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// The panel of the restore that runs in the tree of what is selected; of the first that runs,
/// where nothing is.
#[component]
pub fn Restoring(app: App) -> impl IntoView {
    let base = Memo::new(move |_| {
        let selected = app.volume.get();
        app.see(|desk, _| found(desk, selected).map(|restore| restore.base))
    });
    move || base.get().map(|base| panel(app, base))
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

/// What there is to tell of a restore.
#[derive(Clone, PartialEq, Default)]
struct Told {
    order: &'static str,
    mode: &'static str,
    pending: String,
    bits: Option<String>,
    items: u64,
    gone: u64,
    work: String,
    copies: String,
    volumes: Vec<(&'static str, Vec<(VolumeId, String)>)>,
}

fn tell(desk: &Desk, restore: &Restore) -> Told {
    let name = |id: VolumeId| (id, name_of(desk, id));
    let pending = restore.pending();
    let left = restore.items_left();
    let pages = words::count(pending.pages(), "page", "pages");
    Told {
        order: match restore.order {
            Order::OldFirst => "old data, then new data (claim 14)",
            Order::Once => "each page once (claim 15)",
        },
        mode: match restore.mode {
            Mode::Eager => "eager: a host's write takes its page out of the waiting",
            Mode::Lazy => "lazy: a written page has a bit and waits on",
        },
        pending: match pending.is_empty() {
            true => "none: the next step ends the restore".to_owned(),
            false => format!(
                "{} · {pages}",
                words::runs(pending.iter().map(|page| page.0))
            ),
        },
        bits: (restore.mode == Mode::Lazy)
            .then(|| words::runs(restore.bits.iter().map(|page| page.0))),
        items: restore.items,
        gone: restore.items.saturating_sub(left),
        work: format!("{} done · {left} left", restore.items_done),
        copies: words::count(restore.copied_pages, "page", "pages"),
        volumes: vec![
            ("source", vec![name(restore.source)]),
            ("keeps what was", restore.receivers().map(name).collect()),
            ("as just after", vec![name(restore.new)]),
        ],
    }
}

fn name_of(desk: &Desk, id: VolumeId) -> String {
    desk.session.names().get(&id).cloned().unwrap_or_default()
}

fn panel(app: App, base: VolumeId) -> AnyView {
    let told = Memo::new(move |_| {
        app.see(|desk, _| of(desk, base).map(|restore| tell(desk, restore)))
            .unwrap_or_default()
    });
    let name = app.peek(|desk| name_of(desk, base));
    let command = name_text(&name);
    let step = format!("background {command}");
    let keep = RwSignal::new(String::new());
    let runs = move || app.copying.get().is_some_and(|it| it.base == base);
    let cancel = move |event: SubmitEvent| {
        event.prevent_default();
        let kept = keep.get_untracked();
        let text = match kept.trim() {
            "" => format!("cancel {command}"),
            kept => format!("cancel {command} as {}", name_text(kept)),
        };
        app.send(Msg::Submit(text));
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
            <progress
                max=move || told.get().items.max(1).to_string()
                prop:value=move || told.with(|told| told.gone as f64)
                aria-label="Work items that wait no longer"
                data-testid=id::RESTORE_BAR
            ></progress>
            <dl class="facts">
                <dt>"pending"</dt><dd data-testid=id::RESTORE_PENDING>{move || told.get().pending}</dd>
                {move || told.get().bits.map(|bits| view! { <dt>"hosts wrote"</dt><dd>{bits}</dd> })}
                <dt>"work items"</dt><dd data-testid=id::RESTORE_WORK>{move || told.get().work}</dd>
                <dt>"copies so far"</dt><dd>{move || told.get().copies}</dd>
                <dt>"order"</dt><dd>{move || told.get().order}</dd>
                <dt>"mode"</dt><dd>{move || told.get().mode}</dd>
                {move || volumes().collect_view()}
            </dl>
            <div class="actions">
                <button data-testid=id::RESTORE_STEP title=step.clone()
                    on:click=move |_| app.send(Msg::Submit(step.clone()))>"One step"</button>
                <button class="strong" data-testid=id::RESTORE_RUN aria-pressed=move || runs().to_string()
                    title="Several work items a second, each a command of the line"
                    on:click=move |_| app.send(Msg::RunRestore(base))>
                    {move || if runs() { "❚❚ Pause" } else { "▶ Run" }}
                </button>
            </div>
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

fn volumes(app: App, (term, volumes): (&'static str, Vec<(VolumeId, String)>)) -> AnyView {
    let links = volumes.into_iter().map(|(volume, name)| {
        view! { <button on:click=move |_| app.send(Msg::ChooseVolume(volume))>{name}</button> " " }
    });
    view! { <dt>{term}</dt><dd>{links.collect_view()}</dd> }.into_any()
}

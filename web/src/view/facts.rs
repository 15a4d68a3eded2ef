//! Facts of the selected volume: its links, its counts, its space.

use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::space;
use cowpath_lab::outcome::name_text;
use cowpath_lab::session::SubmitError;
use leptos::prelude::*;

use super::words;
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// Branches that are named; of more, the rest is counted.
const NAMED_MAX: usize = 8;

/// The facts.
pub fn of_volume(app: App, desk: &Desk, volume: VolumeId) -> Option<AnyView> {
    let session = &desk.session;
    let outline = session.outline();
    let shown = outline.volumes.get(&volume)?;
    let tree = outline.trees.get(&shown.tree)?;
    let link = |id: VolumeId| {
        let name = session.names().get(&id).cloned().unwrap_or_default();
        view! { <button on:click=move |_| app.send(Msg::ChooseVolume(id))>{name}</button> }
            .into_any()
    };
    let mut rows: Vec<(&'static str, AnyView)> = Vec::new();
    if let Some(parent) = shown.parent {
        rows.push(("reads through", link(parent)));
    }
    if let Some(source) = shown.copy_of {
        rows.push(("copy of", link(source)));
    }
    let hung = match shown.kind {
        Kind::Ross => outline.offshoots(volume),
        Kind::Base | Kind::Rwss => {
            let series = outline.series(volume).into_iter();
            series
                .flat_map(|series| outline.branch(volume, series))
                .collect()
        }
    };
    if let Some(head) = shown.copy_of
        && let Some(tree) = session.tree_names().get(&(head, shown.series))
    {
        rows.push(("in the tree", words_view(tree.clone())));
    }
    if !hung.is_empty() {
        let title = if shown.kind == Kind::Ross {
            "branches"
        } else {
            "snapshots"
        };
        let more = hung.len().saturating_sub(NAMED_MAX);
        let named: Vec<AnyView> = hung
            .iter()
            .take(NAMED_MAX)
            .map(|id| view! { {link(*id)} " " }.into_any())
            .collect();
        let rest = (more > 0).then(|| format!("and {more} more"));
        rows.push((title, view! { {named} {rest} }.into_any()));
    }
    let held = match shown.kind {
        Kind::Base => format!(
            "{} of {} written",
            words::grouped(tree.base_pages),
            words::count(shown.pages, "page", "pages")
        ),
        _ => format!(
            "{} · {}",
            words::count(shown.exceptions, "exception", "exceptions"),
            words::count(shown.tables.iter().sum(), "table", "tables")
        ),
    };
    rows.push(("holds", words_view(held)));
    if !shown.hints.is_empty() {
        let n = shown.hints.len() as u64;
        rows.push((
            "hints",
            words_view(words::count(n, "skip pointer", "skip pointers")),
        ));
    }
    if let Some(why) = stale(desk, volume) {
        rows.push((
            "stale",
            view! { <span data-testid=id::STALE>{why}</span> }.into_any(),
        ));
    }
    let size = words::count(shown.pages, "page", "pages");
    rows.push(match shown.kind {
        Kind::Base => ("shape", words_view(shape(tree, size))),
        _ => ("size", words_view(size)),
    });
    if let Some(source) = shown.backup_of {
        let gone = || words_view("a snapshot that is gone".to_owned());
        let known = session.names().contains_key(&source);
        rows.push(("backup of", if known { link(source) } else { gone() }));
    } else if shown.read_only && shown.kind != Kind::Ross {
        rows.push(("writes", words_view("refused: a read-only copy".to_owned())));
    }
    let limits = [
        (tree.capacity.data_pages, "page", "pages"),
        (tree.capacity.admin_entries, "entry", "entries"),
    ];
    let limits = limits
        .into_iter()
        .filter_map(|(limit, one, many)| Some(words::count(limit?, one, many)));
    let limits: Vec<String> = limits.collect();
    if !limits.is_empty() {
        rows.push(("limited to", words_view(limits.join(" · "))));
    }
    let rows = rows
        .into_iter()
        .map(|(term, fact)| view! { <dt>{term}</dt><dd>{fact}</dd> });
    let rows = rows.collect_view();
    Some(view! { <dl class="facts">{rows} {space_rows(desk, volume)}</dl> }.into_any())
}

/// Why nothing can be read there any more, if that is so.
fn stale(desk: &Desk, volume: VolumeId) -> Option<String> {
    let session = &desk.session;
    let mut volumes = session.outline().volumes.values();
    if !volumes.any(|volume| volume.stale) {
        return None;
    }
    let name = name_text(session.names().get(&volume)?);
    match session.check(&format!("read {name} 0")) {
        Err(SubmitError::Refused(refused)) if refused.rule == "stale" => Some(refused.message),
        _ => None,
    }
}

fn words_view(text: String) -> AnyView {
    view! { {text} }.into_any()
}

fn shape(tree: &cowpath_engine::projection::TreeOutline, pages: String) -> String {
    let levels: Vec<String> = tree.geometry.levels().iter().map(u32::to_string).collect();
    format!(
        "{} of {} · levels {}",
        pages,
        words::bytes(u64::from(tree.geometry.page_bytes())),
        levels.join("×")
    )
}

/// Exclusive and shared space, and what deleting it would free.
fn space_rows(desk: &Desk, volume: VolumeId) -> Option<AnyView> {
    let space = space::of(desk.session.engine(), volume)?;
    let pages = words::count(space.exclusive_pages, "page", "pages");
    let shared = match space.shared_pages {
        0 => String::new(),
        n => format!(" · {} shared", words::grouped(n)),
    };
    let tables = match space.table_bytes {
        0 => String::new(),
        n => format!(" · tables {}", words::bytes(n)),
    };
    let freed = match space.freed_if_deleted_pages {
        Some(n) => format!(" · frees {}", words::grouped(n)),
        None => " · cannot be deleted".to_owned(),
    };
    let told = format!("{pages}{shared}{tables}{freed}");
    Some(
        view! {
            <dt>"space"</dt>
            <dd data-testid=id::SPACE>{told}</dd>
        }
        .into_any(),
    )
}

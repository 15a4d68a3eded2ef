//! A comparison: the walked path, the three answers beside each other, why they disagree
//! for a page, and the numbered steps of the page that is chosen.

use cowpath_engine::entry::Entry;
use cowpath_engine::explain::{FlowStep, page_flow};
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::sorted::SortedMap;
use cowpath_lab::narrate::{Compared, Verdict as Said, explain_difference};
use cowpath_lab::outcome::Outcome;
use cowpath_scene::story::{Diff, Verdict};
use leptos::prelude::*;

use super::delta::delta;
use super::drawn::{self, drawn};
use super::words;
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// Pages that are listed.
const ROWS_MAX: usize = 64;

/// The panel.
#[component]
pub fn Compare(app: App) -> impl IntoView {
    view! {
        <section data-testid=id::DIFF class="compare" aria-label="Comparison">
            {move || app.see(|desk, moment| {
                moment.story.diff.as_ref().map(|diff| panel(app, desk, diff, &moment.story.path))
            })}
            <h3 hidden=move || app.see(|desk, _| !compared(desk))>"All pages, by location"</h3>
            {drawn(app, id::RUNS_SVG, drawn::runs)}
            {move || app.see(|desk, _| runs(desk))}
        </section>
    }
}

fn panel(app: App, desk: &Desk, diff: &Diff, path: &[VolumeId]) -> AnyView {
    let name = |id: VolumeId| desk.session.names().get(&id).cloned().unwrap_or_default();
    let title = format!("{} ↔ {}", name(diff.a), name(diff.b));
    let how = match diff.method {
        500 => "method 500: one reads through the other",
        _ => "method 550: they meet in a common parent",
    };
    view! {
        <header>
            <h2 class="name">{title}</h2>
            <button class="link" data-testid=id::DIFF_CLOSE on:click=move |_| app.send(Msg::CloseDiff)>"close"</button>
        </header>
        <p class="quiet">{how} ", common volume " {name(diff.common)}</p>
        {diff.ended.then(|| answers(diff))}
        {walked(desk, diff, path)}
        {diff.ended.then(|| pages(app, desk, diff))}
        {app.diff_page.get().map(|page| steps(desk, diff, page))}
    }
    .into_any()
}

fn compared(desk: &Desk) -> bool {
    matches!(desk.session.outcome(), Some(Outcome::Diff(_)))
}

/// The outcome's runs, once it is there.
fn runs(desk: &Desk) -> Option<AnyView> {
    match desk.session.outcome()? {
        Outcome::Diff(diff) => Some(delta(diff)),
        _ => None,
    }
}

fn answers(diff: &Diff) -> AnyView {
    let of = |says: fn(&Verdict) -> bool| {
        let pages = diff.verdicts.iter().filter(|(_, verdict)| says(verdict));
        words::runs(pages.map(|(page, _)| page.0))
    };
    let answer = |testid: &'static str,
                  title: &'static str,
                  hint: &'static str,
                  pages: String,
                  best: bool| {
        // A line breaks between runs, never inside one.
        let runs = pages
            .split_inclusive(", ")
            .map(|run| match run.strip_suffix(' ') {
                Some(run) => view! { <span>{run.to_owned()}</span> " " }.into_any(),
                None => view! { <span>{run.to_owned()}</span> }.into_any(),
            });
        let pages = runs.collect_view();
        view! {
            <div class="answer" class:best=best title=hint>
                <h4>{title}</h4>
                <p class="pages" data-testid=testid>{pages}</p>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="answers">
            {answer(id::DIFF_LITERAL, "literal method", "As the method's text reports", of(|v| v.literal), false)}
            {answer(id::DIFF_LOCATION, "by location", "Stored in two different places", of(|v| v.location), false)}
            {answer(id::DIFF_CONTENT, "by content", "The bytes differ", of(|v| v.content), true)}
        </div>
    }
    .into_any()
}

/// The volumes that were examined, with what was found there, and those that were not.
fn walked(desk: &Desk, diff: &Diff, path: &[VolumeId]) -> AnyView {
    let session = &desk.session;
    let name = |id: VolumeId| session.names().get(&id).cloned().unwrap_or_default();
    let rows = path.iter().filter_map(|volume| {
        let pages = diff.examined.get(volume)?;
        let found = if pages.is_empty() {
            "nothing: ignored".to_owned()
        } else {
            let noun = if pages.len() == 1 { "page" } else { "pages" };
            format!("{noun} {}", words::runs(pages.iter().map(|page| page.0)))
        };
        Some(view! { <tr><td class="mono">{name(*volume)}</td><td>{found}</td></tr> })
    });
    let rows = rows.collect_view();
    let tree = session
        .outline()
        .volumes
        .get(&diff.a)
        .map(|volume| volume.tree);
    let others =
        session.outline().volumes.iter().filter(|(volume, shown)| {
            Some(shown.tree) == tree && !diff.examined.contains_key(volume)
        });
    let others: Vec<String> = others.map(|(volume, _)| name(*volume)).take(12).collect();
    let others = (diff.ended && !others.is_empty())
        .then(|| view! { <p class="why">"Not on the way: " {others.join(", ")}</p> });
    view! {
        <table aria-label="The walked path" data-testid=id::DIFF_PATH>
            <thead><tr><th>"walked"</th><th>"found there"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {others}
    }
    .into_any()
}

/// A row for each page that any answer names: those about which they disagree first.
fn pages(app: App, desk: &Desk, diff: &Diff) -> AnyView {
    let (agreed, disputed): (Vec<_>, Vec<_>) = diff
        .verdicts
        .iter()
        .partition(|(_, verdict)| verdict.agrees());
    let rest = diff.verdicts.len().saturating_sub(ROWS_MAX);
    let rows = disputed.into_iter().chain(agreed).take(ROWS_MAX);
    let rows = rows
        .map(|(page, verdict)| row(app, desk, diff, *page, *verdict))
        .collect_view();
    let rest = (rest > 0).then(|| view! { <p class="why">{format!("and {rest} more pages")}</p> });
    view! {
        <table class="verdicts" aria-label="Pages and what the answers say of them">
            <thead><tr><th>"page"</th><th class="marks" title="literal method, by location, by content">"answers"</th><th>"why"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {rest}
    }
    .into_any()
}

fn row(app: App, desk: &Desk, diff: &Diff, page: PageNo, verdict: Verdict) -> AnyView {
    let compared = Compared {
        a: diff.a,
        b: diff.b,
        method: diff.method,
        common: diff.common,
    };
    let said = Said {
        literal: verdict.literal,
        location: verdict.location,
        content: verdict.content,
    };
    let session = &desk.session;
    let why = explain_difference(&compared, page, said, session.outline(), session.names());
    let mark = |yes: bool, words: &'static str| {
        let (class, mark) = if yes { ("yes", "●") } else { ("no", "○") };
        let label = format!("{words}: {}", if yes { "differs" } else { "same" });
        view! { <span class=class role="img" aria-label=label>{mark}</span> " " }
    };
    let chosen = app.diff_page.get() == Some(page);
    view! {
        <tr data-testid=id::DIFF_PAGE data-page=page.0.to_string()>
            <td>
                <button
                    aria-pressed=chosen.to_string()
                    title="Show the method's steps for this page"
                    on:click=move |_| app.send(Msg::ChooseDiffPage((!chosen).then_some(page)))
                >
                    {page.0.to_string()}
                </button>
            </td>
            <td class="marks">
                {mark(verdict.literal, "literal method")}
                {mark(verdict.location, "by location")}
                {mark(verdict.content, "by content")}
            </td>
            <td class="why">{why}</td>
        </tr>
    }
    .into_any()
}

/// The flowchart's steps for one page.
fn steps(desk: &Desk, diff: &Diff, page: PageNo) -> Option<AnyView> {
    let session = &desk.session;
    let flow = page_flow(session.engine(), diff.a, diff.b, page).ok()?;
    let rows = flow.steps.iter().map(|step| {
        view! {
            <li class="done" data-number=step.number.to_string()>
                <b>{step.number.to_string()}</b>
                <span>{step_words(step, session.names())}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let verdict = if flow.reported {
        "reported as different"
    } else {
        "not reported"
    };
    Some(
        view! {
            <div>
                <h3>{format!("Method {} for page {}: {verdict}", flow.method, page.0)}</h3>
                <ol class="flow" data-testid=id::DIFF_STEPS>{rows}</ol>
            </div>
        }
        .into_any(),
    )
}

fn step_words(step: &FlowStep, names: &SortedMap<VolumeId, String>) -> String {
    let name = names.get(&step.volume).cloned().unwrap_or_default();
    let found = match step.entry {
        None => "none".to_owned(),
        Some(Entry::Page(offset)) => format!("data+{}", offset.0),
        Some(Entry::Zero) => "zeros".to_owned(),
        Some(Entry::Table(offset)) => format!("table at admin+{}", offset.0),
        Some(Entry::Redirect(volume, page)) => {
            let to = names.get(&volume).cloned().unwrap_or_default();
            format!("read {to}, page {}", page.0)
        }
    };
    match step.number {
        502 => format!("examine the entry of {name}"),
        504 => format!("move to the newer {name}"),
        506 => format!(
            "an exception? {}",
            if step.entry.is_some() {
                found
            } else {
                "no".to_owned()
            }
        ),
        508 => format!("ignore {name}"),
        510 => "report the page, end".to_owned(),
        512 => format!("is {name} the last?"),
        552 => format!("examine {name}: {found}"),
        554 => format!("move up to {name}"),
        556 => format!("examine {name}: {found}"),
        558 => format!("is {name} the common parent?"),
        560 => format!(
            "any entry? {}",
            if step.entry.is_some() { "yes" } else { "no" }
        ),
        562 => "no difference".to_owned(),
        564 => "do the first entries name the same place?".to_owned(),
        566 => "report the page".to_owned(),
        _ => name,
    }
}

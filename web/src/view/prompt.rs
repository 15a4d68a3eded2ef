//! The command line: completion that lists candidates, history, errors in place.

use cowpath_lab::language::{Candidate, Completion, SyntaxError};
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

use super::player::TREE;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Wrong};
use crate::testids as id;

/// Candidates that are listed.
const CHIPS_MAX: usize = 14;
/// Verbs that are listed before anything is typed.
const VERBS_MAX: usize = 7;

/// The command line.
#[component]
pub fn Prompt(app: App) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let caret = RwSignal::new(0_usize);
    // How far back in the history; 0 is what is being typed.
    let back = RwSignal::new(0_usize);
    let completion = Memo::new(move |_| {
        let text = app.input.get();
        let caret = caret.get().min(text.len());
        app.see(|desk, _| desk.session.complete(&text, caret))
    });
    let typed = move || {
        if let Some(field) = input.get_untracked() {
            caret.set(caret_bytes(&field));
            back.set(0);
            app.send(Msg::Typed(field.value()));
        }
    };
    let take = move |candidate: &Candidate| {
        let (text, at) = completed(
            &app.input.get_untracked(),
            &completion.get_untracked(),
            candidate,
        );
        if let Some(field) = input.get_untracked() {
            field.set_value(&text);
            let units = text[..at].encode_utf16().count() as u32;
            // The caret is a convenience.
            let _ = field.set_selection_range(units, units);
            let _ = field.focus();
        }
        caret.set(at);
        app.send(Msg::Typed(text));
    };
    let moved = move || {
        if let Some(field) = input.get_untracked() {
            let at = caret_bytes(&field);
            if at != caret.get_untracked() {
                caret.set(at);
            }
        }
    };
    let pressed = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Enter" => {
                back.set(0);
                app.send(Msg::Submit(app.input.get_untracked()));
            }
            "Tab" if !event.shift_key() && !event.ctrl_key() => {
                let Some(first) = offered(&app.input.get_untracked(), &completion.get_untracked())
                else {
                    return;
                };
                take(&first);
            }
            "ArrowUp" | "ArrowDown" => {
                let older = event.key() == "ArrowUp";
                let Some(text) = from_history(app, back, older) else {
                    return;
                };
                caret.set(text.len());
                app.send(Msg::Typed(text));
            }
            // First what is wrong goes, then the focus.
            "Escape" if app.wrong.with_untracked(Option::is_some) => {
                app.send(Msg::Typed(String::new()));
            }
            "Escape" if app.copying.get_untracked().is_none() => page::focus(TREE),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="prompt">
            <span class="sign" aria-hidden="true">"›"</span>
            <input
                type="text"
                node_ref=input
                data-testid=id::COMMAND_INPUT
                aria-label="Command"
                aria-describedby="command-error"
                aria-invalid=move || app.wrong.with(Option::is_some).to_string()
                placeholder="Type a command"
                autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go"
                prop:value=move || app.input.get()
                on:input=move |_| typed()
                on:keydown=pressed
                on:keyup=move |_| moved()
                on:click=move |_| moved()
            />
            <div class="chips" role="group" aria-label="Candidates" data-testid=id::CANDIDATES>
                {move || chips(&app.input.get(), &completion.get(), take)}
            </div>
            <span class="hints">"Tab completes · ↑ history · ? all keys"</span>
            <button class="plain" data-testid=id::COMMAND_RUN
                disabled=move || app.input.with(|text| text.trim().is_empty())
                on:click=move |_| app.send(Msg::Submit(app.input.get_untracked()))>
                "Run"
            </button>
            <div class="error" id="command-error" role="alert" data-testid=id::ERROR
                hidden=move || app.wrong.with(Option::is_none)>
                {move || app.wrong.get().map(|wrong| shown_wrong(&wrong))}
            </div>
        </div>
    }
}

fn shown_wrong(wrong: &Wrong) -> AnyView {
    match wrong {
        Wrong::Syntax(error) => {
            let pad: String = error
                .source_line
                .chars()
                .take(error.caret)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            view! {
                <span title=error.message()>{format!("Column {}: {}", error.column, short(error))}</span>
                <pre>{error.source_line.clone()}"\n"{pad}<b>"^"</b></pre>
            }
            .into_any()
        }
        Wrong::Refused { rule, message } => view! {
            <span class="rule">{rule.clone()}</span>
            <span>{message.clone()}</span>
        }
        .into_any(),
    }
}

/// The error in one line: where one word is near, the list of all others is left out.
fn short(error: &SyntaxError) -> String {
    match &error.suggestion {
        Some(word) => format!("found {}; did you mean `{word}`?", error.found),
        None => error.message(),
    }
}

fn chips(
    input: &str,
    completion: &Completion,
    take: impl Fn(&Candidate) + Copy + Send + Sync + 'static,
) -> AnyView {
    let first = offered(input, completion);
    let most = if input.is_empty() {
        VERBS_MAX
    } else {
        CHIPS_MAX
    };
    let chips = completion.candidates.iter().take(most).map(|candidate| {
        let own = candidate.clone();
        let is_first = !input.is_empty() && first.as_ref() == Some(candidate);
        view! {
            <button
                tabindex="-1"
                class:first=is_first
                title=candidate.hint.clone()
                data-testid=id::CANDIDATE
                // The field keeps the focus.
                on:mousedown=move |event: MouseEvent| event.prevent_default()
                on:click=move |_| take(&own)
            >
                {candidate.text.clone()}
            </button>
        }
    });
    let chips = chips.collect_view();
    let more = completion.candidates.len().saturating_sub(most);
    let expected = match (completion.candidates.is_empty(), more) {
        (true, _) => completion.expected.clone(),
        (false, 0) => String::new(),
        (false, n) => format!("and {n} more"),
    };
    view! { {chips} <span class="expected">{expected}</span> }.into_any()
}

/// What Tab takes: the first candidate, unless it stands there already.
fn offered(input: &str, completion: &Completion) -> Option<Candidate> {
    if input.trim().is_empty() {
        return None;
    }
    let word = input.get(completion.from..completion.to).unwrap_or("");
    let found = completion
        .candidates
        .iter()
        .find(|candidate| candidate.text != word);
    match found {
        Some(_)
            if completion
                .candidates
                .iter()
                .any(|candidate| candidate.text == word) =>
        {
            None
        }
        found => found.cloned(),
    }
}

/// The text with a candidate in place of the word, and the caret behind it.
fn completed(input: &str, completion: &Completion, candidate: &Candidate) -> (String, usize) {
    let before = input.get(..completion.from).unwrap_or(input);
    let after = input.get(completion.to..).unwrap_or("").trim_start();
    let head = format!("{before}{} ", candidate.text);
    let at = head.len();
    (format!("{head}{after}"), at)
}

fn from_history(app: App, back: RwSignal<usize>, older: bool) -> Option<String> {
    let history = app.history.get_untracked();
    let at = back.get_untracked();
    let to = if older {
        (at + 1).min(history.len())
    } else {
        at.checked_sub(1)?
    };
    if to == at {
        return None;
    }
    back.set(to);
    let text = to
        .checked_sub(1)
        .and_then(|n| history.get(history.len().checked_sub(n + 1)?));
    Some(text.cloned().unwrap_or_default())
}

/// Where the caret is, in bytes of the text.
fn caret_bytes(field: &web_sys::HtmlInputElement) -> usize {
    let text = field.value();
    let units = field.selection_end().ok().flatten().unwrap_or(u32::MAX) as usize;
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_takes_the_place_of_the_word() {
        let completion = Completion {
            from: 5,
            to: 7,
            ..Completion::default()
        };
        let candidate = Candidate {
            text: "2204".to_owned(),
            hint: String::new(),
        };
        let (text, at) = completed("diff 22 2206", &completion, &candidate);
        assert_eq!((text.as_str(), at), ("diff 2204 2206", 10));
    }
}

//! The search in the worker, and documents that come in a link.

use cowpath_lab::outcome::Outcome;
use cowpath_lab::search::messages::{Answer, Ask};
use cowpath_lab::search::verdict;
use leptos::prelude::*;

use super::paint::{Change, refresh};
use super::{file, with_desk};
use crate::bridge::Worker;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Desk, Searching, Sheet};

/// What a link begins with that brings a document.
const LINK: &str = "#cow=";
/// A window whose side panels are sheets, as in the style sheet.
const NARROW: &str = "(max-width: 820px)";
/// Longest link that is read, in bytes.
const LINK_BYTES_MAX: usize = 1 << 20;

/// Searches the operations that are open at the present place.
pub fn start(app: App, faults: Vec<String>, crash: bool) {
    let text = match app.peek(text_so_far) {
        Ok(text) => text,
        Err(why) => return app.searching.set(Searching::Failed(why.to_owned())),
    };
    let ask = Ask {
        text,
        faults,
        crash,
    };
    let worker = Worker::search(&ask, move |answer| app.send(Msg::SearchSaid(answer)));
    app.searching.set(match worker.is_some() {
        true => Searching::Runs(None),
        false => Searching::Failed("the browser would not start a worker".to_owned()),
    });
    app.searcher.set_value(worker);
}

/// The commands up to the present place, as a document.
fn text_so_far(desk: &Desk) -> Result<String, &'static str> {
    if desk.begun || desk.report.is_some() {
        return Err("the document begins with volumes that its commands do not make");
    }
    let session = &desk.session;
    let until = session.position().command;
    let until = until - usize::from(!session.is_settled());
    let line = session.line().iter().take(until);
    let done = line.filter(|item| item.refused.is_none() && item.verb != "expect");
    Ok(done.fold("cow 1\n".to_owned(), |text, item| {
        format!("{text}{}\n", item.text)
    }))
}

/// The worker said something about the search.
pub fn said(app: App, answer: Answer) {
    if !app
        .searching
        .with_untracked(|it| matches!(it, Searching::Runs(_)))
    {
        return;
    }
    let now = match answer {
        Answer::Progress(progress) => Searching::Runs(Some(progress)),
        Answer::Found(found) => Searching::Done(found),
        Answer::Failed(why) => Searching::Failed(why),
    };
    if !matches!(now, Searching::Runs(_)) {
        end(app);
    }
    app.searching.set(now);
}

/// Stops the search.
pub fn cancel(app: App) {
    end(app);
    app.searching
        .set(Searching::Failed("it was cancelled".to_owned()));
}

/// Forgets what was searched.
pub fn forget(app: App) {
    end(app);
    app.searching.set(Searching::Idle);
}

fn end(app: App) {
    let worker = app.searcher.try_update_value(Option::take).flatten();
    // The worker may be telling us this: it is let go when it has finished.
    set_timeout(move || drop(worker), std::time::Duration::ZERO);
}

/// A document in the page's address: it is opened where the first `expect` does not hold.
pub fn open_link(app: App, hash: &str) {
    let Some(text) = hash.strip_prefix(LINK) else {
        return;
    };
    if text.len() > LINK_BYTES_MAX {
        return app.send(Msg::Notice("The link is too long.".to_owned()));
    }
    let Ok(text) = js_sys::decode_uri_component(text) else {
        return app.send(Msg::Notice("The link is damaged.".to_owned()));
    };
    file::open_text(app, "A document from a link", &String::from(text));
    with_desk(app, |desk| {
        let line = desk.session.line();
        let fails = |outcome: &Outcome| matches!(outcome, Outcome::Expect(it) if !it.ok);
        if let Some(at) = line.iter().position(|item| fails(&item.outcome)) {
            let place = desk.session.settled(at + 1);
            desk.session.seek(place);
        }
    });
    refresh(app, Change::Jump);
    if app.peek(|desk| verdict(&desk.session).is_some()) && page::prefers(NARROW) {
        app.sheet.set(Sheet::Story);
    }
}

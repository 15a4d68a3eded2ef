//! Every schedule of the operations that a document leaves open.

use cowpath_bridge::object::message;
use cowpath_bridge::{carried, now_ms};
use cowpath_lab::search::messages::{Answer, Ask};
use web_sys::DedicatedWorkerGlobalScope;

use crate::{TURN_MS, pause, post};

/// States between two looks at the clock.
const SLICE_STATES: u64 = 64;

/// Searches, and tells how far it is; the page ends the worker to cancel.
pub async fn search(scope: DedicatedWorkerGlobalScope, ask: Ask) {
    if let Err(told) = run(&scope, &ask).await {
        answer(&scope, &Answer::Failed(told));
    }
}

async fn run(scope: &DedicatedWorkerGlobalScope, ask: &Ask) -> Result<(), String> {
    let mut search = ask.begin()?;
    let mut turn_ms = now_ms();
    loop {
        let progress = search
            .advance(SLICE_STATES)
            .map_err(|error| error.to_string())?;
        if progress.done {
            break;
        }
        if now_ms() - turn_ms > TURN_MS {
            answer(scope, &Answer::Progress(progress));
            pause().await;
            turn_ms = now_ms();
        }
    }
    answer(scope, &Answer::Found(Box::new(ask.found(&search))));
    Ok(())
}

fn answer(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
    if let Some(said) = carried(answer) {
        post(
            scope,
            &message(&[("type", &"Answer".into()), ("said", &said)]),
        );
    }
}

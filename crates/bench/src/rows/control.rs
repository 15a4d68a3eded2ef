//! What the machine does without us: loads at random places of a large array,
//! each of which has to wait for the one before it.

use crate::plan::Plan;
use crate::race::race;
use crate::random::shuffled;
use crate::row::Row;

/// Loads with the clock on, at once.
const BATCH: u64 = 100_000;

/// Time of a load that misses the caches.
pub(super) fn measure(plan: &Plan) -> Vec<Row> {
    // One cycle through all of the array.
    let order = shuffled(plan.table_pages * 16, 9);
    let mut next = vec![0_u32; order.len()];
    for (at, place) in order.iter().enumerate() {
        next[*place as usize] = order[(at + 1) % order.len()] as u32;
    }
    drop(order);
    let mut at = 0;
    let [ours] = race(
        plan,
        [&mut |watch| {
            watch.time(BATCH, || {
                for _ in 0..BATCH {
                    at = next[at as usize];
                }
                at
            });
        }],
    );
    let mib = (next.len() * 4) >> 20;
    vec![Row::alone("random-load", "ns", ours).with_note(format!("dependent loads over {mib} MiB"))]
}

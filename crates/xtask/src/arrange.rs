//! The order of a module's functions: those that have much in common stand together, for
//! gzip finds only what was said within the last 32 KiB.

use std::collections::HashMap;

use crate::wasm::{
    CODE, CUSTOM, IMPORTS, bodies, imports, is_names, module, push_bytes, push_number, sections,
};

/// Bytes of code that a function is compared by: all runs of so many.
const RUN_BYTES: usize = 6;
/// A run that more functions have than so many tells nothing.
const COMMON: usize = 600;
/// How much code before it a function is compared with, in bytes.
const WINDOW_BYTES: usize = 30_000;
/// Makes little of it that a very short function resembles others.
const SHORT: usize = 8;

/// The module with names for its functions that are in the order they should stand in, for
/// `wasm-opt --reorder-functions-by-name`. `None` if it cannot be read.
pub fn with_ordered_names(bytes: &[u8]) -> Option<Vec<u8>> {
    let all = sections(bytes)?;
    let find = |kind| all.iter().find(|it| it.0 == kind).map(|it| it.1);
    let imported = imports(find(IMPORTS).unwrap_or(&[0]))?;
    let imported = imported.iter().filter(|it| it.is_function()).count();
    let order = order(&bodies(find(CODE)?)?);
    let mut place = vec![0; order.len()];
    for (at, function) in order.into_iter().enumerate() {
        place[function] = at;
    }
    let mut names = Vec::new();
    push_number(&mut names, place.len());
    for (function, at) in place.iter().enumerate() {
        push_number(&mut names, imported + function);
        push_bytes(&mut names, format!("{at:08}").as_bytes());
    }
    let mut section = b"\x04name\x01".to_vec();
    push_bytes(&mut section, &names);
    let others = all.into_iter().filter(|it| !is_names(it));
    Some(module(others.chain([(CUSTOM, section.as_slice())])))
}

/// The functions, each followed by the one that most resembles what stands before it.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u64>> = bodies.iter().map(|body| runs(body)).collect();
    let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
    for (function, runs) in runs.iter().enumerate() {
        for run in runs {
            having.entry(*run).or_default().push(function);
        }
    }
    having.retain(|_, functions| (2..=COMMON).contains(&functions.len()));
    let mut shared = vec![0_usize; bodies.len()];
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order: Vec<usize> = Vec::new();
    let (mut oldest, mut window) = (0, 0);
    while let Some(next) = best(&left, &shared, &runs) {
        let function = left.remove(next);
        order.push(function);
        window += bodies[function].len();
        for run in &runs[function] {
            let Some(functions) = having.get(run) else {
                continue;
            };
            let times = seen.entry(*run).or_default();
            *times += 1;
            if *times == 1 {
                functions.iter().for_each(|it| shared[*it] += 1);
            }
        }
        while window > WINDOW_BYTES && oldest + 1 < order.len() {
            let function = order[oldest];
            oldest += 1;
            window -= bodies[function].len();
            for run in &runs[function] {
                let Some(times) = seen.get_mut(run) else {
                    continue;
                };
                *times -= 1;
                if *times == 0 {
                    having[run].iter().for_each(|it| shared[*it] -= 1);
                }
            }
        }
    }
    order
}

/// Where in `left` the function is of which the largest part was seen.
fn best(left: &[usize], shared: &[usize], runs: &[Vec<u64>]) -> Option<usize> {
    let part = |function: usize| (shared[function], runs[function].len() + SHORT);
    let more = |a: (usize, usize), b: (usize, usize)| a.0 * b.1 > b.0 * a.1;
    let mut best = 0;
    for at in 1..left.len() {
        if more(part(left[at]), part(left[best])) {
            best = at;
        }
    }
    (!left.is_empty()).then_some(best)
}

/// The runs of bytes in a body, each once, as a number of its own.
fn runs(body: &[u8]) -> Vec<u64> {
    let mut runs: Vec<u64> = body
        .windows(RUN_BYTES)
        .map(|run| {
            run.iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte))
        })
        .collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

#[cfg(test)]
mod tests {
    use super::{order, with_ordered_names};
    use crate::wasm::{CODE, IMPORTS, bodies, is_names, module, push_bytes, sections};

    #[test]
    fn what_resembles_each_other_stands_together() {
        let of = |step: u8, from: u8| -> Vec<u8> {
            (0..200_u8)
                .map(|n| from.wrapping_add(n.wrapping_mul(step)))
                .collect()
        };
        let (a, b, c) = (of(1, 0), of(3, 7), of(5, 11));
        let (mut a2, mut b2, mut c2) = (a.clone(), b.clone(), c.clone());
        for body in [&mut a2, &mut b2, &mut c2] {
            body.truncate(150);
        }
        let order = order(&[&a, &b, &c, &c2, &a2, &b2]);
        let mut kinds: Vec<usize> = order.iter().map(|at| [0, 1, 2, 2, 0, 1][*at]).collect();
        kinds.dedup();
        assert_eq!(kinds.len(), 3, "{order:?}");
    }

    #[test]
    fn only_the_names_change() {
        let mut code = vec![2];
        push_bytes(&mut code, &[0, 11]);
        push_bytes(&mut code, &[0, 1, 11]);
        let parts: [(u8, &[u8]); 3] = [
            (IMPORTS, &[1, 1, b'w', 1, b'f', 0, 0]),
            (CODE, &code),
            (0, b"\x04name\x01\x04\x01\x01\x01x"),
        ];
        let named = with_ordered_names(&module(parts)).expect("it is a module");
        let all = sections(&named).expect("it is a module");
        assert_eq!(all[..2], parts[..2]);
        assert!(is_names(&all[2]));
        assert_eq!(
            all[2].1,
            b"\x04name\x01\x15\x02\x01\x0800000000\x02\x0800000001"
        );
        assert_eq!(bodies(all[1].1).map(|it| it.len()), Some(2));
        assert!(with_ordered_names(&named[..named.len() - 1]).is_none());
    }
}

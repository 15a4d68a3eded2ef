//! Every row, as small as it goes: that the harness runs, and says what it promises.

use cowpath_bench::plan::Plan;
use cowpath_bench::row::Row;
use cowpath_bench::{Inputs, bars, measure};

fn inputs() -> Inputs {
    let mut trace = String::from("time_us,op,offset_bytes,length_bytes\n");
    for at in 0..6000 {
        let offset = at * 7919 % 100_000 * 512;
        trace += &format!("{at},W,{offset},8192\n");
    }
    Inputs {
        trace_name: "made-up.csv".into(),
        trace: trace.into_bytes(),
    }
}

#[test]
fn every_row_comes_first_under_its_own_id_and_its_details_after_it() {
    let mut ids = Vec::new();
    for (id, _) in bars::ROWS {
        let rows = measure(id, &Plan::quick(), &inputs()).expect("the row can be measured");
        assert_eq!(rows[0].id, id);
        for row in rows {
            check(&row);
            assert!(row.id.starts_with(id), "{} is a detail of {id}", row.id);
            ids.push(row.id);
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "no id stands twice");
}

fn check(row: &Row) {
    assert!(row.ours.is_finite() && row.ours > 0.0, "{row:?}");
    assert_eq!(row.peer.is_some(), row.theirs.is_some(), "{row:?}");
    assert_eq!(row.theirs.is_some(), row.ratio.is_some(), "{row:?}");
    assert_eq!(
        row.bar,
        bars::bar(&row.id).map(|bar| bar.value()),
        "{row:?}"
    );
    assert_eq!(row.bar.is_some(), row.ok.is_some(), "{row:?}");
    if let (Some(theirs), Some(ratio)) = (row.theirs, row.ratio) {
        assert!((row.ours / theirs / ratio - 1.0).abs() < 0.01, "{row:?}");
    }
    let again: Row = serde_json::from_str(&row.json()).expect("a row is read back");
    assert_eq!(again, *row);
}

#[test]
fn an_unknown_row_is_refused() {
    let refused = measure("no-such-row", &Plan::quick(), &inputs());
    assert_eq!(refused, Err("there is no row no-such-row".into()));
}

#[test]
fn what_is_no_trace_is_refused() {
    let inputs = Inputs {
        trace: b"no trace".to_vec(),
        ..inputs()
    };
    assert!(measure("replay-stamps", &Plan::quick(), &inputs).is_err());
}

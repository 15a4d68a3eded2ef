//! Fig. 5 and Fig. 8 through the program: entries, tables, steps, reads and diffs as the design's
//! worked examples have them, from `--json` alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{content, cowpath, run, scenario};

/// A scenario without its own expectations, and these commands after it; the outcomes of these.
fn after(file: &str, commands: &[&str]) -> Vec<Value> {
    let text = content(&scenario(file));
    let kept = text.lines().filter(|line| !line.starts_with("expect "));
    let mut text: String = kept.flat_map(|line| [line, "\n"]).collect();
    text.push_str(&commands.join("\n"));
    let lines = run(&["--json"], &text).ends(0).json();
    let first = lines.len() - commands.len();
    lines[first..]
        .iter()
        .map(|line| line["outcome"].clone())
        .collect()
}

/// The exceptions of a dump: page → text.
fn entries(dump: &Value) -> BTreeMap<u64, String> {
    let exceptions = dump["exceptions"].as_array().expect("a dump");
    exceptions
        .iter()
        .map(|it| {
            let page = it["page"].as_u64().expect("a page");
            (page, it["text"].as_str().expect("a text").to_owned())
        })
        .collect()
}

fn pages<const N: usize>(expected: [(u64, &str); N]) -> BTreeMap<u64, String> {
    expected.map(|(page, text)| (page, text.to_owned())).into()
}

#[test]
fn fig_5_keeps_the_old_pages_in_six_tables() {
    let dump = &after("fig5.cow", &["dump snap"])[0];
    let old = [(1, "old 1"), (3, "old 3"), (27, "old 27"), (541, "old 541")];
    assert_eq!(entries(dump), pages(old));
    assert_eq!(dump["parent"], "base");
    let space = &after("fig5.cow", &["space"])[0]["volumes"][1];
    assert_eq!(
        *space,
        json!({"name": "snap", "exclusive_pages": 4, "shared_pages": 0,
        "table_bytes": 6 * 10 * 8, "freed_if_deleted_pages": 4})
    );
}

#[test]
fn fig_5_makes_tables_as_its_writes_need_them() {
    let ran = cowpath(&["run", &scenario("fig5.cow"), "--json", "--events"]).ends(0);
    let mut levels: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut commands = BTreeMap::new();
    for line in ran.json() {
        let number = line["line"].as_u64().expect("a line");
        if line["event"]["type"] == "table-allocated" {
            let level = line["event"]["level"].as_u64().expect("a level");
            levels.entry(number).or_default().push(level);
        } else if let Some(command) = line["command"].as_str() {
            commands.insert(command.to_owned(), number);
        }
    }
    let of = |command: &str| levels.get(&commands[command]).cloned().unwrap_or_default();
    assert_eq!(of("ross snap of base"), [1]);
    assert_eq!(of("write base 3 \"W1\""), [2, 3]);
    assert_eq!(of("write base 27 \"W2\""), [3]);
    assert_eq!(of("write base 541 \"W3\""), [2, 3]);
    assert_eq!(of("write base 1 \"W4\""), Vec::<u64>::new());
    assert_eq!(of("write base 3 \"W5\""), Vec::<u64>::new());
}

#[test]
fn fig_5_pushes_a_page_once() {
    let written = |page: u64, pushed: bool| {
        let run = json!([[page, 1]]);
        let none = json!([]);
        json!({"kind": "written", "pages": run, "pushed": if pushed { &run } else { &none },
            "copied_pages": u64::from(pushed)})
    };
    let again = [
        "write base 541 \"x\"",
        "write base 542 \"x\"",
        "write base 542 \"y\"",
    ];
    let outcomes = after("fig5.cow", &again);
    assert_eq!(
        outcomes,
        [written(541, false), written(542, true), written(542, false)]
    );
}

#[test]
fn fig_8_has_exactly_these_entries() {
    let expected = [
        ("2206", pages([(0, "a0")])),
        ("2212", pages([(0, "b0"), (1, "a1"), (7, "a7")])),
        ("2210", pages([(2, "a2")])),
        ("2204", pages([(3, "a3"), (6, "a6")])),
        ("2310", pages([(4, "x4"), (5, "a5")])),
        ("2308", pages([(6, "a6")])),
        ("2304", pages([(4, "y4"), (5, "x5"), (6, "x6")])),
        ("2306", pages([(7, "z7")])),
        ("2106", pages([(0, "q0")])),
        ("2104", pages([(0, "r0")])),
    ];
    let commands: Vec<String> = expected
        .iter()
        .map(|(name, _)| format!("dump {name}"))
        .collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    for ((name, entries_of), dump) in expected.iter().zip(after("fig8.cow", &commands)) {
        assert_eq!(entries(&dump), *entries_of, "{name}");
    }
    let base = &after("fig8.cow", &["dump base"])[0];
    let texts = base["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .map(|page| page["text"].clone());
    let texts: Vec<Value> = texts.collect();
    assert_eq!(texts, ["c0", "b1", "b2", "b3", "a4", "a5", "b6", "a7"]);
}

#[test]
fn fig_8_is_linked_as_drawn() {
    let tree = &after("fig8.cow", &["tree"])[0];
    let volumes = tree["volumes"].as_array().expect("volumes");
    let shape: Vec<String> = volumes
        .iter()
        .map(|it| {
            let word = |key: &str| it[key].as_str().unwrap_or("-").to_owned();
            [word("name"), word("kind"), word("parent"), word("copy_of")].join(" ")
        })
        .collect();
    assert_eq!(
        shape,
        [
            "base base - -",
            "2206 ross 2212 base",
            "2212 ross 2210 base",
            "2210 ross 2204 base",
            "2204 ross base base",
            "2304 rwss 2204 2204",
            "2104 rwss 2204 2204",
            "2310 ross 2308 2304",
            "2308 ross 2304 2304",
            "2306 rwss 2308 2308",
            "2106 ross 2104 2104",
        ]
    );
}

#[test]
fn fig_8_differs_in_these_pages() {
    let diff = |a: &str, b: &str, method: u64, answers: [Value; 3]| {
        let command = format!("diff {a} {b}");
        let diff = &after("fig8.cow", &[&command])[0];
        assert_eq!((&diff["a"], &diff["b"]), (&json!(a), &json!(b)));
        assert_eq!(
            (&diff["method"], &diff["common"]),
            (&json!(method), &json!("2204"))
        );
        let found = ["literal", "location", "content"].map(|key| diff[key].clone());
        assert_eq!(found, answers, "{command}");
    };
    let up = || {
        [
            json!([[0, 4], [6, 2]]),
            json!([[0, 3], [7, 1]]),
            json!([[0, 3]]),
        ]
    };
    diff("2206", "2204", 500, up());
    diff("2204", "2206", 500, up());
    diff(
        "2308",
        "2204",
        500,
        [json!([[3, 4]]), json!([[4, 3]]), json!([[4, 2]])],
    );
    let across = || {
        let stored = json!([[0, 3], [4, 4]]);
        [stored.clone(), stored, json!([[0, 3], [4, 2]])]
    };
    diff("2206", "2308", 550, across());
    diff("2308", "2206", 550, across());
}

#[test]
fn fig_8_with_redirects_drops_the_inherited_page() {
    let text = content(&scenario("fig8.cow"));
    let kept = text
        .lines()
        .filter(|line| !line.starts_with("expect ") && !line.starts_with("diff "));
    let text: String = kept.flat_map(|line| [line, "\n"]).collect();
    let text = format!(
        "set push redirect\n{}\ndiff 2308 2204\ndiff 2206 2308\n",
        text.replace("cow 1\n", "")
    );
    let lines = run(&["--json"], &text).ends(0).json();
    let location = |back: usize| lines[lines.len() - back]["outcome"]["location"].clone();
    assert_eq!(location(2), json!([[4, 2]]));
    assert_eq!(location(1), json!([[0, 3], [4, 2], [7, 1]]));
}

#[test]
fn fig_8_reads_at_the_first_volume_that_holds_the_page() {
    let views = [
        ("2206", ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"]),
        ("2212", ["b0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"]),
        ("2204", ["c0", "b1", "b2", "a3", "a4", "a5", "a6", "a7"]),
        ("2310", ["c0", "b1", "b2", "a3", "x4", "a5", "a6", "a7"]),
        ("2308", ["c0", "b1", "b2", "a3", "y4", "x5", "a6", "a7"]),
        ("2306", ["c0", "b1", "b2", "a3", "y4", "x5", "a6", "z7"]),
        ("2104", ["r0", "b1", "b2", "a3", "a4", "a5", "a6", "a7"]),
    ];
    let reads = views
        .iter()
        .flat_map(|(name, _)| (0..8).map(move |page| format!("read {name} {page}")));
    // Without skip pointers every volume on the way is visited.
    let commands: Vec<String> = std::iter::once("set hints off".to_owned())
        .chain(reads)
        .collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let reads = &after("fig8.cow", &commands)[1..];
    let texts: Vec<&str> = reads
        .iter()
        .filter_map(|read| read["text"].as_str())
        .collect();
    let expected: Vec<&str> = views.iter().flat_map(|(_, texts)| *texts).collect();
    assert_eq!(texts, expected);
    assert_eq!(reads[2]["hops"], json!(["2206", "2212", "2210"]));
    assert_eq!(reads[0]["hops"], json!(["2206"]));
}

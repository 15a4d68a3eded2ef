//! `cowpath render`.

use crate::harness::{Folder, Ran, content, cowpath, scenario, with_input};

/// Renders Fig. 8 with these options to standard output.
fn fig8(options: &[&str]) -> Ran {
    let file = scenario("fig8.cow");
    cowpath(&[&["render", &file, "-o", "-"], options].concat())
}

/// Checks that a text is one well-formed XML element, as far as tags and entities go.
#[track_caller]
fn assert_well_formed(svg: &str) {
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
        "{svg:.60}"
    );
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (inside, text) = tag.split_once('>').expect("a tag ends");
        assert!(inside.matches('"').count().is_multiple_of(2), "{inside}");
        let name = inside.trim_start_matches('/').split([' ', '/']).next();
        if inside.starts_with('/') {
            assert_eq!(open.pop(), name, "{inside}");
        } else if !inside.ends_with('/') {
            open.push(name.expect("a name"));
        }
        for piece in [inside, text] {
            for entity in piece.split('&').skip(1) {
                let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
                assert!(
                    known.iter().any(|known| entity.starts_with(known)),
                    "&{entity}"
                );
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let folder = Folder::new("render-bytes");
    let (one, two) = (folder.path("one.svg"), folder.path("two.svg"));
    let file = scenario("fig8.cow");
    for out in [&one, &two] {
        let ran = cowpath(&["render", &file, "-o", out]).ends(0);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    }
    let svg = content(&one);
    assert_eq!(svg, content(&two));
    assert_eq!(svg, fig8(&[]).ends(0).out);
    assert_well_formed(&svg);
    for name in [
        "2206", "2212", "2210", "2204", "2310", "2308", "2304", "2306", "2106", "2104",
    ] {
        assert!(svg.contains(name), "{name}");
    }
}

#[test]
fn themes_differ() {
    let (light, dark) = (fig8(&[]).ends(0), fig8(&["--theme", "dark"]).ends(0));
    assert_ne!(light.out, dark.out);
    assert_eq!(light.out, fig8(&["--theme", "light"]).ends(0).out);
    assert_well_formed(&dark.out);
}

#[test]
fn a_position_is_a_command_or_a_step_of_it() {
    let empty = fig8(&["--at", "0"]).ends(0).out;
    assert!(!empty.contains("base</text>"));
    let commands = crate::harness::run(&["--json"], &content(&scenario("fig8.cow")))
        .lines()
        .len();
    assert_eq!(
        fig8(&["--at", &commands.to_string()]).ends(0).out,
        fig8(&[]).ends(0).out
    );
    // The 11th command is the first write that pushes: `write base 0 "b0"`.
    let mut pictures: Vec<String> = Vec::new();
    for step in 0.. {
        let ran = fig8(&["--at", &format!("11.{step}")]);
        if ran.status != 0 {
            assert!(ran.ends(2).err.contains("command 11 has only"));
            break;
        }
        assert_well_formed(&ran.out);
        pictures.push(ran.out);
    }
    assert!(pictures.len() > 5, "a push has its micro-steps");
    assert_eq!(pictures.last(), Some(&fig8(&["--at", "11"]).ends(0).out));
    pictures.dedup();
    assert!(
        pictures.len() >= 4,
        "the old page leaves, arrives, has its entry; the new one lands"
    );
    let ran = fig8(&["--at", "5000"]).ends(2);
    assert!(ran.err.contains("there is no command 5000"));
    for wrong in ["x", "1.", "-1"] {
        fig8(&[&format!("--at={wrong}")]).ends(2);
    }
}

#[test]
fn maps_are_those_of_one_volume() {
    let of_2304 = fig8(&["--view", "maps", "--volume", "2304"]).ends(0).out;
    assert_well_formed(&of_2304);
    for words in [
        "second bit map: 3 pages with new data",
        "new data of 2304 → old data of 2204",
    ] {
        assert!(of_2304.contains(words), "{words}");
    }
    let of_2204 = fig8(&["--view", "maps", "--volume", "2204"]).ends(0).out;
    assert!(of_2204.contains("first bit map: 2 pages with old data"));
    fig8(&["--view", "maps", "--volume", "base"]).ends(0);
    let ran = fig8(&["--view", "maps"]).ends(2);
    assert!(
        ran.err.contains("--view maps: say which volume"),
        "{}",
        ran.err
    );
    // After a `maps` it is the volume that was asked about.
    let text = "volume b pages 4 page 64B levels 4\nross s of b\nross t of b\nmaps s\n";
    let ran = with_input(
        &["render", "-", "-o", "-", "--view", "maps"],
        text.as_bytes(),
    );
    assert!(ran.ends(0).out.contains(">s</text>"));
}

#[test]
fn maps_tell_where_a_restore_leads_reads() {
    let text = "volume b pages 4 page 64B levels 4\nross s of b\nwrite b 1 \"x\"\n\
        restore b from s as n undo u\n";
    for (volume, words) in [
        ("b", "where a restore has 1 page pending, s instead"),
        ("u", "where a restore has 1 page pending, what b had before"),
    ] {
        let arguments = [
            "render", "-", "-o", "-", "--view", "maps", "--volume", volume,
        ];
        let svg = with_input(&arguments, text.as_bytes()).ends(0).out;
        let told = svg.replace("</text>", " ");
        let told: String = told
            .split('<')
            .filter_map(|it| it.split_once('>'))
            .map(|it| it.1)
            .collect();
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn tables_are_those_of_one_volume() {
    let of_2204 = fig8(&["--view", "tables", "--volume", "2204"]).ends(0).out;
    assert_well_formed(&of_2204);
    assert!(of_2204.contains("a3") && of_2204.contains("a6"));
    assert_ne!(
        of_2204,
        fig8(&["--view", "tables", "--volume", "2212"]).ends(0).out
    );
    let ran = fig8(&["--view", "tables"]).ends(2);
    assert!(ran.err.contains("--volume") && ran.err.contains("2206"));
    let ran = fig8(&["--view", "tables", "--volume", "none"]).ends(2);
    assert!(ran.err.contains("there is no volume none"));
    // Where there is one snapshot, it is meant.
    let file = scenario("fig5.cow");
    let ran = cowpath(&["render", &file, "-o", "-", "--view", "tables"]).ends(0);
    assert!(ran.out.contains("old 541"));
}

#[test]
fn a_view_that_is_not_there_is_wrong_usage() {
    let ran = fig8(&["--view", "blocks"]).ends(2);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("'blocks'") && ran.err.contains("tree, tables"));
}

#[test]
fn a_picture_is_written_over_only_with_force() {
    let folder = Folder::new("render-force");
    let out = folder.file("out.svg", "precious");
    let file = scenario("fig5.cow");
    let ran = cowpath(&["render", &file, "-o", &out]).ends(2);
    assert!(ran.err.contains("out.svg exists; --force writes over it"));
    assert_eq!(content(&out), "precious");
    cowpath(&["render", &file, "-o", &out, "--force"]).ends(0);
    assert_well_formed(&content(&out));
    let nowhere = folder.path("no/such/folder.svg");
    cowpath(&["render", &file, "-o", &nowhere]).ends(2);
}

#[test]
fn a_refusal_gives_no_picture_unless_it_is_expected() {
    let folder = Folder::new("render-refused");
    let out = folder.path("out.svg");
    let base = "volume base pages 8 page 4KiB levels 8\n";
    let render = |text: String, more: &[&str]| {
        let arguments = [&["render", "-", "-o", &out, "--force"], more].concat();
        with_input(&arguments, text.as_bytes())
    };
    let ran = render(format!("{base}read base 8\nross s of base\n"), &[]).ends(1);
    assert!(
        ran.err
            .starts_with("<stdin>:2: read base 8\n  refused (page-out-of-range): ")
    );
    assert!(!std::path::Path::new(&out).exists());
    render(format!("{base}read base 8\n"), &["--at", "1"]).ends(0);
    render(
        format!("{base}read base 8\nexpect refused\nross s of base\n"),
        &[],
    )
    .ends(0);
    let ran = render(format!("{base}expect absent base\n"), &[]).ends(1);
    assert!(
        ran.err
            .contains("<stdin>:2: expect absent base\n  not as expected: ")
    );
    assert_well_formed(&content(&out));
    let ran = render("ross s fo base".to_owned(), &[]).ends(2);
    assert!(ran.err.starts_with("<stdin>:1:8: expected `of`"));
}

#[test]
fn hostile_names_and_contents_are_text() {
    let text = "volume \"<img src=x onerror=alert(1)>\" pages 4 page 512B levels 4\nross \"\\\"&'\" of \"<img src=x onerror=alert(1)>\"\nwrite \"<img src=x onerror=alert(1)>\" 0 \"</svg><script>\\x01\"\n";
    let ran = with_input(&["render", "-", "-o", "-"], text.as_bytes()).ends(0);
    assert_well_formed(&ran.out);
    assert!(!ran.out.contains("<img") && !ran.out.contains("<script"));
}

#[test]
fn further_views() {
    let text = "volume base pages 8 page 64B levels 2x2x2\nwrite base 0 \"a\"\nross mon of base\n\
                write base 0 \"b\"\nross tue of base tree nightly\ndiscard base 0\n\
                rate base\ndiff mon base\n";
    let render = |options: &[&str]| {
        let all = [&["render", "-", "-o", "-"], options].concat();
        with_input(&all, text.as_bytes())
    };
    let tree = render(&[]).ends(0).out;
    assert!(tree.contains(">tree nightly<") && tree.contains(">unnamed tree<"));
    let diff = render(&["--view", "diff"]).ends(0).out;
    assert_well_formed(&diff);
    assert!(diff.contains("page 0: left only"), "{diff}");
    let rate = render(&["--view", "rate", "--at", "7"]).ends(0).out;
    assert_well_formed(&rate);
    assert!(
        rate.contains("from mon until base: 1 page changed"),
        "{rate}"
    );
    assert!(
        rate.contains("from tue until base: 1 page changed"),
        "{rate}"
    );
    let none = render(&["--view", "rate"]).ends(2);
    assert!(none.err.contains("is no rate"), "{}", none.err);
    let stopped = render(&["--at", "6.1"]).ends(0).out;
    assert!(stopped.contains("<svg"));
}

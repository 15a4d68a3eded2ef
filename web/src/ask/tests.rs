//! The commands that forms make.

use super::*;

fn asks() -> impl Iterator<Item = &'static Ask> {
    GROUPS.iter().flat_map(|(_, asks)| asks.iter())
}

fn session() -> Session {
    let text = "cow 1\nvolume base pages 8 page 4KiB levels 2x2x2\nross s1 of base\n\
                rwss \"my work\" of s1\nross by of \"my work\"\n";
    Session::open(text).expect("it is in the language")
}

fn made(id: &str, volume: u32, change: &[(usize, &str)]) -> String {
    let session = session();
    let ask = asks().find(|ask| ask.id == id).expect("a verb");
    let mut filled = ask.first(&session, VolumeId(volume), Some(PageNo(3)));
    for (at, value) in change {
        (*value).clone_into(&mut filled.0[*at]);
    }
    ask.command(&session, VolumeId(volume), &filled)
}

#[test]
fn fields_make_the_command() {
    assert_eq!(made("clone", 1, &[]), "clone c1 of s1");
    assert_eq!(
        made("clone", 1, &[(0, "a b"), (1, "on")]),
        "clone \"a b\" of s1 read-only"
    );
    assert_eq!(
        made("ross-with", 2, &[(1, "nightly"), (2, "on")]),
        "ross s2 of \"my work\" tree nightly full"
    );
    assert_eq!(made("discard", 0, &[]), "discard base 3");
    assert_eq!(made("discard", 0, &[(0, "0-2,7")]), "discard base 0-2,7");
    assert_eq!(made("resize", 0, &[(0, "4")]), "resize base pages 4");
    assert_eq!(made("limit", 0, &[]), "limit base data none admin none");
    assert_eq!(made("limit", 0, &[(0, "9"), (1, "")]), "limit base data 9");
    assert_eq!(made("rate", 0, &[]), "rate base");
    assert_eq!(made("maps", 1, &[]), "maps s1");
}

#[test]
fn a_copy_is_refreshed_from_what_can_be() {
    let text = made("refresh", 2, &[]);
    assert_eq!(text, "refresh \"my work\" as s2 from base");
    let text = made("refresh-from", 2, &[]);
    assert_eq!(text, "refresh \"my work\" from s1");
    assert!(cowpath_lab::language::parse_command(&text).is_ok());
}

#[test]
fn a_restore_is_asked_of_a_base_and_goes_on_while_it_runs() {
    let text = made("restore", 0, &[]);
    assert_eq!(text, "restore base from s1 as restored1");
    let text = made(
        "restore",
        0,
        &[(0, "2"), (2, "before"), (4, "on"), (5, "on")],
    );
    assert_eq!(
        text,
        "restore base from \"my work\" as restored1 undo before order 14 mode lazy"
    );
    let text = made("restore", 0, &[(2, "newest"), (3, "src")]);
    assert_eq!(
        text,
        "restore base from s1 as restored1 undo newest frozen src"
    );
    assert_eq!(made("background", 0, &[(0, "all")]), "background base all");
    assert_eq!(made("cancel", 0, &[]), "cancel base");
    assert_eq!(made("cancel", 0, &[(0, "kept")]), "cancel base as kept");

    let offered = |session: &Session, volume: u32| {
        let ids = asks().filter(|ask| ask.is_for(session.outline(), VolumeId(volume)));
        let ids: Vec<&str> = ids.map(|ask| ask.id).collect();
        ["restore", "background", "cancel", "refresh"].map(|id| ids.contains(&id))
    };
    let idle = session();
    assert_eq!(offered(&idle, 0), [true, false, false, false]);
    assert_eq!(offered(&idle, 2), [false, false, false, true]);
    let text = "cow 1\nvolume base pages 8 page 4KiB levels 2x2x2\nross s1 of base\n\
                write base 0 \"b\"\nrestore base from s1 as r\n";
    let running = Session::open(text).expect("it is in the language");
    assert_eq!(offered(&running, 0), [true, true, true, false]);
}

#[test]
fn operations_are_begun_under_free_names() {
    assert_eq!(made("begin-read", 1, &[]), "begin r1 read s1 3");
    assert_eq!(
        made("begin-refresh", 2, &[]),
        "begin e1 refresh \"my work\" as s2 from base"
    );
    assert_eq!(made("begin-delete", 1, &[]), "begin d1 delete s1");
    let text = made("begin-restore", 0, &[]);
    assert_eq!(text, "begin o1 restore base from s1 as restored1");
    assert_eq!(
        made("begin-background", 0, &[]),
        "begin c1 background base all"
    );
    assert_eq!(made("begin-cancel", 0, &[(0, "y")]), "begin y cancel base");
    for ask in &flight::ASKS {
        let text = made(ask.id, 0, &[]);
        let parsed = cowpath_lab::language::parse_command(&text);
        assert!(parsed.is_ok(), "{text}");
    }
}

#[test]
fn who_asks_is_said_last() {
    assert_eq!(made("copy", 0, &[(1, "ann")]), "copy c1 of base by ann");
    let text = made("clone", 0, &[(1, "on"), (2, "by")]);
    assert_eq!(text, "clone c1 of base read-only by \"by\"");
    assert!(cowpath_lab::language::parse_command(&text).is_ok());
}

#[test]
fn a_schedule_runs_by_writes_time_or_event() {
    let session = session();
    let mut filled = SCHEDULE.first(&session, VolumeId(0), None);
    let mut says = |trigger: &str| {
        trigger.clone_into(&mut filled.0[2]);
        let text = SCHEDULE.command(&session, VolumeId(0), &filled);
        let rest = text.strip_prefix("schedule plan1 of base ");
        (rest.map(str::to_owned), SCHEDULE.lacks(&filled))
    };
    assert_eq!(says("time 1h"), (Some("every 1h".to_owned()), None));
    assert_eq!(says("writes 5"), (Some("every 5 writes".to_owned()), None));
    assert_eq!(
        says("event big day"),
        (Some("on \"big day\"".to_owned()), None)
    );
    assert_eq!(says("time ").1, Some("runs"));
}

#[test]
fn a_volume_is_made_with_the_index_that_is_ticked() {
    let session = session();
    let mut filled = VOLUME.first(&session, VolumeId(0), None);
    let says = |filled: &Filled| VOLUME.command(&session, VolumeId(0), filled);
    let text = "volume base1 pages 8 page 4KiB levels 2x2x2";
    assert_eq!(says(&filled), text);
    "on".clone_into(&mut filled.0[4]);
    assert_eq!(says(&filled), format!("{text} index maps"));
    assert!(session.check(&says(&filled)).is_ok());
    filled.0[1].clear();
    assert_eq!(VOLUME.lacks(&filled), Some("pages"));
}

#[test]
fn a_field_that_lacks_is_named() {
    let session = session();
    let lacks = |id: &str, change: &[(usize, &str)]| {
        let ask = asks().find(|ask| ask.id == id).expect("a verb");
        let mut filled = ask.first(&session, VolumeId(0), None);
        for (at, value) in change {
            (*value).clone_into(&mut filled.0[*at]);
        }
        ask.lacks(&filled)
    };
    assert_eq!(lacks("copy", &[]), None);
    assert_eq!(lacks("copy", &[(0, " ")]), Some("called"));
    assert_eq!(lacks("discard", &[(0, "")]), Some("pages"));
    assert_eq!(
        lacks("delete-set", &[(0, "")]),
        Some("volumes of this tree")
    );
    assert_eq!(lacks("limit", &[(0, "")]), None);
    assert_eq!(lacks("limit", &[(0, ""), (1, "")]), Some("pages of data"));
}

#[test]
fn a_set_is_named_in_its_order_and_by_is_quoted() {
    let session = session();
    assert_eq!(made("delete-set", 1, &[]), "delete s1");
    let text = made("delete-set", 1, &[(0, "2 3 1")]);
    assert_eq!(text, "delete \"my work\" \"by\" s1");
    assert!(cowpath_lab::language::parse_command(&text).is_ok());
    assert_eq!(in_tree(session.outline(), VolumeId(0)).len(), 4);
}

#[test]
fn a_snapshot_reverts_its_own_head_first() {
    let session = session();
    let offered = Who::Head.offered(&session, VolumeId(3));
    assert_eq!(offered, [VolumeId(2), VolumeId(0)]);
    let others = Who::Other.offered(&session, VolumeId(0));
    assert_eq!(others, [VolumeId(1), VolumeId(2), VolumeId(3)]);
}

//! Bit maps and block maps of worked examples, and of the save volume that they share.

mod common;

use cowpath_engine::ids::{DataOffset, PageNo};
use cowpath_engine::maps::{self, BlockUse, Maps, Role, SaveBlock, SaveVolume};
use cowpath_engine::policy::{Policy, PushMode};

use common::{Stage, list};

fn maps_of(stage: &Stage, name: &str) -> Maps {
    maps::of(&stage.engine, stage.id(name)).expect("a living volume")
}

/// Blocks of old data, of new data and of both.
fn held(save: &SaveVolume) -> (u64, u64, u64) {
    let count = |of| save.count(of);
    (
        count(BlockUse::Old),
        count(BlockUse::New),
        count(BlockUse::Both),
    )
}

/// A block map as text: page, place, number of pages.
fn blocks(maps: &Maps) -> String {
    let run = |run: &maps::MapRun| {
        let place = match run.block {
            SaveBlock::Block(block) => block.0.to_string(),
            SaveBlock::Through(volume) => format!("v{}", volume.0),
            SaveBlock::Zeros => "zeros".to_owned(),
        };
        format!("{}>{place}x{}", run.page.0, run.pages)
    };
    let runs: Vec<String> = maps.blocks.iter().map(run).collect();
    runs.join(" ")
}

/// Old data of pages 0, 1 and 5 in blocks 0 to 2, new data of 5 and 1 in blocks 3 and 4.
fn office() -> Stage {
    let mut stage = Stage::new(70, &[8, 9]);
    stage.play("w base 0=a; w base 1=b; w base 5=c; ross old of base; rwss copy of old");
    stage.play("w base 0=A; w base 1=B; w base 5=C; w copy 5=n; w copy 1=m");
    stage
}

#[test]
fn old_data_and_new_data_lie_in_one_save_volume() {
    let stage = office();
    let (old, new) = (maps_of(&stage, "old"), maps_of(&stage, "copy"));
    assert_eq!((old.role, new.role), (Role::Old, Role::New));
    assert_eq!(
        (list(&old.bits), blocks(&old)),
        ("0 1 5".into(), "0>0x2 5>2x1".into())
    );
    assert_eq!(
        (list(&new.bits), blocks(&new)),
        ("1 5".into(), "1>4x1 5>3x1".into())
    );
    // 70 bits are two words of 8 bytes; an entry of a block map is 16 bytes.
    assert_eq!((old.bit_map_bytes(), old.block_map_bytes()), (16, 48));
    let save = maps::save_volume(&stage.engine, stage.id("copy")).expect("a living volume");
    assert_eq!((save.used, save.free), (5, 0));
    assert_eq!(held(&save), (3, 2, 0));
    let counts: Vec<_> = save
        .occupants
        .iter()
        .map(|it| (it.blocks, it.exclusive))
        .collect();
    assert_eq!(counts, [(3, 3), (2, 2)]);
}

#[test]
fn the_clone_volume_has_no_maps() {
    let stage = office();
    let base = maps_of(&stage, "base");
    assert_eq!(
        (base.role, base.bits.pages(), base.bit_map_bytes()),
        (Role::Clone, 0, 0)
    );
}

#[test]
fn the_maps_answer_every_look_up_as_the_tables_do() {
    for push in [PushMode::Copy, PushMode::Share, PushMode::Redirect] {
        let mut stage = office();
        stage.set(Policy {
            push,
            ..Policy::default()
        });
        stage.play("ross kept of copy; w copy 5=o; w copy 9=p; w copy 1=q; w base 9=D");
        for name in ["old", "copy", "kept"] {
            let (id, maps) = (stage.id(name), maps_of(&stage, name));
            for page in (0..70).map(PageNo) {
                let told = stage.engine.entry(id, page).is_some();
                assert_eq!(maps.holds(page), told, "{push:?}: {name} {}", page.0);
                assert_eq!(
                    maps.find(page).is_some(),
                    told,
                    "{push:?}: {name} {}",
                    page.0
                );
            }
        }
        let kept = maps_of(&stage, "kept");
        assert_eq!(list(&kept.bits), "1 5 9");
        let nine = kept.find(PageNo(9));
        match push {
            PushMode::Redirect => assert_eq!(nine, Some(SaveBlock::Through(stage.id("old")))),
            _ => assert!(matches!(nine, Some(SaveBlock::Block(_)))),
        }
    }
}

#[test]
fn a_block_can_be_new_data_of_one_copy_and_old_data_of_another() {
    let mut stage = office();
    // The read-write copy gives what it owns to its own read-only copy, and drops it.
    stage.play("ross kept of copy; w copy 5=o; rwss more of kept");
    assert_eq!(
        maps_of(&stage, "kept").find(PageNo(5)),
        Some(SaveBlock::Block(DataOffset(3)))
    );
    stage.play("delete more");
    let save = maps::save_volume(&stage.engine, stage.id("old")).expect("a living volume");
    assert_eq!(held(&save), (4, 2, 0));
    assert_eq!(save.used, 6);
    stage.play("delete kept");
    let save = maps::save_volume(&stage.engine, stage.id("old")).expect("a living volume");
    assert_eq!((save.used, save.free), (5, 1));
}

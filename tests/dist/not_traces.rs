//! Files that are no traces, or not to their end: the message names the first bad record.

use crate::harness::{Page, in_browser};
use crate::site::{content, fills, named, opens, picture, position, scratch};
use crate::testids as id;

const HEADER: &str = "time_us,op,offset_bytes,length_bytes\n";

#[test]
fn what_is_no_trace_is_refused_with_its_first_bad_record() {
    in_browser("not-traces", |page| async move {
        page.start().await;
        let before = (picture(&page).await, position(&page).await);
        let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01";
        let noise: Vec<u8> = (0..5000_u32).map(|at| (at * 131 % 251) as u8).collect();
        let cases: [(&str, &[u8], &str); 6] = [
            ("a.png", png, "a PNG picture"),
            (
                "prose.txt",
                b"It was a dark and stormy night.\nIt was.\n",
                "record 1 (line 1)",
            ),
            ("noise.bin", &noise, "record 1"),
            ("empty.csv", b"", "record 1"),
            (
                "page.html",
                b"<html><img src=x onerror=alert(1)></html>",
                "record 1 (line 1)",
            ),
            ("a.gz", b"\x1f\x8b\x08\x00aaaa", "decompress it first"),
        ];
        for (name, bytes, told) in cases {
            opens(&page, &scratch("not-traces", name, bytes)).await;
            let said = page.wait_for_text(&named(id::FILE_ERROR), name).await;
            assert!(said.contains(told), "{name}: {said}");
            assert!(said.contains("record 1"), "{name}: {said}");
            page.click(&named(id::CLOSE)).await;
            page.wait_gone(&named(id::FILE_ERROR)).await;
            assert_eq!(
                (picture(&page).await, position(&page).await),
                before,
                "{name}"
            );
        }
        assert_eq!(page.count("img").await, 0);
    });
}

/// The first record is bad, though the header is right: there is nothing to replay.
#[test]
fn a_bad_first_record_leaves_nothing() {
    in_browser("not-traces-first", |page| async move {
        page.start().await;
        let before = picture(&page).await;
        let text = format!("{HEADER}0,W,zero,4096\n");
        opens(
            &page,
            &scratch("not-traces-first", "bad.csv", text.as_bytes()),
        )
        .await;
        if page
            .wait_for(&format!(
                "{}, {}",
                named(id::TRACE_DIALOG),
                named(id::FILE_ERROR)
            ))
            .await
            .attr("data-testid")
            .await
            .unwrap()
            .as_deref()
            == Some(id::TRACE_DIALOG)
        {
            page.click(&named(id::TRACE_START)).await;
        }
        let said = page.wait_for_text(&named(id::FILE_ERROR), "bad.csv").await;
        assert!(said.contains("record 1 (line 2)"), "{said}");
        assert!(said.contains("zero"), "{said}");
        page.click(&named(id::CLOSE)).await;
        assert_eq!(picture(&page).await, before);
    });
}

/// A later record is bad: what came before is kept, and the place is named.
#[test]
fn a_bad_later_record_keeps_what_came_before() {
    in_browser("not-traces-later", |page| async move {
        page.start().await;
        let text = format!(
            "{HEADER}0,W,0,4096\n10,W,4096,4096\n20,R,0,512\n30,W,0,4096\n40,X,0,4096\n50,W,0,1\n"
        );
        opens(
            &page,
            &scratch("not-traces-later", "half.csv", text.as_bytes()),
        )
        .await;
        fills(&page, id::TRACE_WRITES, "1").await;
        page.click(&named(id::TRACE_START)).await;
        let said = page
            .wait_for_text(&named(id::TRACE_REPORT), "first bad record")
            .await;
        assert!(said.contains("record 5 (line 6)"), "{said}");
        assert_eq!(count(&page, "records").await, "4");
        assert_eq!(count(&page, "writes").await, "3");
        assert_eq!(count(&page, "snapshots").await, "3");
    });
}

async fn count(page: &Page, name: &str) -> String {
    content(
        page,
        &format!("{} [data-count='{name}'] b", named(id::TRACE_REPORT)),
    )
    .await
}

/// A scenario with a mistake: the line, the column, the caret; the document stays.
#[test]
fn a_scenario_with_a_mistake_names_its_place() {
    in_browser("not-a-scenario", |page| async move {
        page.start().await;
        let before = (picture(&page).await, position(&page).await);
        let text = "cow 1\nvolume base pages 8 page 4KiB levels 8\nross s1 off base\n";
        opens(
            &page,
            &scratch("not-a-scenario", "typo.cow", text.as_bytes()),
        )
        .await;
        let said = page.wait_for_text(&named(id::FILE_ERROR), "typo.cow").await;
        assert!(said.contains("Line 3, column 9"), "{said}");
        assert!(
            said.contains("ross s1 off base") && said.contains('^'),
            "{said}"
        );
        page.click(&named(id::CLOSE)).await;
        assert_eq!((picture(&page).await, position(&page).await), before);
        // Bytes that are no text at all.
        opens(
            &page,
            &scratch("not-a-scenario", "bytes.cow", b"cow 1\n\xff\xfe\x00\n"),
        )
        .await;
        let said = page
            .wait_for_text(&named(id::FILE_ERROR), "bytes.cow")
            .await;
        assert!(said.contains("UTF-8") || said.contains("Line 2"), "{said}");
        page.click(&named(id::CLOSE)).await;
        assert_eq!((picture(&page).await, position(&page).await), before);
    });
}

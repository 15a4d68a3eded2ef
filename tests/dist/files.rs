//! Saving, opening and dropping files.

use std::fs;

use cowpath_lab::{scenarios, session::Session};
use serde_json::json;

use crate::harness::in_browser;
use crate::site::{
    boxes, cells, content, named, opens, picture, position, runs, scratch,
    starts_without_animations, until,
};
use crate::testids as id;

#[test]
fn a_saved_document_opens_as_it_was() {
    in_browser("files-save", |page| async move {
        starts_without_animations(&page).await;
        page.click(&named(id::TO_END)).await;
        runs(&page, "ross s1 of base").await;
        runs(&page, "write base 0 \"left try\"").await;
        page.click(&named(id::UNDO)).await;
        runs(&page, "write base 0 \"kept try\"").await;
        runs(&page, "write 2304 @4090 \"crosses pages\"").await;
        let before = (cells(&page).await, position(&page).await);
        page.click(&named(id::SAVE)).await;
        let file = page.downloaded(".cow").await;
        let text = fs::read_to_string(&file).expect("it is text");
        assert!(text.starts_with("cow 1\n"), "{text}");
        assert!(text.contains("#~ after"), "the other try is in it: {text}");
        assert!(text.contains("kept try") && text.contains("left try"));

        page.reload().await;
        page.click(&named(id::TO_START)).await;
        opens(&page, &file).await;
        until(&page, "it is open", async || {
            position(&page).await == before.1
        })
        .await;
        assert_eq!(cells(&page).await, before.0);
        let title = content(&page, &named(id::TITLE)).await;
        assert!(title.ends_with(".cow"), "{title}");
        let branch = page.attribute(&named(id::BRANCH), "title").await;
        assert!(branch.contains("left try"), "{branch}");
    });
}

/// The first screen, saved, is the scenario.
#[test]
fn a_scenario_is_saved_as_it_is_written() {
    in_browser("files-scenario", |page| async move {
        page.start().await;
        page.click(&named(id::SAVE)).await;
        let saved = fs::read_to_string(page.downloaded(".cow").await).expect("it is text");
        let scenario = scenarios::find("fig8").expect("it is built in");
        let expected = Session::open(scenario.text).expect("it parses").save();
        assert_eq!(saved, expected);
        assert!(
            saved.contains("# Two branches, which meet in 2204"),
            "comments stay"
        );
    });
}

#[test]
fn the_picture_is_exported_as_a_file_of_its_own() {
    in_browser("files-svg", |page| async move {
        page.start().await;
        page.click(&named(id::EXPORT_SVG)).await;
        let svg = fs::read_to_string(page.downloaded(".svg").await).expect("it is text");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        assert!(svg.trim_end().ends_with("</svg>"));
        for title in boxes(&page).await {
            assert!(svg.contains(&title), "{title}");
        }
        assert!(!svg.contains("<script") && !svg.contains("href"));
        // It is an image to a browser.
        let loads = page
            .execute_async(
                "const [svg, done] = arguments;
                 const image = new Image();
                 image.onload = () => done(image.naturalWidth > 100);
                 image.onerror = () => done(false);
                 image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));",
                vec![json!(svg)],
            )
            .await;
        assert_eq!(loads, json!(true));
    });
}

#[test]
fn a_file_can_be_dropped_anywhere() {
    in_browser("files-drop", |page| async move {
        page.start().await;
        let text = "cow 1\nvolume dropped pages 4 page 4KiB levels 4\nwrite dropped 0 \"d0\"\n";
        drop_file(&page, "dropped.cow", text).await;
        page.wait_for_text(&named(id::TITLE), "dropped.cow").await;
        let shown = boxes(&page).await;
        assert!(shown[0].starts_with("dropped: base volume"), "{shown:?}");
        let trace = "time_us,op,offset_bytes,length_bytes\n0,W,0,4096\n9,W,4096,4096\n";
        drop_file(&page, "dropped.csv", trace).await;
        page.wait_for_text(&named(id::TRACE_DIALOG), "dropped.csv")
            .await;
    });
}

async fn drop_file(page: &crate::harness::Page, name: &str, text: &str) {
    let script = "const [css, name, text] = arguments;
        const target = document.querySelector(css);
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
            const init = { bubbles: true, cancelable: true, dataTransfer: data };
            target.dispatchEvent(new DragEvent(kind, init));
        }";
    let arguments = vec![json!(named(id::STAGE)), json!(name), json!(text)];
    page.execute(script, arguments).await;
}

/// A file's name is text, too.
#[test]
fn a_hostile_file_name_is_shown_as_text() {
    in_browser("files-hostile", |page| async move {
        page.start().await;
        let name = "<img src=x onerror=alert(1)>.cow";
        let text = b"cow 1\nvolume b pages 4 page 4KiB levels 4\n";
        opens(&page, &scratch("files-hostile", name, text)).await;
        page.wait_for_text(&named(id::TITLE), name).await;
        assert_eq!(page.count("img").await, 0);
        opens(&page, &scratch("files-hostile", "<img src=y>.txt", b"no")).await;
        page.wait_for_text(&named(id::FILE_ERROR), "<img src=y>.txt")
            .await;
        assert_eq!(page.count("img").await, 0);
    });
}

/// Refused commands of a file are marked and leave the rest to run.
#[test]
fn a_file_with_refused_commands_opens_and_says_so() {
    in_browser("files-refused", |page| async move {
        page.start().await;
        let text = "cow 1\nvolume b pages 4 page 4KiB levels 4\nross s of b\n\
                    write s 0 \"no\"\nwrite b 0 \"yes\"\n";
        opens(
            &page,
            &scratch("files-refused", "refused.cow", text.as_bytes()),
        )
        .await;
        let said = page.wait_for_text(&named(id::NOTICE), "refused").await;
        assert!(said.starts_with('1'), "{said}");
        assert!(picture(&page).await.contains("yes"));
        assert!(page.exists(".dot.refused").await);
    });
}

/// A replay is saved as its one line; opening that asks for the trace.
#[test]
fn a_saved_replay_asks_for_its_trace() {
    in_browser("files-replay", |page| async move {
        page.start().await;
        opens(&page, &page.sample(crate::trace::SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        page.click(&named(id::CLOSE)).await;
        page.click(&named(id::SAVE)).await;
        let file = page.downloaded(".cow").await;
        let text = fs::read_to_string(&file).expect("it is text");
        assert!(
            text.contains("replay \"sqlite-oltp.csv\" sha256:")
                || text.contains("replay sqlite-oltp.csv sha256:"),
            "{text}"
        );
        assert!(text.contains(" every 1000"), "{text}");
        opens(&page, &file).await;
        let said = page
            .wait_for_text(&named(id::NEEDS_TRACE), "sqlite-oltp.csv")
            .await;
        assert!(said.contains("Open that trace too"), "{said}");
        page.click(&named(id::CLOSE)).await;
    });
}

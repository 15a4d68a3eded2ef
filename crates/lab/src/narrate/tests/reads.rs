//! Reads: the volumes on the way, skip pointers, redirects, the cost.

use super::check;

#[test]
fn a_read_follows_the_links_to_the_base() {
    check(
        "read 2206 6",
        r"
A read of page 6 of 2206
2206 is asked for page 6.
2206, 2212, 2210 and 2204 hold nothing for it themselves, so the search follows their look-up links.
No snapshot on the way holds the page, so it is read in base itself: a6.
It took seven look-ups in five volumes.
2206 and 2212 keep a skip pointer to 2204, the last snapshot that the search passed: the next read of page 6 goes on there.
[The search, volume by volume]
              look in 2206: level 1 entry empty, on to 2212 (one look-up)
              look in 2212: level 3 entry empty, on to 2210 (three look-ups)
              look in 2210: level 1 entry empty, on to 2204 (one look-up)
              look in 2204: level 1 entry empty, on to base (one look-up)
              look in base: the end of every path (one look-up)
              deliver the content: a6
              leave skip pointers to 2204 in 2206 and 2212
",
    );
}

#[test]
fn a_read_on_a_branch_stops_at_the_first_holder() {
    check(
        "read 2306 4",
        r"
A read of page 4 of 2306
2306 is asked for page 4.
2306 and 2308 hold nothing for it themselves, so the search follows their look-up links.
2304 holds the page, at offset 9 of the data volume: y4.
It took seven look-ups in three volumes.
[The search, volume by volume]
              look in 2306: level 2 entry empty, on to 2308 (two look-ups)
              look in 2308: level 2 entry empty, on to 2304 (two look-ups)
              look in 2304: the page at data+9 (three look-ups)
              deliver the content: y4
",
    );
}

#[test]
fn a_base_holds_its_pages_in_place() {
    check(
        "read base 3",
        r"
A read of page 3 of base
base is asked for page 3.
A base volume holds all its pages in place: the answer is b3.
It took one look-up in one volume.
[The search, volume by volume]
              look in base: the end of every path (one look-up)
              deliver the content: b3
",
    );
}

#[test]
fn a_snapshot_may_hold_the_page_itself() {
    check(
        "read 2104 0",
        r"
A read of page 0 of 2104
2104 is asked for page 0.
2104 holds the page, at offset 14 of the data volume: r0.
It took three look-ups in one volume.
[The search, volume by volume]
              look in 2104: the page at data+14 (three look-ups)
              deliver the content: r0
",
    );
}

#[test]
fn a_read_leaves_skip_pointers() {
    check(
        "read 2206 3",
        r"
A read of page 3 of 2206
2206 is asked for page 3.
2206, 2212 and 2210 hold nothing for it themselves, so the search follows their look-up links.
2204 holds the page, at offset 5 of the data volume: a3.
It took ten look-ups in four volumes.
2206 and 2212 keep a skip pointer to 2204, a hint that lets the next read of page 3 jump there.
[The search, volume by volume]
              look in 2206: level 2 entry empty, on to 2212 (two look-ups)
              look in 2212: level 2 entry empty, on to 2210 (two look-ups)
              look in 2210: level 3 entry empty, on to 2204 (three look-ups)
              look in 2204: the page at data+5 (three look-ups)
              deliver the content: a3
              leave skip pointers to 2204 in 2206 and 2212
",
    );
}

#[test]
fn the_next_read_jumps() {
    check(
        "read 2206 3\nread 2206 3",
        r"
A read of page 3 of 2206
2206 is asked for page 3.
2206 has a skip pointer for page 3: the search jumps to 2204 at once.
2204 holds the page, at offset 5 of the data volume: a3.
It took five look-ups in two volumes.
[The search, volume by volume]
              look in 2206: nothing, but a skip pointer to 2204 (two look-ups)
              look in 2204: the page at data+5 (three look-ups)
              deliver the content: a3
",
    );
}

#[test]
fn a_redirect_is_followed() {
    check(
        r#"set push redirect
write 2304 3 "v3"
read 2308 3"#,
        r"
A read of page 3 of 2308
2308 is asked for page 3.
2308 holds a redirect instead of a page: page 3 is read in 2204.
2204 holds the page, at offset 5 of the data volume: a3.
It took six look-ups in two volumes.
[The search, volume by volume]
              look in 2308: a redirect to 2204 (three look-ups)
              look in 2204: the page at data+5 (three look-ups)
              deliver the content: a3
",
    );
}

#[test]
fn a_page_never_written_holds_zeros() {
    check(
        "volume e pages 4 page 1B levels 4\nross e1 of e\nread e1 2",
        r"
A read of page 2 of e1
e1 is asked for page 2.
e1 holds nothing for it itself, so the search follows its look-up link.
e answers, where the page holds zeros, as all pages do at first.
It took two look-ups in two volumes.
[The search, volume by volume]
              look in e1: level 1 entry empty, on to e (one look-up)
              look in e: the end of every path (one look-up)
              deliver the content: zeros
",
    );
}

//! Comparisons: the methods, the three answers, and why they disagree.

use super::check;

#[test]
fn up_one_branch() {
    check(
        r#"write base 6 "b6"
diff 2206 2204"#,
        r"
A comparison of 2206 and 2204
2204 is on the look-up path of 2206, so method 500 applies: it goes from 2206 up to 2204 and reports every page that has an exception on the way.
Pages that differ by the method: 0-3, 6-7. By location: 0-2, 7. By content: 0-2.
Page 3: only 2204, the upper end of the path, has an exception, for a change made after it: 2206 reads a3 there as well.
Page 6: only 2204, the upper end of the path, has an exception, for a change made after it: 2206 reads a6 there as well.
Page 7: a7 was written twice, as write 1 and as write 3 of this page: it lies in two places, with equal bytes.
The walk looked at 19 entries in 16 tables.
[Steps of method 500]
  502 506     examine the exceptions of 2206: 0
  510         found: report page 0
  512 504     not the last: move to 2212
  502 506     examine the exceptions of 2212: 0-1, 7
  510         found: report pages 0-1, 7
  512 504     not the last: move to 2210
  502 506     examine the exceptions of 2210: 2
  510         found: report page 2
  512 504     not the last: move to 2204
  502 506     examine the exceptions of 2204: 3, 6
  510         found: report pages 3, 6
  512         2204 is the last: the end
              drop pages that both read from one place: 0-2, 7
              drop pages whose bytes are equal: 0-2
",
    );
}

#[test]
fn from_a_branch_to_its_parent() {
    check(
        r#"write base 6 "b6"
diff 2308 2204"#,
        r"
A comparison of 2308 and 2204
2204 is on the look-up path of 2308, so method 500 applies: it goes from 2308 up to 2204 and reports every page that has an exception on the way.
Pages that differ by the method: 3-6. By location: 4-6. By content: 4-5.
Page 3: only 2204, the upper end of the path, has an exception, for a change made after it: 2308 reads a3 there as well.
Page 6: a6 was copied into 2308 and 2204 by pushes, not changed: it lies in two places, with equal bytes.
The walk looked at 15 entries in 12 tables.
[Steps of method 500]
  502 506     examine the exceptions of 2308: 6
  510         found: report page 6
  512 504     not the last: move to 2304
  502 506     examine the exceptions of 2304: 4-6
  510         found: report pages 4-6
  512 504     not the last: move to 2204
  502 506     examine the exceptions of 2204: 3, 6
  510         found: report pages 3, 6
  512         2204 is the last: the end
              drop pages that both read from one place: 4-6
              drop pages whose bytes are equal: 4-5
",
    );
}

#[test]
fn two_branches_that_meet() {
    check(
        r#"write base 6 "b6"
diff 2206 2308"#,
        r"
A comparison of 2206 and 2308
The look-up paths of 2206 and 2308 meet in 2204, so method 550 applies: it goes up both sides and reports a page when the first entries it finds differ.
Pages that differ by the method: 0-2, 4-7. By location: 0-2, 4-7. By content: 0-2, 4-5.
Page 6: a6 was copied into 2204 and 2308 by pushes, not changed: it lies in two places, with equal bytes.
Page 7: a7 was written twice, as write 1 and as write 3 of this page: it lies in two places, with equal bytes.
The walk looked at 28 entries in 23 tables.
[Steps of method 550]
  552         examine 2206, the start of a side: 0
  554 556 558 move up to 2212 and examine it: 0-1, 7
  554 556 558 move up to 2210 and examine it: 2
  552         examine 2308, the start of a side: 6
  554 556 558 move up to 2304 and examine it: 4-6
  554 556 558 both sides reach 2204, the common parent: 3, 6
  560         an entry on a side: 0-7
  564         the first entries lead to the same place: 3
  562         ignore: 3
  566         report: 0-2, 4-7
              drop pages that both read from one place: 0-2, 4-7
              drop pages whose bytes are equal: 0-2, 4-5
",
    );
}

#[test]
fn a_volume_with_itself() {
    check(
        "diff 2212 2212",
        r"
A comparison of 2212 and 2212
2212 is compared with itself: only its own exceptions are reported.
Pages that differ by the method: 0-1, 7. By location: none. By content: none.
Page 0: 2212 holds it, and is compared with itself.
Page 1: 2212 holds it, and is compared with itself.
Page 7: 2212 holds it, and is compared with itself.
The walk looked at seven entries in five tables.
[Steps of method 500]
  502 506     examine the exceptions of 2212: 0-1, 7
  510         found: report pages 0-1, 7
  512         2212 is the last: the end
              drop pages that both read from one place: none
              drop pages whose bytes are equal: none
",
    );
}

#[test]
fn one_stored_page_by_two_entries() {
    check(
        r#"set push redirect
write 2304 3 "v3"
diff 2308 2204"#,
        r"
A comparison of 2308 and 2204
2204 is on the look-up path of 2308, so method 500 applies: it goes from 2308 up to 2204 and reports every page that has an exception on the way.
Pages that differ by the method: 3-6. By location: 4-6. By content: 4-5.
Page 3: the entries differ, but both lead to one stored page, a3 at data+5.
Page 6: a6 was copied into 2308 by a push, not changed: it lies in two places, with equal bytes.
The walk looked at 18 entries in 14 tables.
[Steps of method 500]
  502 506     examine the exceptions of 2308: 3, 6
  510         found: report pages 3, 6
  512 504     not the last: move to 2304
  502 506     examine the exceptions of 2304: 3-6
  510         found: report pages 3-6
  512 504     not the last: move to 2204
  502 506     examine the exceptions of 2204: 3
  510         found: report page 3
  512         2204 is the last: the end
              drop pages that both read from one place: 4-6
              drop pages whose bytes are equal: 4-5
",
    );
}

#[test]
fn zeros_stored_and_not_stored() {
    check(
        r#"volume e pages 4 page 1B levels 4
ross e1 of e
write e 2 "v"
write e 2 ""
diff e1 e"#,
        r"
A comparison of e1 and e
e is on the look-up path of e1, so method 500 applies: it goes from e1 up to e and reports every page that has an exception on the way.
e has no exception and is ignored.
Pages that differ by the method: 2. By location: 2. By content: none.
Page 2: zeros lie in two places, with equal bytes.
The walk looked at one entry in one table.
[Steps of method 500]
  502 506     examine the exceptions of e1: 2
  510         found: report page 2
  512 504     not the last: move to e
  502 506     examine the exceptions of e: none
  508         nothing found: ignore e
  512         e is the last: the end
              drop pages that both read from one place: 2
              drop pages whose bytes are equal: none
",
    );
}

#[test]
fn answers_that_agree() {
    check(
        "diff 2106 2104",
        r"
A comparison of 2106 and 2104
2104 is on the look-up path of 2106, so method 500 applies: it goes from 2106 up to 2104 and reports every page that has an exception on the way.
Pages that differ by the method: 0. By location: 0. By content: 0.
The three answers agree.
The walk looked at six entries in six tables.
[Steps of method 500]
  502 506     examine the exceptions of 2106: 0
  510         found: report page 0
  512 504     not the last: move to 2104
  502 506     examine the exceptions of 2104: 0
  510         found: report page 0
  512         2104 is the last: the end
              drop pages that both read from one place: 0
              drop pages whose bytes are equal: 0
",
    );
}

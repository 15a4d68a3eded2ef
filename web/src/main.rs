//! The page's module.

fn main() {
    cowpath_web::mount();
}

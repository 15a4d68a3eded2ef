//! The one module of the site: the page, or the worker, by where it runs.

fn main() {
    if cowpath_web::is_worker() {
        cowpath_web::work();
    } else {
        cowpath_web::mount();
    }
}

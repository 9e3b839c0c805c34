//! A release carries the web inside: cargo must see it change. The dev build reads it from its folder.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../web/apps/console/dist");
        println!("cargo:rerun-if-changed=../../web/apps/residents/dist");
    }
}

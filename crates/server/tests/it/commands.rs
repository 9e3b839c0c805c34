//! Commands that end by themselves.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use crate::house::House;

#[test]
fn the_document_and_the_labels_can_be_read_and_do_not_change() {
    let house = House::new();
    for (command, key) in [("openapi", "paths"), ("labels", "MatterState")] {
        let (first, second) = (house.run(&[command]).ok(), house.run(&[command]).ok());
        assert_eq!(first, second);
        assert!(first.ends_with("}\n"));
        let json: Value = serde_json::from_str(&first).expect("JSON");
        assert!(json[key].as_object().is_some_and(|object| !object.is_empty()), "{command}");
    }
    assert!(!house.path("var").exists(), "printing touches nothing");
}

#[test]
fn a_pdf_that_brings_its_reader_down_brings_nothing_else_down() {
    let house = House::new();
    let look = |bytes: &[u8]| {
        let mut command = house.command(&["look-into-pdf"]);
        let mut reader =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary");
        // One that breaks down does not read to the end.
        let _ = reader.stdin.take().expect("a pipe").write_all(bytes);
        reader.wait_with_output().expect("an end")
    };
    let told = look(b"%PDF-1.7 cut off << /S /Launch /F (a)");
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(told, serde_json::json!({ "acts": true, "facts": { "Err": "Broken" } }));
    // An array in an array in an array, four million deep.
    let deep = [b"%PDF-1.4\n1 0 obj\n".as_slice(), &[b'['; 4 << 20]].concat();
    assert!(!look(&deep).status.success());
}

#[test]
fn migrate_makes_the_database_once_and_for_this_account_alone() {
    let house = House::new();
    assert!(house.run(&["migrate"]).ok().contains("up to date"));
    assert_eq!(house.run(&["migrate"]).ok(), "the schema is up to date\n");
    let mode = fs::metadata(house.path("var/bandeng.db")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn doctor_warns_on_the_first_day_and_fails_where_something_is_wrong() {
    let house = House::new();
    // Fonts and the calendar are the machine's: they warn and never fail.
    let first = house.run(&["doctor"]);
    assert_eq!(first.code, 0, "{}", first.out);
    assert!(first.out.contains("warn  database"), "{}", first.out);
    assert!(!house.path("var").exists(), "looking makes nothing");

    house.run(&["migrate"]).ok();
    fs::write(house.path("var/keys.json"), "{}").expect("a file");
    fs::set_permissions(house.path("var/keys.json"), fs::Permissions::from_mode(0o644)).expect("a mode");
    let open = house.run(&["doctor"]);
    assert_eq!(open.code, 1, "{}", open.out);
    assert!(open.out.contains("fail  keys") && open.out.contains("chmod 600"), "{}", open.out);

    fs::set_permissions(house.path("var/keys.json"), fs::Permissions::from_mode(0o600)).expect("a mode");
    let well = house.run(&["doctor"]).ok();
    assert!(well.contains("ok    settings") && well.contains("ok    schema"), "{well}");

    fs::write(house.path("damaged.db"), "this is no database").expect("a file");
    assert_eq!(house.run(&["doctor", "--database-url", "damaged.db"]).code, 1);
}

#[test]
fn stats_count_anew_and_tell_whether_they_are_right() {
    let house = House::new();
    assert_eq!(house.run(&["stats", "verify"]).code, 2, "there is no database");
    house.run(&["migrate"]).ok();
    assert_eq!(
        house.run(&["stats", "verify"]).ok(),
        "0 matters with 0 facts counted: 0 matters and 0 sums are wrong; 0 matters wait to be counted\n"
    );
    assert_eq!(house.run(&["stats", "rebuild"]).ok(), "0 matters counted; 0 facts and 0 sums put right\n");
}

#[test]
fn reindex_needs_a_database_and_says_what_it_did() {
    let house = House::new();
    assert_eq!(house.run(&["reindex"]).code, 1);
    house.run(&["migrate"]).ok();
    assert_eq!(house.run(&["reindex"]).ok(), "0 matters read, 0 in the search index\n");
}

#[test]
fn audit_verify_tells_whole_from_unknown() {
    let house = House::new();
    let nothing = house.run(&["audit", "verify"]);
    assert_eq!(nothing.code, 2, "{}", nothing.err);
    assert!(nothing.err.contains("no database"), "{}", nothing.err);
    house.run(&["migrate"]).ok();
    let whole = house.run(&["audit", "verify"]).ok();
    assert!(whole.starts_with("0 streams, 0 events, 0 daily seals, "), "{whole}");
    assert!(whole.ends_with("\nthe history is whole\n"), "{whole}");
}

#[test]
fn import_areas_keeps_what_is_well_and_names_what_is_not() {
    let house = House::new();
    fs::write(house.path("areas.csv"), "code,name\n62,甘肃省\n6206,武威市\nx,?\n620602,凉州区\n").expect("a file");
    let first = house.run(&["import", "areas", "areas.csv"]);
    assert!(first.code == 1 && first.out.contains("left out: areas.csv line 4:"), "{}{}", first.out, first.err);
    assert!(
        first
            .out
            .ends_with("4 lines read: 3 new, 0 renamed, 0 unchanged, 1 left out; 0 areas ended, 0 in force again\n"),
        "{}",
        first.out
    );
    let again = house.run(&["import", "areas", "areas.csv"]);
    assert!(
        again
            .out
            .ends_with("4 lines read: 0 new, 0 renamed, 3 unchanged, 1 left out; 0 areas ended, 0 in force again\n"),
        "{}",
        again.out
    );
    assert_eq!(house.run(&["import", "areas", "nowhere"]).code, 2);
    assert!(house.run(&["audit", "verify"]).ok().contains("the history is whole"));
}

#[test]
fn settings_come_from_the_file_then_the_environment_then_flags() {
    let house = House::new();
    fs::write(house.path("bandeng.toml"), "data_dir = \"from-file\"\n").expect("a file");
    house.run(&["migrate"]).ok();
    assert!(house.path("from-file/bandeng.db").exists());
    let status = house.command(&["migrate"]).env("BANDENG_DATA_DIR", "from-env").status().expect("a status");
    assert!(status.success() && house.path("from-env/bandeng.db").exists());
    let mut command = house.command(&["migrate", "--data-dir", "from-flag"]);
    assert!(command.env("BANDENG_DATA_DIR", "not-this").status().expect("a status").success());
    assert!(house.path("from-flag/bandeng.db").exists() && !house.path("not-this").exists());
}

#[test]
fn a_wrong_setting_says_which_and_where_and_never_the_password() {
    let house = House::new();
    fs::write(house.path("bandeng.toml"), "lisen = \"x\"\n").expect("a file");
    let ran = house.run(&["migrate"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("lisen") && ran.err.contains("bandeng.toml") && ran.err.contains("listen"), "{}", ran.err);
    fs::remove_file(house.path("bandeng.toml")).expect("removed");

    let missing = house.run(&["migrate", "--config", "nowhere.toml"]);
    assert!(missing.code == 1 && missing.err.contains("nowhere.toml"), "{}", missing.err);
    for url in ["postgres://bandeng:geheim@127.0.0.1:1/bandeng", "postgres://bandeng:geheim@127.0.0.1:70000/bandeng"] {
        for command in ["migrate", "doctor"] {
            let ran = house.run(&[command, "--database-url", url]);
            assert_eq!(ran.code, 1, "{command}");
            let printed = ran.out + &ran.err;
            assert!(printed.contains("postgres://127.0.0.1") && !printed.contains("geheim"), "{printed}");
        }
    }
}

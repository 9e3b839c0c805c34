//! Backups, restoring and copying with the real binary.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use crate::house::{House, Server};
use crate::http::{get, post};

const SOON: Duration = Duration::from_secs(10);

/// The one-time password of a first start.
fn password(server: &Server) -> String {
    let line = server.printed.lines().find(|line| line.starts_with("first run:")).expect("a first run");
    line.split("password ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a password").to_owned()
}

fn sign_in(server: &Server, password: &str) -> u16 {
    let body = json!({ "login": "bootstrap", "password": password });
    post(&server.address, "/api/v1/session", &[], &body).expect("an answer").status
}

fn stop(mut server: Server) {
    server.signal(Signal::TERM);
    assert!(server.end(SOON).success(), "{}", server.log());
}

#[test]
fn a_backup_of_a_running_server_starts_elsewhere() {
    let house = House::new();
    let server = house.start(&["run"]);
    let password = password(&server);
    fs::write(house.path("var/files/stray"), "no row names it").expect("a file");
    let recipient = house.run(&["backup", "--new-key", "key.txt"]).ok();
    assert_eq!(house.run(&["backup", "b.age"]).code, 1, "nothing was said to encrypt with");
    let made = house.run(&["backup", "b.age", "--recipient", recipient.trim()]).ok();
    assert!(made.starts_with("b.age: ") && made.contains(" 0 files, "), "{made}");
    assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 200);
    let whole = house.run(&["backup", "--verify", "b.age", "--identity", "key.txt"]).ok();
    assert!(whole.contains("the same as written"), "{whole}");

    let other = House::new();
    for name in ["b.age", "key.txt"] {
        fs::copy(house.path(name), other.path(name)).expect("taken along");
    }
    let refused = other.run(&["restore", "b.age", "--identity", "b.age"]);
    assert!(refused.code == 1 && !other.path("var").exists(), "{}", refused.err);
    // What another database left would be written into the new one.
    fs::create_dir(other.path("var")).expect("a folder");
    fs::write(other.path("var/bandeng.db-wal"), "left").expect("a journal");
    let refused = other.run(&["restore", "b.age", "--identity", "key.txt"]);
    assert!(refused.code == 1 && refused.err.contains("bandeng.db-wal"), "{}", refused.err);
    fs::remove_dir_all(other.path("var")).expect("moved aside");
    other.run(&["restore", "b.age", "--identity", "key.txt"]).ok();
    let left: Vec<_> = fs::read_dir(other.path("var")).expect("the folder").collect();
    assert_eq!(left.len(), 3, "database, keys, files and nothing else: {left:?}");
    let keys = |house: &House| fs::read_to_string(house.path("var/keys.json")).expect("keys");
    assert_eq!(keys(&other), keys(&house));
    let restored = other.start(&["run"]);
    assert_eq!((restored.printed.as_str(), sign_in(&restored, &password)), ("", 200));
    stop(restored);
    assert!(other.run(&["audit", "verify"]).ok().contains("the history is whole"));

    // Nothing is overwritten, said in the reader's language.
    let again = ["restore", "b.age", "--identity", "key.txt"];
    let ran = other.command(&again).env("LC_ALL", "zh_CN.UTF-8").output().expect("it runs");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!ran.status.success() && said.contains("已经有数据"), "{said}");
    let ran = other.command(&again).env("LC_ALL", "C").output().expect("it runs");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("nothing is overwritten"));
    stop(server);
}

#[test]
fn an_interrupted_backup_leaves_nothing_with_a_good_name() {
    let house = House::new();
    stop(house.start(&["run"]));
    fs::write(house.path("words"), "correct horse battery staple\n").expect("a passphrase");
    let mut command = house.command(&["backup", "b.age", "--passphrase-file", "words"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let began = Instant::now();
    // The passphrase costs a second of work after the file was begun.
    while !house.path("b.age.part").exists() {
        assert!(began.elapsed() < SOON, "it never began");
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(house.path("b.age.part").exists() && !house.path("b.age").exists());
    assert_eq!(house.run(&["backup", "b.age", "--passphrase-file", "words"]).code, 1, "what is unfinished stays");
    fs::remove_file(house.path("b.age.part")).expect("gone");
    house.run(&["backup", "b.age", "--passphrase-file", "words"]).ok();
    let whole = fs::read(house.path("b.age")).expect("the file");
    fs::write(house.path("cut.age"), &whole[..whole.len() - 10]).expect("a shorter one");
    let cut = house.run(&["restore", "cut.age", "--passphrase-file", "words", "--data-dir", "new"]);
    assert!(cut.code == 1 && cut.err.contains("cut off"), "{}", cut.err);
    fs::write(house.path("wrong"), "correct horse").expect("another passphrase");
    let wrong = house.run(&["restore", "b.age", "--passphrase-file", "wrong", "--data-dir", "new"]);
    assert!(wrong.code == 1 && wrong.err.contains("passphrase is wrong"), "{}", wrong.err);
    assert!(!house.path("new").exists());
}

#[test]
fn a_database_is_copied_when_nobody_works_with_it() {
    let house = House::new();
    let server = house.start(&["run"]);
    let password = password(&server);
    let target = format!("sqlite://{}", house.path("copy/moved.db").display());
    let busy = house.run(&["db", "copy", "--to", &target]);
    assert!(busy.code == 1 && busy.err.contains("stop the service"), "{}", busy.err);
    assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 200);
    stop(server);
    let copied = house.run(&["db", "copy", "--to", &target]).ok();
    assert!(copied.contains("tables, ") && copied.contains(": the same"), "{copied}");
    assert!(copied.contains(&format!("set database_url to {target} ")), "{copied}");
    let again = house.run(&["db", "copy", "--to", &target]);
    assert!(again.code == 1 && again.err.contains("nothing is overwritten"), "{}", again.err);
    let moved = house.start(&["run", "--database-url", &target]);
    assert_eq!((moved.printed.as_str(), sign_in(&moved, &password)), ("", 200));
    stop(moved);
}

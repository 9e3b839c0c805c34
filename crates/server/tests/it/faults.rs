//! A disk that is full or cannot be written, a database that is taken away, a clock that jumps: the server refuses in clear
//! words, loses nothing it confirmed, and goes on when the fault is over.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bandeng_store::{Crypt, Engine, Env};
use bandeng_testkit::TestApp;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::durability::{form, register, sign_in};
use crate::house::{House, Server};
use crate::http::{get, post};

/// A disk of a few megabytes, in memory. Only the owner of the machine may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(path: PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&path).expect("a folder");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&path).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(path));
        }
        eprintln!("NOT TRIED: this account may not make a disk in memory");
        None
    }

    fn again(&self, options: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(status.expect("mount runs").success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The small world in a file of its own, with keys beside it.
/// None on PostgreSQL, whose disk is not ours: `cargo xtask drill` takes that away.
async fn settle(folder: &Path) -> Option<String> {
    let app = TestApp::new().await;
    if app.app.db.engine() == Engine::Postgres {
        return None;
    }
    let path = folder.join("bandeng.db");
    let sql = format!("VACUUM INTO '{}'", path.display());
    app.app.db.technical().execute_unprepared(&sql).await.expect("a copy of the world");
    Crypt::open(&folder.join("keys.json"), &Env::system()).expect("keys");
    Some(format!("sqlite://{}", path.display()))
}

/// Registers until the server refuses: what was confirmed, and the code of the refusal.
fn register_until_refused(server: &Server, cookie: &str, name: &str) -> (Vec<String>, String) {
    let mut confirmed = Vec::new();
    for n in 0..2_000 {
        let key = format!("a-matter-{name}-{n}");
        let answer = register(&server.address, cookie, &key, &form(&key)).expect("an answer");
        let json = answer.json();
        match answer.status {
            201 => confirmed.push(json["code"].as_str().expect("a code").to_owned()),
            503 => return (confirmed, json["code"].as_str().expect("a code").to_owned()),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    panic!("it never refused");
}

fn all_there(server: &Server, cookie: &str, codes: &[String]) {
    for code in codes {
        let answer = get(&server.address, &format!("/api/v1/matters/{code}"), &[("Cookie", cookie)]);
        assert_eq!(answer.expect("an answer").status, 200, "{code} was confirmed and is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_room_is_enough_to_go_on() {
    let house = House::new();
    let Some(disk) = SmallDisk::at(house.path("var"), "size=24m") else { return };
    let Some(url) = settle(&disk.0).await else { return };
    tokio::task::block_in_place(|| {
        let args = ["run", "--database-url", &url];
        let mut server = house.start(&args);
        let cookie = sign_in(&server.address);
        let ballast = disk.0.join("ballast");
        let full = fs::write(&ballast, vec![0; 30 << 20]);
        assert!(full.is_err(), "the disk is full now");
        let (mut confirmed, code) = register_until_refused(&server, &cookie, "full");
        assert_eq!(code, "storage-full");
        assert_eq!(get(&server.address, "/healthz", &[]).expect("an answer").status, 200);
        all_there(&server, &cookie, &confirmed);
        fs::remove_file(&ballast).expect("room");
        let answer = register(&server.address, &cookie, "a-matter-after", &form("after")).expect("an answer");
        assert_eq!(answer.status, 201, "it goes on without a new start: {}", answer.text());
        confirmed.push(answer.json()["code"].as_str().expect("a code").to_owned());
        server.kill();
        let server = house.start(&args);
        all_there(&server, &sign_in(&server.address), &confirmed);
        assert!(house.run(&["audit", "verify", "--database-url", &url]).ok().contains("the history is whole"));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_written_is_told_at_the_start() {
    let house = House::new();
    let Some(disk) = SmallDisk::at(house.path("var"), "size=24m") else { return };
    if settle(&disk.0).await.is_none() {
        return;
    }
    disk.again("ro");
    let ran = tokio::task::block_in_place(|| house.run(&["run", "--listen", "127.0.0.1:0"]));
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("check that the file and its folder may be written"), "{}", ran.err);
    disk.again("rw");
    tokio::task::block_in_place(|| drop(house.start(&["run"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_taken_away_is_not_written_into() {
    let house = House::new();
    fs::create_dir_all(house.path("var")).expect("a folder");
    let Some(url) = settle(&house.path("var")).await else { return };
    tokio::task::block_in_place(|| {
        let server = house.start(&["run", "--database-url", &url]);
        let cookie = sign_in(&server.address);
        let first = register(&server.address, &cookie, "a-matter-first", &form("first")).expect("an answer");
        let code = first.json()["code"].as_str().expect("a code").to_owned();
        let (here, away) = (house.path("var/bandeng.db"), house.path("var/elsewhere.db"));
        fs::rename(&here, &away).expect("taken away");
        let (confirmed, refusal) = register_until_refused(&server, &cookie, "away");
        assert_eq!((confirmed.len(), refusal.as_str()), (0, "database-moved"));
        assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 503);
        // Another file under its name is not it either.
        fs::copy(&away, &here).expect("another one");
        assert_eq!(register_until_refused(&server, &cookie, "another").1, "database-moved");
        fs::rename(&away, &here).expect("brought back");
        let after = register(&server.address, &cookie, "a-matter-after", &form("after")).expect("an answer");
        assert_eq!(after.status, 201, "{}", after.text());
        all_there(&server, &cookie, &[code]);
    });
}

/// Reads the clock with so many seconds added as stand in a file. For one process: nobody may change the machine's clock.
const SHIFT: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t which, struct timespec *now) {
    int done = syscall(SYS_clock_gettime, which, now);
    if (done != 0 || which != CLOCK_REALTIME) return done;
    char text[32] = {0};
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
    if (file >= 0) { if (read(file, text, 31) > 0) now->tv_sec += atol(text); close(file); }
    return done;
}
"#;

/// The library of [`SHIFT`]. The compiler is there: Rust links with it.
fn shifting(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("shift.c"), folder.join("shift.so"));
    fs::write(&source, SHIFT).expect("written");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).status();
    assert!(built.expect("a C compiler").success());
    library
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_stops_nobody_and_is_named_afterwards() {
    let house = House::new();
    fs::create_dir_all(house.path("var")).expect("a folder");
    let Some(url) = settle(&house.path("var")).await else { return };
    tokio::task::block_in_place(|| {
        let (shift, hour) = (house.path("shift"), 3_600i64);
        let set = |hours: i64| fs::write(&shift, (hours * hour).to_string()).expect("the clock is set");
        set(0);
        let mut command = house.command(&["run", "--database-url", &url]);
        command.env("LD_PRELOAD", shifting(&house.path("var"))).env("CLOCK_SHIFT", &shift);
        let server = House::serve(command);
        let cookie = sign_in(&server.address);
        let registered = |cookie: &str, key: &str| {
            let answer = register(&server.address, cookie, key, &form(key)).expect("an answer");
            assert_eq!(answer.status, 201, "{key}: {}", answer.text());
            answer.json()["code"].as_str().expect("a code").to_owned()
        };
        let first = registered(&cookie, "a-matter-now");
        // Back: what goes on goes on, and the same matter gets an event that is older than its last.
        set(-3);
        let second = registered(&cookie, "a-matter-earlier");
        let body = json!({ "version": version(&server, &cookie, &first), "reason": "涉及未成年人" });
        let sealed = post(&server.address, &format!("/api/v1/matters/{first}/seal"), &[("Cookie", &cookie)], &body);
        assert_eq!(sealed.expect("an answer").status, 200);
        // A year on: sessions are over, and whoever signs in again works.
        set(24 * 365);
        let path = format!("/api/v1/matters/{first}");
        assert_eq!(get(&server.address, &path, &[("Cookie", &cookie)]).expect("an answer").status, 401);
        let later = sign_in(&server.address);
        let third = registered(&later, "a-matter-later");
        all_there(&server, &later, &[first.clone(), second, third]);
        // And back to now.
        set(0);
        registered(&sign_in(&server.address), "a-matter-again");
        assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 200);
        let verified = house.run(&["audit", "verify", "--database-url", &url]);
        assert!(verified.code == 1 && verified.out.contains(&format!("broken: {first} at event")), "{}", verified.out);
        assert_eq!(verified.out.matches("broken: ").count(), 1, "{}", verified.out);
    });
}

fn version(server: &Server, cookie: &str, code: &str) -> serde_json::Value {
    let answer = get(&server.address, &format!("/api/v1/matters/{code}"), &[("Cookie", cookie)]).expect("an answer");
    answer.json()["version"].clone()
}

//! `cargo xtask attack`: schemathesis over the OpenAPI document against the real binary with a demo, as several posts. It
//! finds answers of a server that broke, and answers the document does not promise.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths::Workspace;
use crate::process;
use crate::report::Report;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Take this binary instead of building one
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Seconds for each post
    #[arg(long, default_value = "100")]
    seconds: u32,
    /// Sign-in names of the demo
    #[arg(long, value_delimiter = ',', default_value = "clerk,mediator,secadmin")]
    posts: Vec<String>,
    /// Another number tries other values
    #[arg(long, default_value = "1")]
    seed: u32,
}

const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// What the document promises. Whether a strange value is refused or taken is for our own tests to say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// These end the session that tries, never end themselves, or compute for a quarter of a second by design.
const LEFT_OUT: &[&str] =
    &["sign_out", "end_session", "end_other_sessions", "change_password", "begin_totp", "watch_calls", "sign_in"];
/// Of every account of the demo.
const PASSWORD: &str = "liangzhou-demo";

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    let schemathesis = installed(ws)?;
    let binary = match &args.binary {
        Some(binary) => fs::canonicalize(binary).with_context(|| format!("no binary {}", binary.display()))?,
        None => {
            process::run(process::cargo(ws).args(["build", "--package", "bandeng"]))?;
            ws.binary()
        }
    };
    let folder = ws.target.join("attack");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let document = folder.join("openapi.json");
    fs::write(&document, process::output(Command::new(&binary).arg("openapi"))?)?;
    let mut report = Report::default();
    for post in &args.posts {
        report.step(post, || {
            let demo = Demo::start(&binary, &folder.join(post))?;
            let cookie = demo.sign_in(post)?;
            let mut command = Command::new(&schemathesis);
            command.current_dir(&folder).arg("run").arg(&document).args(["--url", &format!("http://{}", demo.address)]);
            command.args(["--header", &format!("Cookie: {cookie}"), "--header", "X-Requested-With: schemathesis"]);
            command.args(["--phases", "coverage,fuzzing", "--checks", CHECKS, "--warnings", "off", "--no-shrink"]);
            command.args(["--continue-on-failure", "--suppress-health-check", "all", "--no-color"]);
            command.args(["--max-time", &args.seconds.to_string(), "--seed", &args.seed.to_string()]);
            for operation in LEFT_OUT {
                command.args(["--exclude-operation-id", operation]);
            }
            process::run(&mut command)
        });
    }
    Ok(report.finish())
}

/// In the build folder, outside of the checkout; made once.
fn installed(ws: &Workspace) -> Result<PathBuf> {
    let folder = ws.target.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let mark = folder.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|text| text == SCHEMATHESIS) {
        return Ok(program);
    }
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
        .context("a virtual environment needs Python 3 with venv: apt-get install python3-venv")?;
    process::run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", SCHEMATHESIS]))?;
    fs::write(&mark, SCHEMATHESIS)?;
    Ok(program)
}

/// A demo of its own, ended with the value.
struct Demo {
    child: Child,
    address: String,
}

impl Demo {
    fn start(binary: &Path, data: &Path) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["demo", "--listen", "127.0.0.1:0", "--matters", "300", "--plain", "--log", "error"]);
        // As many questions as it can answer: the limits have tests of their own.
        for name in ["BANDENG_RATE_PUBLIC", "BANDENG_RATE_ADDRESS", "BANDENG_RATE_ACCOUNT"] {
            command.env(name, "0");
        }
        let mut child = command.arg("--data").arg(data).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("it tells its address")?;
        let mut demo = Self { child, address: String::new() };
        let mut lines = BufReader::new(out).lines();
        for line in lines.by_ref() {
            if let Some((_, address)) = line?.split_once("listening on http://") {
                demo.address = address.trim().to_owned();
                // What it says later must go somewhere.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(demo);
            }
        }
        bail!("the demo did not start")
    }

    /// The cookie of a session.
    fn sign_in(&self, login: &str) -> Result<String> {
        let body = serde_json::json!({ "login": login, "password": PASSWORD }).to_string();
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "POST /api/v1/session HTTP/1.1\r\nHost: {}\r\nX-Requested-With: xtask\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next().unwrap_or_default().to_owned())
        });
        cookie.with_context(|| format!("{login} cannot sign in"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

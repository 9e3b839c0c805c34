//! A throw-away PostgreSQL cluster for the tests.
//!
//! It listens on 127.0.0.1 only, trusts whoever reaches it, and does not wait for the disk (`fsync=off`): fit for
//! data nobody will miss, and for nothing else. A guard process of its own group holds the other end of a pipe; when
//! xtask ends, in whatever way, the pipe breaks and the guard stops the server and removes its folder.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::paths::Workspace;
use crate::{process, tools};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The command to run with TEST_DB set; without one the cluster stays until Ctrl-C
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    tools::for_postgres()?;
    let cluster = Cluster::start()?;
    println!("TEST_DB={}", cluster.url());
    let Some((program, rest)) = args.command.split_first() else {
        println!("running until Ctrl-C");
        loop {
            std::thread::park();
        }
    };
    let status = Command::new(program)
        .args(rest)
        .current_dir(&ws.root)
        .env("CARGO_TARGET_DIR", &ws.target)
        .env("TEST_DB", cluster.url())
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    Ok(status.success())
}

/// A running cluster; stopped and removed when dropped, and also when this process is killed.
pub(crate) struct Cluster {
    dir: PathBuf,
    port: u16,
    guard: Child,
}

/// How much a cluster may forget when the power goes.
const FORGETFUL: &str = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=256MB";
const DURABLE: &str = "-c shared_buffers=2GB -c checkpoint_timeout=15min";

impl Cluster {
    /// A cluster for tests: quick, because nothing in it must survive.
    pub(crate) fn start() -> Result<Self> {
        let cluster = Self::with(FORGETFUL)?;
        cluster.create("bandeng_test")?;
        Ok(cluster)
    }

    /// A cluster that keeps what it has acknowledged, to be measured.
    pub(crate) fn durable() -> Result<Self> {
        Self::with(DURABLE)
    }

    fn with(settings: &str) -> Result<Self> {
        let bin = tools::postgresql_bin().context("no PostgreSQL 15 or later found")?;
        let owner = Owner::choose();
        let dir = folder(&owner)?;
        let guard = guard(&bin, &owner, &dir).inspect_err(|_| {
            let _ = fs::remove_dir_all(&dir);
        })?;
        // From here on the guard cleans up, also when one of the next steps fails.
        let mut cluster = Self { dir: dir.clone(), port: 0, guard };
        let data = dir.join("data");
        process::quiet(
            owner.command(&bin.join("initdb")).arg("-D").arg(&data).args(["-A", "trust", "-U", "postgres"]).args([
                "--locale=C.UTF-8",
                "-E",
                "UTF8",
                "--no-sync",
            ]),
        )
        .context("cannot create a PostgreSQL cluster")?;
        cluster.port = listen(&bin, &owner, &dir, &data, settings)?;
        Ok(cluster)
    }

    /// What `TEST_DB` must be for the test suite to use this cluster.
    pub(crate) fn url(&self) -> String {
        self.database("bandeng_test")
    }

    /// The address of one of its databases.
    pub(crate) fn database(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Where its files lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.dir
    }

    /// Makes an empty database.
    pub(crate) fn create(&self, name: &str) -> Result<()> {
        let bin = tools::postgresql_bin().context("no PostgreSQL 15 or later found")?;
        let port = self.port.to_string();
        let mut command = Owner::choose().command(&bin.join("createdb"));
        process::quiet(command.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port, name]))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Starts the server on a free port. Between asking for the port and taking it, somebody else may: try a few.
fn listen(bin: &Path, owner: &Owner, dir: &Path, data: &Path, settings: &str) -> Result<u16> {
    let mut last = None;
    for _ in 0..5 {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let options = format!(
            "-p {port} -k {dir} -c listen_addresses=127.0.0.1 {settings} -c max_connections=400 -c max_wal_size=4GB",
            dir = dir.display()
        );
        let started = process::quiet(
            owner
                .command(&bin.join("pg_ctl"))
                .arg("-D")
                .arg(data)
                .arg("-l")
                .arg(dir.join("log"))
                .args(["-w", "-t", "60", "-o", &options, "start"]),
        );
        match started {
            Ok(()) => return Ok(port),
            Err(error) => last = Some(error),
        }
    }
    let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
    bail!("PostgreSQL did not start: {:#}\n{log}", last.context("no attempt was made")?)
}

/// The process that outlives us by a moment. It reads until the pipe breaks; being in its own group, Ctrl-C on the
/// terminal does not reach it. The programs' output goes nowhere: our own may be gone by then.
fn guard(bin: &Path, owner: &Owner, dir: &Path) -> Result<Child> {
    let script = format!(
        "trap '' HUP INT TERM; cat >/dev/null; \
         {stop} -D \"$0/data\" -m immediate -w -t 20 stop; rm -rf -- \"$0\"",
        stop = process_text(&owner.command(&bin.join("pg_ctl")))
    );
    Command::new("/bin/sh")
        .arg("-c")
        .arg(script)
        .arg(dir)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("cannot start the guard of the PostgreSQL cluster")
}

/// The command with its full program path, for a shell. Neither holds spaces: they are Debian's paths.
fn process_text(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Who runs the server. `initdb` refuses root, so root becomes `postgres`.
enum Owner {
    Me,
    Postgres,
}

impl Owner {
    fn choose() -> Self {
        if tools::is_root() { Self::Postgres } else { Self::Me }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = match self {
            Self::Me => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
        };
        // The user postgres may not enter the checkout.
        command.current_dir("/");
        command
    }
}

/// A new folder that only the server's owner may enter. Short, since a socket's path has a limit of 107 bytes.
fn folder(owner: &Owner) -> Result<PathBuf> {
    for n in 0..100 {
        let dir = std::env::temp_dir().join(format!("bandeng-pg-{}-{n}", std::process::id()));
        match fs::create_dir(&dir) {
            Ok(()) => {
                fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))?;
                if matches!(owner, Owner::Postgres) {
                    process::quiet(Command::new("chown").arg("postgres:").arg(&dir))?;
                }
                return Ok(dir);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot create {}", dir.display()));
            }
        }
    }
    bail!("no free folder name under {}", std::env::temp_dir().display())
}

//! The binary itself: filled, started, watched, stopped.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::net::TcpStream;

use crate::report::Report;

/// Says that a database is whole.
const DONE: &str = "generated";

/// Is the database there?
pub(crate) fn is_made(folder: &Path) -> bool {
    folder.join(DONE).exists()
}

/// Makes the database if it is not there, and says how fast: as a whole, and what was made in bulk after the county and
/// the first few hundred matters. False if it was there.
pub(crate) fn generate(
    binary: &Path,
    folder: &Path,
    database: Option<&str>,
    size: u32,
    report: &mut Report,
) -> Result<bool> {
    if is_made(folder) {
        return Ok(false);
    }
    fs::create_dir_all(folder)?;
    let start = Instant::now();
    let mut command = Command::new(binary);
    command.args(["demo", "generate", "--matters", &size.to_string(), "--data"]).arg(folder);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    let told = command.stderr(Stdio::inherit()).output()?;
    ensure!(told.status.success(), "the database cannot be made");
    report.add("generate", f64::from(size) / start.elapsed().as_secs_f64(), "matters/s");
    let told = String::from_utf8_lossy(&told.stdout);
    if let Some(rate) = told.rsplit(": ").next().and_then(|end| end.split(' ').next()?.parse().ok()) {
        report.add("generate, in bulk", rate, "matters/s");
    }
    fs::write(folder.join(DONE), "")?;
    Ok(true)
}

/// Counts everything beside what is kept, and says how long that takes.
pub(crate) fn recount(binary: &Path, folder: &Path, database: Option<&str>, report: &mut Report) -> Result<()> {
    let mut command = Command::new(binary);
    command.arg("--data-dir").arg(folder);
    if let Some(url) = database {
        command.args(["--database-url", url]);
    }
    let start = Instant::now();
    let told = command.args(["stats", "verify"]).output()?;
    ensure!(told.status.success(), "the figures are not right: {}", String::from_utf8_lossy(&told.stdout));
    report.add("recount of all figures", start.elapsed().as_secs_f64(), "s");
    Ok(())
}

/// Walks the whole history, and says how many events a second that is.
pub(crate) fn walk(binary: &Path, folder: &Path, database: Option<&str>, report: &mut Report) -> Result<()> {
    let mut command = Command::new(binary);
    command.arg("--data-dir").arg(folder);
    if let Some(url) = database {
        command.args(["--database-url", url]);
    }
    let start = Instant::now();
    let told = command.args(["audit", "verify"]).output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    ensure!(told.status.success(), "the history is not whole: {text}");
    let took = start.elapsed().as_secs_f64();
    // `5 streams, 60 events, …`
    let events = text.split(", ").nth(1).and_then(|part| part.split(' ').next()?.parse::<f64>().ok());
    report.add("audit verify", took, "s");
    report.add("audit verify, events", events.context("the walk does not say how far it was")? / took, "events/s");
    Ok(())
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) host: String,
}

impl Server {
    /// Starts it and waits until it can work.
    pub(crate) async fn start(
        binary: &Path,
        folder: &Path,
        database: Option<&str>,
        report: &mut Report,
    ) -> Result<Self> {
        let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = Command::new(binary);
        command.args(["--listen", &host, "--data-dir"]).arg(folder).arg("run");
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        // One client asks for five hundred people.
        for rate in ["BANDENG_RATE_PUBLIC", "BANDENG_RATE_ADDRESS", "BANDENG_RATE_ACCOUNT"] {
            command.env(rate, "0");
        }
        let log = fs::File::create(folder.join("server.log"))?;
        let start = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(log).spawn().context("the binary does not start")?;
        let mut server = Self { child, host };
        while TcpStream::connect(&server.host).await.is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended: {status}; see {}", folder.join("server.log").display());
            }
            ensure!(start.elapsed() < Duration::from_secs(60), "the server does not listen");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        report.add("start until it listens", start.elapsed().as_secs_f64() * 1_000.0, "ms");
        Ok(server)
    }

    /// Memory in use, in MB.
    pub(crate) fn resident(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that was in use since [`Self::forget_peak`], in MB.
    pub(crate) fn peak(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    pub(crate) fn forget_peak(&self) -> Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }

    fn memory(&self, which: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with(which)).with_context(|| format!("no {which}"))?;
        let kb: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kb / 1024.0)
    }

    /// Processor time it has taken so far, in seconds: of all its threads, for itself and in the kernel.
    pub(crate) fn processor(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the name, which may hold anything; Linux counts in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |i: usize| fields.get(i).and_then(|field| field.parse::<f64>().ok()).context("no figure");
        Ok((ticks(11)? + ticks(12)?) / 100.0)
    }

    /// Ends it as an operator does.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

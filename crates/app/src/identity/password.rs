//! Password hashing, in threads of its own that give way to everything else.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_store::{Env, Error, Result};
use tokio::sync::oneshot;

/// Hashes and checks passwords with argon2id (19 MiB, two passes).
///
/// At eight in the morning a whole county signs in. A hash costs a processor some forty milliseconds, so a thousand of them
/// would take every processor for half a minute. They are made by as many threads of the process as there are processors, at
/// low priority: whoever reads a page is served first, and whoever signs in waits.
#[derive(Default)]
pub struct Hasher(());

type Job = Box<dyn FnOnce() + Send>;

/// How many may wait. More than the threads can serve before a client gives up are sent away at once.
const WAITING: usize = 1024;

/// How the threads stand behind others (`nice`): a page's thread gets some thirty times their share.
const NICE: i32 = 15;

static QUEUE: LazyLock<SyncSender<Job>> = LazyLock::new(|| {
    let (queue, jobs) = sync_channel::<Job>(WAITING);
    let jobs = Arc::new(Mutex::new(jobs));
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    for n in 0..processors {
        let jobs = jobs.clone();
        let thread = std::thread::Builder::new().name(format!("hasher-{n}"));
        // Where no thread can be had the queue fills, and whoever signs in is told to come back.
        if let Err(error) = thread.spawn(move || work(&jobs)) {
            tracing::error!(%error, "no thread for passwords");
        }
    }
    queue
});

fn work(jobs: &Mutex<Receiver<Job>>) {
    // Of no weight for what is computed: where it is not allowed, the threads only push more.
    let _ = rustix::process::setpriority_process(None, NICE);
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        job();
    }
}

/// A hash with the usual cost that no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YmFuZGVuZ2JhbmRlbmdiYQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Hasher {
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|e| Error::Other(format!("hashing failed: {e}")))
        })
        .await?
    }

    /// Does the password fit the hash? A hash that cannot be read fits nothing.
    pub async fn fits(&self, password: &str, hash: &str) -> Result<bool> {
        let (password, hash) = (password.to_owned(), hash.to_owned());
        self.run(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// As much work as [`Hasher::fits`] for a name nobody has: the answer takes as long.
    pub async fn fits_nobody(&self, password: &str) -> Result<()> {
        self.fits(password, NOBODY).await.map(|_| ())
    }

    /// Does it when it is its turn. What nobody waits for any more is not done.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (answer, done) = oneshot::channel();
        let job: Job = Box::new(move || {
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        match QUEUE.try_send(job) {
            Ok(()) => done.await.map_err(|e| Error::Other(format!("a thread for passwords ended: {e}"))),
            Err(TrySendError::Full(_)) => Err(Refusal::new(Code::TooMany).into()),
            Err(TrySendError::Disconnected(_)) => Err(Error::Other("there is no thread for passwords".into())),
        }
    }
}

/// Letters and digits that cannot be taken for one another, read aloud or copied from paper.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password to be handed over once: 16 characters in groups, 79 bits.
pub(crate) fn one_time(env: &Env) -> String {
    let mut out = String::new();
    let mut drawn = 0;
    while drawn < 16 {
        // Five bits; the one value without a character is drawn again, so that none is likelier.
        let [byte] = env.random::<1>();
        let Some(&character) = ALPHABET.get(usize::from(byte & 31)) else { continue };
        if drawn > 0 && drawn % 4 == 0 {
            out.push('-');
        }
        out.push(char::from(character));
        drawn += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_nobody_has_costs_as_much_as_one_that_exists() {
        let hash = PasswordHash::new(NOBODY).expect("the hash of nobody can be read");
        let real = Hasher::default().hash("correct horse bench").await.expect("it hashes");
        let real = PasswordHash::new(&real).expect("a hash can be read");
        assert_eq!(hash.algorithm, real.algorithm);
        assert_eq!(hash.params.as_str(), real.params.as_str());
        assert_eq!(hash.hash.map(|h| h.as_bytes().len()), real.hash.map(|h| h.as_bytes().len()),);
    }

    #[tokio::test]
    async fn hashing_gives_way_and_what_nobody_waits_for_is_not_done() {
        let hasher = Hasher::default();
        let nice = hasher.run(|| rustix::process::getpriority_process(None)).await.expect("it runs");
        assert_eq!(nice.expect("a priority"), NICE);
        let own = rustix::process::getpriority_process(None).expect("a priority");
        assert!(own < NICE, "the thread that asks keeps its own");

        // One that waits behind another and is given up: the work is never begun.
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let held = Arc::new(Mutex::new(held));
        let busy: Vec<_> = (0..threads)
            .map(|_| {
                let held = held.clone();
                tokio::spawn(
                    async move { Hasher::default().run(move || drop(held.lock().map(|held| held.recv()))).await },
                )
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let begun = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mark = begun.clone();
        let waiting = hasher.run(move || mark.store(true, std::sync::atomic::Ordering::SeqCst));
        let late = tokio::time::timeout(std::time::Duration::from_millis(50), waiting).await;
        assert!(late.is_err(), "every thread is busy");
        drop(hold);
        for one in busy {
            one.await.expect("it ends").expect("it runs");
        }
        hasher.run(|| ()).await.expect("it goes on");
        assert!(!begun.load(std::sync::atomic::Ordering::SeqCst));
    }
}

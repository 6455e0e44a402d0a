//! The main thread watches while another does the work: a limit of time or of memory ends the program even where the
//! work cannot be stopped, since a thread that plans a query looks at nothing else. It ends with the process.

use super::failure::Failure;
use super::guard::guarded;
use std::fs;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often the watch looks: a query may fill some hundred MiB in ten times as long.
const INTERVAL: Duration = Duration::from_millis(20);

/// The stack of the thread that works: as much as a main thread has.
const STACK: usize = 8 << 20;

/// What the program itself needs beside the memory of a query, in MiB: its code, tables of the facts, what is written. The
/// watch ends the program before it has used all of it.
const OWN_MEMORY: u64 = 448;

/// What a piece of work may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// What is limited, as a message names it.
    pub(super) work: &'static str,
    /// The option that raises the limit of time; none where nothing does.
    pub(super) raised_by: Option<&'static str>,
    /// The most seconds.
    pub(super) seconds: u64,
    /// The memory of the query in MiB, beside which the program has its own.
    pub(super) memory: Option<u32>,
}

/// A limit that holds now, with the time at which it began.
type Held = Arc<Mutex<Option<(Limits, Instant)>>>;

/// What the worker has in hand to say that limits hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Held);

impl Watch {
    /// Does a piece of work within limits; where it takes more, the program ends meanwhile. Within a limited piece of work
    /// the limits of that piece hold on.
    pub(super) fn within<T>(&self, limits: Limits, work: impl FnOnce() -> T) -> T {
        if held(&self.0).is_some() {
            return work();
        }
        *held(&self.0) = Some((limits, Instant::now()));
        let done = work();
        *held(&self.0) = None;
        done
    }

    /// The limit that is exceeded now.
    fn exceeded(&self) -> Option<Failure> {
        let (limits, since) = (*held(&self.0))?;
        if since.elapsed() >= Duration::from_secs(limits.seconds) {
            return Some(Failure::OverTime {
                work: limits.work,
                seconds: limits.seconds,
                raised_by: limits.raised_by,
            });
        }
        let mib = limits.memory?;
        let most = (u64::from(mib) + OWN_MEMORY) << 20;
        (resident_bytes()? > most).then_some(Failure::OverMemory { mib })
    }
}

fn held(held: &Held) -> MutexGuard<'_, Option<(Limits, Instant)>> {
    // The limits are whole after every step, whatever thread failed.
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does the work of the program on a thread of its own and watches it.
///
/// # Errors
///
/// That of the work; `OverTime` or `OverMemory` where it takes more than it may, while it goes on until the process ends; `NoThread` where the
/// system gives no thread.
pub(super) fn watched(
    work: impl FnOnce(&Watch) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let watch = Watch::default();
    let of_worker = watch.clone();
    let (sender, done) = channel();
    thread::Builder::new()
        .name("il2".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let outcome = guarded(|| work(&of_worker));
            // Where the watch has given up nobody listens.
            let _ = sender.send(outcome);
        })
        .map_err(Failure::NoThread)?;
    loop {
        match done.recv_timeout(INTERVAL) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) => {
                if let Some(failure) = watch.exceeded() {
                    return Err(failure);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::Internal {
                    location: String::new(),
                });
            }
        }
    }
}

/// The memory of this process that is resident now; none where the system does not say.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_takes_too_long_is_given_up() {
        let began = Instant::now();
        let limits = Limits {
            work: "the query",
            raised_by: Some("--timeout"),
            seconds: 1,
            memory: Some(16),
        };
        let failure = watched(move |watch| {
            watch.within(limits, || thread::sleep(Duration::from_secs(30)));
            Ok(())
        });
        assert!(matches!(failure, Err(Failure::OverTime { seconds: 1, .. })));
        assert!(began.elapsed() < Duration::from_secs(10));
        // Other tests report their panics as ever.
        let _ = std::panic::take_hook();
    }

    #[test]
    fn outside_of_limits_work_may_take_its_time() {
        let limits = Limits {
            work: "the query",
            raised_by: None,
            seconds: 1,
            memory: None,
        };
        let done = watched(move |watch| {
            assert_eq!(watch.within(limits, || 7), 7);
            thread::sleep(Duration::from_millis(1_200));
            Ok(())
        });
        assert!(done.is_ok());
        let _ = std::panic::take_hook();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_says_how_much_memory_is_resident() {
        assert!(resident_bytes() > Some(1 << 20));
    }
}

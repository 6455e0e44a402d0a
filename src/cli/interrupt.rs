//! Signals: what would end the process midway ends it in order instead, with nothing left of what it was writing.

use super::failure::Failure;
#[cfg(unix)]
use super::failure::INTERRUPTED;
use super::speech::Voice;
use std::path::PathBuf;

/// From now on a signal that asks the program to end removes what is not in its place, says that `output` is as it was, and
/// ends the process; a second one ends it at once. A file beyond the system's limit is an error of writing.
///
/// # Errors
///
/// Where the system takes no handler or gives no thread.
#[cfg(unix)]
pub(super) fn heed(voice: Voice, output: Option<PathBuf>) -> Result<(), Failure> {
    unix::heed(voice, output)
}

/// Elsewhere signals do what the system makes them do.
#[cfg(not(unix))]
pub(super) fn heed(_: Voice, _: Option<PathBuf>) -> Result<(), Failure> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use super::{Failure, INTERRUPTED, Voice};
    use crate::disk::{at, end};
    use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::exit;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::sync::mpsc::channel;
    use std::thread::Builder;
    use std::time::Duration;

    /// How long the last line may take: standard error may be a pipe that nobody reads.
    const LAST_WORDS: Duration = Duration::from_secs(1);

    pub(super) fn heed(voice: Voice, output: Option<PathBuf>) -> Result<(), Failure> {
        let mut signals = handlers().map_err(at(Path::new("signals")))?;
        let of_signals = Builder::new().name("signals".to_owned());
        let heeding = of_signals.spawn(move || {
            if signals.forever().next().is_some() {
                let has_written = end();
                say(
                    voice,
                    Failure::Interrupted {
                        output,
                        has_written,
                    },
                );
                exit(i32::from(INTERRUPTED));
            }
        });
        heeding.map(drop).map_err(Failure::NoThread)
    }

    /// Takes the signals.
    fn handlers() -> io::Result<Signals> {
        // With a handler the signal ends nothing, and the write fails.
        flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        // Where the system refuses memory the process aborts, which is exit code 1 like any limit.
        flag::register_conditional_shutdown(SIGABRT, 1, Arc::new(AtomicBool::new(true)))?;
        let mut ends = vec![SIGINT, SIGTERM, SIGQUIT, SIGXCPU];
        if !is_ignored(SIGHUP) {
            ends.push(SIGHUP);
        }
        let is_second = Arc::new(AtomicBool::new(false));
        for signal in &ends {
            // In this order: the first signal sets the flag that the second finds.
            flag::register_conditional_shutdown(
                *signal,
                i32::from(INTERRUPTED),
                Arc::clone(&is_second),
            )?;
            flag::register(*signal, Arc::clone(&is_second))?;
        }
        Signals::new(ends)
    }

    /// Says it, as long as somebody reads.
    fn say(voice: Voice, failure: Failure) {
        let (sender, said) = channel();
        let words = Builder::new().spawn(move || {
            voice.fail(&failure);
            // Where nobody waits any more the process ends.
            let _ = sender.send(());
        });
        if words.is_ok() {
            let _ = said.recv_timeout(LAST_WORDS);
        }
    }

    /// Whether whoever started the process had a signal ignored, as `nohup` does. Only Linux says so without unsafe code.
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status");
        let ignored = status.ok().and_then(|status| {
            let mask = status
                .lines()
                .find_map(|line| line.strip_prefix("SigIgn:"))?;
            u64::from_str_radix(mask.trim(), 16).ok()
        });
        ignored.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
    }
}

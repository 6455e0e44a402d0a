//! The threads of the program: how many the environment asks for, and whether the system gives them.

use super::failure::Failure;
use crate::query::{MOST_THREADS, probe_threads};
use rayon::ThreadPoolBuilder;
use std::env;
use std::io;
use std::num::NonZeroUsize;
use std::thread;

/// The stack of a thread where nothing else is said.
const STACK: usize = 2 << 20;

/// The variables by which libraries choose how many threads they make: too many are never made, and none hangs.
const VARIABLES: [&str; 4] = [
    "RAYON_NUM_THREADS",
    "RAYON_RS_NUM_CPUS",
    "POLARS_MAX_THREADS",
    "TOKIO_WORKER_THREADS",
];

/// Makes the threads that work side by side.
///
/// # Errors
///
/// `Threads` where a variable is no number of threads; `NoThread` where the system does not give them.
pub(super) fn begin() -> Result<(), Failure> {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut most = processors;
    for variable in VARIABLES {
        if let Some(value) = env::var_os(variable) {
            let number = value.to_str().and_then(|text| text.parse::<usize>().ok());
            let number = number.filter(|number| (1..=MOST_THREADS).contains(number));
            let number = number.ok_or(Failure::Threads { variable })?;
            most = most.max(number);
        }
    }
    // Those of this program, and as many of the library that reads facts, which has its own.
    probe_threads(2 * most, STACK).map_err(Failure::NoThread)?;
    ThreadPoolBuilder::new()
        .build_global()
        .map_err(|error| Failure::NoThread(io::Error::other(error)))
}

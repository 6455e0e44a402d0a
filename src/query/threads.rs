//! The threads that plan and run queries. A system that gives none makes an error: without this the engine would wait for
//! ever for a thread that never began.

use super::error::QueryError;
use std::io;
use std::sync::Mutex;
use std::thread;
use tokio::runtime::{Builder, Runtime};

/// The stack of a thread that plans and runs: expressions may be nested deeply.
const STACK: usize = 64 << 20;

/// The most threads that are made, whatever is asked for.
pub(crate) const MOST_THREADS: usize = 256;

/// The variable that says how many threads run queries, where not one for each processor does.
const VARIABLE: &str = "TOKIO_WORKER_THREADS";

/// What runs queries.
///
/// # Errors
///
/// `NoThread` where the system does not give the threads.
pub(super) fn runtime() -> Result<Runtime, QueryError> {
    let workers = workers();
    // One more than work: the engine may begin another for what blocks.
    probe_threads(workers + 1, STACK).map_err(QueryError::NoThread)?;
    Builder::new_multi_thread()
        .worker_threads(workers)
        .thread_stack_size(STACK)
        .build()
        .map_err(QueryError::NoThread)
}

fn workers() -> usize {
    let given = std::env::var(VARIABLE).ok();
    let given = given.and_then(|number| number.parse::<usize>().ok());
    let number = given.or_else(|| thread::available_parallelism().ok().map(usize::from));
    number.unwrap_or(1).clamp(1, MOST_THREADS)
}

/// Makes threads that do nothing, all at once, and lets them go.
///
/// # Errors
///
/// What the system says where it does not give so many with such stacks.
pub(crate) fn probe_threads(count: usize, stack: usize) -> io::Result<()> {
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let closed = gate.lock();
        let made = (0..count).try_for_each(|_| {
            let thread = thread::Builder::new().stack_size(stack);
            thread.spawn_scoped(scope, || drop(gate.lock())).map(drop)
        });
        drop(closed);
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_the_system_does_not_give_are_an_error() {
        assert!(probe_threads(3, 1 << 20).is_ok());
        // A stack of half of all addresses.
        assert!(probe_threads(1, usize::MAX / 2).is_err());
    }
}

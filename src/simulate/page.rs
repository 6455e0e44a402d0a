//! A file in memory that outlives its writer.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// A file in memory; its clones are the same file.
#[derive(Clone, Default)]
pub(super) struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    /// The bytes that were written since the last call.
    pub(super) fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Whether bytes are those that were written: their number and their SHA-256.

use super::plain_file::open_file;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::Path;

/// Bytes of a file that are read at once.
const CHUNK: usize = 1 << 18;

/// The number of bytes, and their SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The number of bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
}

impl Seal {
    /// The seal of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut sealing = Sealing::new(io::sink());
        sealing.take(bytes);
        sealing.finish().1
    }

    /// The seal of a file, read chunk by chunk.
    ///
    /// # Errors
    ///
    /// The system's own, where the file cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = open_file(path)?;
        let mut sealing = Sealing::new(io::sink());
        let mut chunk = vec![0; CHUNK];
        loop {
            match file.read(&mut chunk) {
                Ok(0) => return Ok(sealing.finish().1),
                Ok(length) => sealing.take(&chunk[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// A writer that seals what goes through it, so that nothing is read a second time.
#[derive(Debug)]
pub struct Sealing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W> Sealing<W> {
    /// A writer that passes on to `inner`.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            digest: Sha256::new(),
            bytes: 0,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The writer, and the seal of what was written.
    #[must_use]
    pub fn finish(self) -> (W, Seal) {
        let digest = self.digest.finalize();
        let sha256 = digest.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes all");
            text
        });
        let bytes = self.bytes;
        (self.inner, Seal { bytes, sha256 })
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.take(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    #[test]
    fn a_seal_is_the_same_written_or_read() {
        // SHA-256 of "abc": FIPS 180-4, the first example.
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let mut output = Sealing::new(Vec::new());
        output.write_all(b"a").unwrap();
        output.write_all(b"bc").unwrap();
        let (bytes, written) = output.finish();
        assert_eq!(bytes, b"abc");
        assert_eq!((written.bytes, written.sha256.as_str()), (3, sha256));
        assert_eq!(Seal::of(b"abc"), written);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        let read = Seal::of(&std::fs::read(&path).unwrap());
        assert_eq!(Seal::of_file(&path).unwrap(), read);
    }
}

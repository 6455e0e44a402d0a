//! Files that someone else named or left: opened only where reading them ends. A pipe waits for its other side, a device
//! has no end, and files of the kernel may have none either.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a text that the command line names: SQL, a definition, a list of events.
const SMALL: u64 = 16 << 20;

/// Opens a file for reading.
///
/// # Errors
///
/// The system's own; one of [`io::ErrorKind::InvalidInput`] where the path is a folder, a device, a pipe, a socket or a
/// file of the kernel.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    let refused = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        refused("it is a folder")
    } else if !kind.is_file() {
        refused("it is a device, a pipe or a socket")
    } else if is_of_kernel(path) {
        refused("it is a file of the kernel")
    } else {
        File::open(path)
    }
}

/// The bytes of a file.
///
/// # Errors
///
/// Those of [`open_file`], and the system's own.
pub(crate) fn read_plain(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file that the command line names.
///
/// # Errors
///
/// Those of [`open_file`]; one of [`io::ErrorKind::InvalidInput`] where it is longer than 16 MiB, of
/// [`io::ErrorKind::InvalidData`] where it is not UTF-8.
pub(crate) fn read_small(path: &Path) -> io::Result<String> {
    read_small_from(open_file(path)?)
}

/// The same of what is open already.
///
/// # Errors
///
/// As those of [`read_small`].
pub(crate) fn read_small_from(input: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    input.take(SMALL + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > SMALL {
        let what = format!("it is longer than {} MiB", SMALL >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    String::from_utf8(bytes).map_err(|_| {
        let what = "it is not UTF-8 text";
        io::Error::new(io::ErrorKind::InvalidData, what)
    })
}

/// Whether a path is a file on a disk, and not one of the kernel.
pub(crate) fn is_plain_file(path: &Path) -> bool {
    path.is_file() && !is_of_kernel(path)
}

/// Whether a file is made by the kernel while it is read, such as those of `/proc` and `/sys`.
#[cfg(target_os = "linux")]
fn is_of_kernel(path: &Path) -> bool {
    /// `statfs(2)`: proc, sysfs, debugfs, tracefs, securityfs, cgroup, cgroup2, configfs, pstore, bpf.
    const KERNEL: [i128; 10] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x7363_6673,
        0x0027_e0eb,
        0x6367_7270,
        0x6265_6570,
        0x6165_676c,
        0xcafe_4a11,
    ];
    rustix::fs::statfs(path).is_ok_and(|disk| KERNEL.contains(&i128::from(disk.f_type)))
}

#[cfg(not(target_os = "linux"))]
fn is_of_kernel(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_text_of_the_command_line_is_a_file_that_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("query.sql");
        fs::write(&path, "SELECT 1").unwrap();
        assert_eq!(read_small(&path).unwrap(), "SELECT 1");
        fs::write(&path, vec![b' '; 16 << 20]).unwrap();
        assert_eq!(read_small(&path).unwrap().len(), 16 << 20);
        fs::write(&path, vec![b' '; (16 << 20) + 1]).unwrap();
        let said = |path: &Path| read_small(path).unwrap_err().to_string();
        assert_eq!(said(&path), "it is longer than 16 MiB");
        fs::write(&path, b"\xff").unwrap();
        assert_eq!(said(&path), "it is not UTF-8 text");
        assert_eq!(said(folder.path()), "it is a folder");
        #[cfg(unix)]
        for device in ["/dev/zero", "/dev/full", "/dev/null"] {
            assert_eq!(
                said(Path::new(device)),
                "it is a device, a pipe or a socket"
            );
        }
        #[cfg(target_os = "linux")]
        for file in [
            "/proc/self/status",
            "/proc/kmsg",
            "/sys/kernel/mm/transparent_hugepage/enabled",
        ] {
            if Path::new(file).exists() {
                assert_eq!(
                    said(Path::new(file)),
                    "it is a file of the kernel",
                    "{file}"
                );
                assert!(!is_plain_file(Path::new(file)));
            }
        }
    }
}

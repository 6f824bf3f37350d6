//! The checks of the machine: free space, and who may read the data folder.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kernel::Result;

use super::Finding;

/// What somebody else on the machine may do, in the bits of a mode.
const OTHERS: u32 = 0o007;
/// What everybody but the owner may do.
const NOT_OWNER: u32 = 0o077;

pub(super) fn disk(folder: &Path, least: u64) -> Result<Option<Finding>> {
    let disk = rustix::fs::statvfs(folder).map_err(std::io::Error::from)?;
    let free = disk.f_bavail * disk.f_frsize;
    Ok((free < least).then(|| {
        let mb = |bytes: u64| (bytes / 1024 / 1024).to_string();
        Finding::new("disk", vec![("free", mb(free)), ("least", mb(least))])
    }))
}

/// The folder is closed to others on the machine; files with secrets to everybody but their owner.
pub(super) fn permissions(folder: &Path) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    found.extend(open_to("permissions", folder, OTHERS)?);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && is_secret(&path) {
            found.extend(open_to("permissions_secret", &path, NOT_OWNER)?);
        }
    }
    Ok(found)
}

/// Files that hold keys or passwords, by their names.
fn is_secret(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    name.contains("secret") || name.ends_with(".key") || name.ends_with(".pem")
}

fn open_to(check: &'static str, path: &Path, whom: u32) -> Result<Option<Finding>> {
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    Ok((mode & whom != 0).then(|| {
        let place = path.display().to_string();
        Finding::new(check, vec![("path", place), ("mode", format!("{mode:o}"))])
    }))
}

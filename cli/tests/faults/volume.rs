//! File systems of the tests' own: an image that is loop-mounted, whose copy at any moment is what a power cut leaves; and
//! one in memory that is soon full.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub(crate) struct Volume {
    folder: TempDir,
    mounted: PathBuf,
}

impl Volume {
    /// An empty ext4 of so many megabytes in a file.
    pub(crate) fn loop_mounted(megabytes: u64) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let image = folder.path().join("image");
        File::create(&image).unwrap().set_len(megabytes << 20).unwrap();
        run(Command::new("mkfs.ext4").arg("-qF").arg(&image))?;
        Self::mount(folder, &image)
    }

    /// What is in a copy of an image, as a machine finds it when it starts after a power cut.
    pub(crate) fn of_image(image: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        Self::mount(folder, image)
    }

    /// One in memory of so many megabytes.
    pub(crate) fn in_memory(megabytes: u64) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = folder.path().join("mounted");
        std::fs::create_dir(&mounted).unwrap();
        run(Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "hezheng"]).arg(&mounted))?;
        Ok(Self { folder, mounted })
    }

    fn mount(folder: TempDir, image: &Path) -> Result<Self, String> {
        let mounted = folder.path().join("mounted");
        std::fs::create_dir(&mounted).unwrap();
        run(Command::new("mount").args(["-o", "loop"]).arg(image).arg(&mounted))?;
        Ok(Self { folder, mounted })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.mounted
    }

    /// Copies the image while it is mounted.
    pub(crate) fn copy_image(&self) -> PathBuf {
        let copy = tempfile::Builder::new().prefix("image-").tempfile_in(self.folder.path()).unwrap();
        let copy = copy.into_temp_path().keep().unwrap();
        std::fs::copy(self.folder.path().join("image"), &copy).unwrap();
        copy
    }

    /// Fills it with this file.
    pub(crate) fn fill(&self, file: &Path) {
        let mut file = File::create(file).unwrap();
        while file.write_all(&[0; 4_096]).is_ok() {}
    }

    /// Makes one in memory larger.
    pub(crate) fn grow(&self, megabytes: u64) {
        let larger = format!("remount,size={megabytes}m");
        run(Command::new("mount").args(["-o", &larger]).arg(&self.mounted)).unwrap();
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let unmounted = run(Command::new("umount").arg(&self.mounted));
        assert!(unmounted.is_ok() || std::thread::panicking(), "{unmounted:?}");
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}

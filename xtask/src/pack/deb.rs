//! The Debian package: binary, unit, settings, documents.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::paths::Workspace;
use crate::process;

/// Builds `bandeng_VERSION_ARCH.deb` with these documents beside the program.
pub(super) fn build(ws: &Workspace, binary: &Path, documents: &[&Path], out: &Path, version: &str) -> Result<PathBuf> {
    let arch = said(Command::new("dpkg").arg("--print-architecture"))?;
    let package = out.join(format!("bandeng_{version}_{arch}.deb"));
    let root = out.join("root");
    let _ = fs::remove_dir_all(&root);
    let packaging = ws.root.join("packaging");
    let put = |from: &Path, to: &str, mode: u32| -> Result<()> {
        let to = root.join(to);
        fs::create_dir_all(to.parent().context("a folder")?)?;
        fs::copy(from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(fs::set_permissions(&to, fs::Permissions::from_mode(mode))?)
    };
    put(binary, "usr/bin/bandeng", 0o755)?;
    put(&packaging.join("bandeng.service"), "lib/systemd/system/bandeng.service", 0o644)?;
    put(&packaging.join("bandeng.toml"), "etc/bandeng/bandeng.toml", 0o644)?;
    let doc = "usr/share/doc/bandeng";
    put(&ws.root.join("LICENSE"), &format!("{doc}/copyright"), 0o644)?;
    put(&ws.root.join("NOTICE"), &format!("{doc}/NOTICE"), 0o644)?;
    for document in documents {
        let name = document.file_name().context("a name")?.to_string_lossy();
        put(document, &format!("{doc}/{name}"), 0o644)?;
    }
    for entry in fs::read_dir(ws.root.join("docs/guide"))? {
        let path = entry?.path();
        let name = path.file_name().context("a name")?.to_string_lossy().into_owned();
        put(&path, &format!("{doc}/guide/{name}"), 0o644)?;
    }
    for script in ["postinst", "prerm", "postrm"] {
        put(&packaging.join("debian").join(script), &format!("DEBIAN/{script}"), 0o755)?;
    }
    fs::write(root.join("DEBIAN/conffiles"), "/etc/bandeng/bandeng.toml\n")?;
    fs::write(root.join("DEBIAN/control"), control(version, &arch, size(&root)?, &libc()?))?;
    folders(&root)?;
    let mut pack = Command::new("dpkg-deb");
    process::quiet(pack.args(["--root-owner-group", "-Zxz", "-z3", "--build"]).arg(&root).arg(&package))?;
    fs::remove_dir_all(&root)?;
    Ok(package)
}

fn control(version: &str, arch: &str, kilobytes: u64, libc: &str) -> String {
    format!(
        "Package: bandeng\n\
         Version: {version}\n\
         Architecture: {arch}\n\
         Maintainer: The Bandeng contributors <contributors@bandeng.invalid>\n\
         Installed-Size: {kilobytes}\n\
         Depends: libc6 (>= {libc}), libgcc-s1, adduser, ca-certificates, fonts-noto-cjk\n\
         Suggests: postgresql (>= 15)\n\
         Section: misc\n\
         Priority: optional\n\
         Description: for China's dispute-mediation centres\n \
         From a trouble at the window to an archived file: matters, mediations, days,\n \
         papers and figures. Serves its pages itself and keeps its data in a file or\n \
         in PostgreSQL.\n"
    )
}

/// The C library it was built against: an older one may lack what it calls.
fn libc() -> Result<String> {
    let told = said(Command::new("getconf").arg("GNU_LIBC_VERSION"))?;
    told.split_whitespace().last().map(str::to_owned).context("getconf names no version")
}

fn said(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8(process::output(command)?)?.trim().to_owned())
}

fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { size(&entry.path())? * 1024 } else { entry.metadata()?.len() };
    }
    Ok(bytes.div_ceil(1024))
}

/// Whoever built it may have had a narrow umask.
fn folders(folder: &Path) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders(&entry.path())?;
        }
    }
    Ok(())
}
